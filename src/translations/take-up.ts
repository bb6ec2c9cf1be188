import { type DraftDeps, draftNext } from './draft-by-machine.ts'

const everyMs = 1000

/**
 * Looks every second for translations that a provider is to draft, and has them drafted one after the other. Beside the sweep and not
 * in it, since a provider takes its time. Without a provider there is nothing to look for.
 *
 * @returns `stop` comes back when what is under way was given back
 */
export function takeUpTranslations(deps: DraftDeps): { stop(): Promise<void> } {
  if (Object.keys(deps.translators).length === 0) return { stop: async () => {} }
  let current: Promise<void> | undefined
  const begin = (): void => {
    if (deps.stopping.aborted) return
    current ??= draftAll(deps)
      .catch((error: unknown) => deps.log.warn({ err: error }, 'translations could not be looked for'))
      .finally(() => {
        current = undefined
      })
  }
  const timer = setInterval(begin, everyMs)
  return {
    stop: async () => {
      clearInterval(timer)
      await current
    },
  }
}

async function draftAll(deps: DraftDeps): Promise<void> {
  while (!deps.stopping.aborted && (await draftNext(deps))) {
    // One at a time: a provider that is asked for more at once is no faster.
  }
}
