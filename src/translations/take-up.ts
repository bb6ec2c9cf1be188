import type { Config } from '../config.ts'
import { type Repeated, repeat } from '../repeat.ts'
import { type DraftDeps, draftTaken, takeNext } from './draft-by-machine.ts'

const everyMs = 1000

type Deps = DraftDeps & { config: Pick<Config, 'translationsAtOnce'> }

/**
 * Looks every second for translations that a provider is to draft, and has a few of them drafted at once, so that one that takes long
 * does not keep the others waiting. Beside the sweep and not in it, since a provider takes its time. Without a provider there is nothing
 * to look for.
 *
 * @returns `stop` comes back when what is under way was given back
 */
export function takeUpTranslations(deps: Deps): Pick<Repeated, 'stop'> {
  if (Object.keys(deps.translators).length === 0) return { stop: async () => {} }
  const underWay = new Set<Promise<void>>()
  const failed = (error: unknown) => deps.log.warn({ err: error }, 'translations could not be looked for')
  const looking = repeat(() => draftAll(deps, underWay), { everyMs, stopping: deps.stopping, failed })
  return {
    stop: async () => {
      await looking.stop()
      await Promise.all(underWay)
    },
  }
}

/** Begins one after the other, for whose turn it is depends on who is under way; comes back when nothing waits any more. */
async function draftAll(deps: Deps, underWay: Set<Promise<void>>): Promise<void> {
  while (!deps.stopping.aborted) {
    if (underWay.size >= deps.config.translationsAtOnce) {
      await Promise.race(underWay)
      continue
    }
    const lease = await takeNext(deps)
    if (!lease) return
    const drafting: Promise<void> = draftTaken(deps, lease)
      .catch((error: unknown) =>
        deps.log.warn({ err: error, translationId: lease.id }, 'what became of a translation was not kept'),
      )
      .finally(() => underWay.delete(drafting))
    underWay.add(drafting)
  }
}
