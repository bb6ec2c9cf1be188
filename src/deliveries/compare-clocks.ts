import { systemClock } from '../clock.ts'
import type { AppDeps } from '../deps.ts'
import { watchClocks } from '../embargo/clocks.ts'

/** Holds this machine's clocks against that of Postgres. A clock that a test moves is nobody's to compare. */
export async function compareClocks({ db, clock }: Pick<AppDeps, 'db' | 'clock'>): Promise<void> {
  if (clock !== systemClock) return
  const askedAtMs = clock.monotonicMs()
  const [row] = await db.$queryRaw<{ at: Date }[]>`SELECT clock_timestamp() AS at`
  if (row) watchClocks(clock).compare({ at: row.at, askedAtMs, answeredAtMs: clock.monotonicMs() })
}
