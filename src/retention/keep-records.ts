import { tidyAttachments } from '../attachments/tidy-attachments.ts'
import type { AppDeps } from '../deps.ts'
import { repeat } from '../repeat.ts'
import { interruptDetaching } from './detach-month.ts'
import { dropMonths } from './drop-months.ts'
import { forgetImports } from './forget-imports.ts'
import { openMonths } from './open-months.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'log' | 'workerName' | 'files'>

const everyMs = 3_600_000

/**
 * Keeps room for the months to come and drops what is over: at once, then every hour for the one and once a day for the other.
 * Beside the sweep and not in it, since taking a month out may wait for a long transaction, and the sweep waits for nothing.
 *
 * @returns `stop` gives up what waits and comes back when nothing runs any more
 */
export function keepRecords(deps: Deps): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let droppedOn: string | undefined
  const keep = async (): Promise<void> => {
    await openMonths(deps)
    const today = deps.clock.now().toISOString().slice(0, 10)
    if (today === droppedOn) return
    await forgetImports(deps)
    await dropMonths({ ...deps, stopping: stopping.signal })
    // Last: the store may be away, and the months do not wait for it.
    await tidyAttachments(deps)
    droppedOn = today
  }
  const kept = repeat(keep, {
    everyMs,
    atOnce: true,
    stopping: stopping.signal,
    failed: (error) => deps.log.warn({ err: error }, 'records could not be tidied; it is tried again in an hour'),
  })
  return {
    stop: async () => {
      stopping.abort()
      if (kept.isUnderWay())
        await interruptDetaching(deps).catch((error: unknown) => deps.log.debug({ err: error }, 'nothing could be interrupted'))
      await kept.stop()
    },
  }
}
