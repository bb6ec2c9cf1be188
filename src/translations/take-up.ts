import { type Repeated, repeat } from '../repeat.ts'
import { type DraftDeps, draftNext } from './draft-by-machine.ts'

const everyMs = 1000

/**
 * Looks every second for translations that a provider is to draft, and has them drafted one after the other. Beside the sweep and not
 * in it, since a provider takes its time. Without a provider there is nothing to look for.
 *
 * @returns `stop` comes back when what is under way was given back
 */
export function takeUpTranslations(deps: DraftDeps): Pick<Repeated, 'stop'> {
  if (Object.keys(deps.translators).length === 0) return { stop: async () => {} }
  return repeat(() => draftAll(deps), {
    everyMs,
    stopping: deps.stopping,
    failed: (error) => deps.log.warn({ err: error }, 'translations could not be looked for'),
  })
}

async function draftAll(deps: DraftDeps): Promise<void> {
  while (!deps.stopping.aborted && (await draftNext(deps))) {
    // One at a time: a provider that is asked for more at once is no faster.
  }
}
