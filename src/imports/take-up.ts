import type { AppDeps } from '../deps.ts'
import { type Repeated, repeat } from '../repeat.ts'
import { applyImport } from './apply-import.ts'
import { failImport } from './fail-import.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'vault' | 'log'> & { stopping: AbortSignal }

const everyMs = 1000

/** After each try that threw one waits twice as long, up to a minute: what is wrong is ours, and seldom mends itself in a second. */
const longestWaitMs = 60_000

/** So many tries in a row that brought an import no further end it. */
const mostTries = 10

/** What this process knows of the imports that it could not apply, by id: how far each was, how often since, and when it is next. */
export type Tries = Map<string, { applied: number; failed: number; nextAtMs: number }>

/** A check takes minutes at most; one that is older was cut off. */
const checkingMs = 3_600_000

/**
 * Looks every second for an import that is to be applied: nobody was rung for it, or whoever was at it is gone. Beside the sweep
 * and not in it, since it takes as long as the file is.
 *
 * @returns `stop` comes back when the chunk that is being applied is through
 */
export function takeUpImports(deps: Deps): Repeated {
  const tries: Tries = new Map()
  return repeat(() => takeUp(deps, tries), {
    everyMs,
    stopping: deps.stopping,
    failed: (error) => deps.log.warn({ err: error }, 'imports could not be looked for'),
  })
}

/** Applies what is to be applied, and forgets the files whose check was cut off: nobody was told of them. */
export async function takeUp(deps: Deps, tries: Tries): Promise<void> {
  const { db, clock } = deps
  const waiting = await db.import.findMany({ where: { state: 'applying' }, select: { id: true, applied: true } })
  for (const each of waiting) await tryToApply(deps, tries, each)
  const before = new Date(clock.now().getTime() - checkingMs)
  await db.import.deleteMany({ where: { state: 'checking', createdAt: { lt: before } } })
}

async function tryToApply(deps: Deps, tries: Tries, { id, applied }: { id: string; applied: number }): Promise<void> {
  const { clock, log } = deps
  const last = tries.get(id)
  if (last && clock.monotonicMs() < last.nextAtMs) return
  try {
    await applyImport(deps, id)
  } catch (error) {
    const failed = last?.applied === applied ? last.failed + 1 : 1
    const waitMs = Math.min(1000 * 2 ** (failed - 1), longestWaitMs)
    tries.set(id, { applied, failed, nextAtMs: clock.monotonicMs() + waitMs })
    log.error({ err: error, importId: id, failed }, 'an import could not be applied')
    if (failed >= mostTries) await failImport(deps, id, failed)
  }
}
