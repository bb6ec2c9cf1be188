import { isAvailable } from '../channels/channel.ts'
import type { AppDeps } from '../deps.ts'
import { killPoint } from '../kill-point.ts'
import type { Attempted } from './attempted.ts'
import { consequences } from './consequences.ts'
import { countOutcomes } from './count-outcomes.ts'
import { recordFailed, recordFailedIn } from './record-failed.ts'
import { planHandOvers, recordHandOvers } from './record-hand-overs.ts'
import { recordLate } from './record-late.ts'
import type { Recorded } from './recorded.ts'

type Deps = Pick<AppDeps, 'db' | 'fast' | 'clock' | 'random' | 'workerName'>

/** Outcomes and whose they are. */
export type Outcomes = { publicationId: string; attempted: Attempted[] }

/**
 * Writes the outcomes of many attempts: deliveries, attempts, counters and a signal, in bulk.
 *
 * An outcome that comes late (the lease was lost meanwhile, another worker has tried) is kept as an attempt; it changes the
 * delivery only if it says `delivered`, which is a fact whoever reports it. What is recorded already stays as it is: after an error
 * all of it may be handed in again.
 */
export async function recordOutcomes(deps: Deps, { publicationId, attempted }: Outcomes): Promise<void> {
  killPoint('before-record')
  const groups = Map.groupBy(attempted, wayOf)
  const [handed, failed, grave] = [groups.get('handed-over') ?? [], groups.get('failed') ?? [], groups.get('grave') ?? []]
  // At once: what fails is written in a transaction of its own, and what was handed over does not wait for that.
  const written = await Promise.all([
    recordHandOvers(deps, { publicationId, attempted: handed }),
    recordFailed(deps, { publicationId, attempted: failed }),
    recordGrave(deps, { publicationId, attempted: grave }),
  ])
  const recorded = written.flat()
  const known = new Set(recorded.map(({ id }) => id))
  // What was to lie ready, and went another way meanwhile, was handed to nobody: there is nothing to keep of it.
  const late = attempted.filter(({ claim, outcome }) => !known.has(claim.id) && !isAvailable(outcome))
  if (late.length > 0) recorded.push(...(await recordLate(deps, { publicationId, attempted: late })))
  countOutcomes(attempted, recorded)
  killPoint('after-record')
}

/** What means something for later (a bounce, an endpoint that is gone) is rare and goes apart. */
function wayOf({ outcome }: Attempted): 'handed-over' | 'failed' | 'grave' {
  if (outcome.kind === 'delivered') return 'handed-over'
  return outcome.kind === 'permanent' && (outcome.suppress || outcome.disable) ? 'grave' : 'failed'
}

/** Has the statement planned, on one connection, by writing nothing. */
export async function planRecording(deps: Deps): Promise<void> {
  await planHandOvers(deps)
}

async function recordGrave(deps: Deps, outcomes: Outcomes): Promise<Recorded[]> {
  if (outcomes.attempted.length === 0) return []
  const { db, clock } = deps
  return db.$transaction(async (tx) => {
    const recorded = await recordFailedIn(deps, tx, outcomes)
    await consequences({ tx, clock }, outcomes.attempted)
    return recorded
  })
}
