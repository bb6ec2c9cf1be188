import { finishPublications } from '../deliveries/finish.ts'
import type { AppDeps } from '../deps.ts'
import { expandAheadMs } from './expand.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/** Dispatches that should be expanded by now: their hour is near or past, and no job has done it. */
export async function findUnexpanded({ db, clock }: Deps): Promise<string[]> {
  const near = new Date(clock.now().getTime() + expandAheadMs)
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT d.id FROM dispatches d JOIN publications p ON p.id = d.publication_id
    WHERE d.state = 'waiting' AND p.state IN ('scheduled', 'held', 'releasing', 'released') AND p.release_at <= ${near}
      AND NOT (p.pending_together AND EXISTS (SELECT FROM dispatches x WHERE x.publication_id = p.id AND x.state = 'pending'))
    ORDER BY p.urgency, p.release_at, d.position LIMIT 100`
  return rows.map((row) => row.id)
}

/** Ends what went out without a last outcome to end it, such as a publication whose every endpoint is suppressed. */
export async function finishAll({ db, clock }: Deps): Promise<void> {
  await db.$transaction((tx) => finishPublications({ tx, clock }, null))
}
