import type { AppDeps } from '../deps.ts'
import { applyImport } from './apply-import.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'vault' | 'log'> & { stopping: AbortSignal }

const everyMs = 1000

/** A check takes minutes at most; one that is older was cut off. */
const checkingMs = 3_600_000

/**
 * Looks every second for an import that is to be applied: nobody was rung for it, or whoever was at it is gone. Beside the sweep
 * and not in it, since it takes as long as the file is.
 *
 * @returns `stop` comes back when the chunk that is being applied is through
 */
export function takeUpImports(deps: Deps): { stop(): Promise<void> } {
  let current: Promise<void> | undefined
  const begin = (): void => {
    if (deps.stopping.aborted) return
    current ??= takeUp(deps)
      .catch((error: unknown) => deps.log.warn({ err: error }, 'an import could not be applied; it is tried again in a second'))
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

/** Applies what is to be applied, and forgets the files whose check was cut off: nobody was told of them. */
export async function takeUp(deps: Deps): Promise<void> {
  const { db, clock } = deps
  const waiting = await db.import.findMany({ where: { state: 'applying' }, select: { id: true } })
  for (const { id } of waiting) await applyImport(deps, id)
  const before = new Date(clock.now().getTime() - checkingMs)
  await db.import.deleteMany({ where: { state: 'checking', createdAt: { lt: before } } })
}
