/** What is done again and again. */
export type Repeated = {
  /** whether it is being done at this moment */
  isUnderWay(): boolean
  /** Ends it; comes back when what is under way has ended. */
  stop(): Promise<void>
}

type Options = {
  everyMs: number
  /** told what went wrong; it is done again all the same */
  failed: (error: unknown) => void
  /** also at once, and not only after the first time */
  atOnce?: boolean
  /** once it is aborted nothing is begun any more */
  stopping?: AbortSignal
}

/** Does something every so often, and never twice at once: while it takes longer, its next turns are left out. */
export function repeat(work: () => Promise<unknown>, { everyMs, failed, atOnce = false, stopping }: Options): Repeated {
  let current: Promise<unknown> | undefined
  const begin = (): void => {
    if (stopping?.aborted) return
    current ??= work()
      .catch(failed)
      .finally(() => {
        current = undefined
      })
  }
  if (atOnce) begin()
  const timer = setInterval(begin, everyMs)
  return {
    isUnderWay: () => current !== undefined,
    stop: async () => {
      clearInterval(timer)
      await current
    },
  }
}
