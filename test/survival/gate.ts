/** Receivers that say nothing until they are told to. */
export type Gate = {
  /** what a receiver waits for before each answer */
  ready(): Promise<void>
  /** resolves when so many calls are waiting */
  reached: Promise<void>
  open(): void
}

/**
 * @param calls how many must be waiting until it is `reached`
 * @param after how many are answered at once before that
 */
export function closeAt(calls: number, { after = 0 } = {}): Gate {
  const reached = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  let count = 0
  return {
    ready: async () => {
      count += 1
      if (count <= after) return
      if (count === after + calls) reached.resolve()
      await opened.promise
    },
    reached: reached.promise,
    open: opened.resolve,
  }
}
