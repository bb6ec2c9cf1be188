import { ringBatches } from '../deliveries/ring.ts'
import { startPublications } from '../deliveries/start-publications.ts'
import type { AppDeps } from '../deps.ts'
import { killPoint } from '../kill-point.ts'

type Deps = Pick<AppDeps, 'db' | 'fast' | 'clock' | 'queue' | 'log'>

/**
 * Starts every publication whose hour has come, and rings for its batches.
 *
 * @returns how many started
 */
export async function startDue(deps: Deps): Promise<number> {
  const started = await startPublications(deps)
  if (started.length > 0) killPoint('after-gate')
  await ringBatches(
    deps,
    started.map(({ id }) => id),
  )
  return started.length
}

/** When the next scheduled publication is due, if that is within so many milliseconds. */
export async function findNextStart({ db, clock }: Pick<Deps, 'db' | 'clock'>, withinMs: number): Promise<Date | undefined> {
  const until = new Date(clock.now().getTime() + withinMs)
  const next = await db.publication.findFirst({
    where: { state: 'scheduled', releaseAt: { lte: until } },
    orderBy: { releaseAt: 'asc' },
    select: { releaseAt: true },
  })
  return next?.releaseAt
}
