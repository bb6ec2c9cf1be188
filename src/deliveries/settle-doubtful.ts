import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import { Prisma, type Tx } from '../db/client.ts'
import { stateOf } from '../db/in-hand.ts'
import { signal } from '../db/signals.ts'
import type { SettleDoubtful } from '../holds/lift-hold.ts'
import type { Principal } from '../http/principal.ts'
import { holdForCancel } from './canceled.ts'
import { isDoubtful } from './doubtful.ts'
import { finishPublications } from './finish.ts'
import { whatIsKnown } from './lease.ts'
import { applyDeltas, type Change } from './tally.ts'

/**
 * Lets doubtful deliveries go, or ends them: `drop` makes them `failed`, `doubtful`, and cancels what had not begun. Whoever finds
 * out later that one was never sent redelivers it.
 *
 * @returns how many publications and deliveries it was about
 */
export const settleDoubtful: SettleDoubtful = async ({ tx, clock }, principal, { doubtful, heldAt }) => {
  // In a fixed order: whoever else takes several takes them so.
  const publications = await tx.$queryRaw<
    { id: string }[]
  >`SELECT p.id FROM publications p WHERE ${isDoubtful(heldAt)} ORDER BY p.id`
  if (doubtful === 'send') return { doubtful, publications: publications.length }
  let deliveries = 0
  for (const { id } of publications) deliveries += await drop({ tx, clock }, principal, id)
  return { doubtful, publications: publications.length, deliveries }
}

async function drop({ tx, clock }: { tx: Tx; clock: Clock }, principal: Principal, id: string): Promise<number> {
  const now = clock.now()
  await holdForCancel(tx, id)
  await tx.$executeRaw`SELECT FROM publications WHERE id = ${id}::uuid FOR UPDATE`
  const { state, accountId, releaseId } = await tx.publication.findUniqueOrThrow({ where: { id } })
  // Its version stays frozen: under this number it may have been read already.
  const unbegun = await tx.publication.updateMany({
    where: { id, state: { in: ['scheduled', 'held'] } },
    data: { state: 'canceled', updatedAt: now },
  })
  await tx.dispatch.updateMany({
    where: { publicationId: id, state: { in: ['pending', 'waiting'] } },
    data: { state: 'canceled' },
  })
  await tx.batch.updateMany({ where: { publicationId: id, state: 'ready' }, data: { state: 'done' } })
  const changes = await endDeliveries(tx, id, now)
  await applyDeltas(tx, id, changes)
  const after = unbegun.count === 1 ? 'canceled' : state
  const data = { before: state, after, deliveries: changes.length }
  const subject = { type: 'publication', id }
  await recordEvent({ tx, clock }, principal, {
    kind: 'publication.dropped',
    subject,
    accountId,
    releaseId,
    reason: 'doubtful',
    data,
  })
  await finishPublications({ tx, clock }, id)
  await signal(tx, id)
  return changes.length
}

/** What was being sent when the backup was made is an attempt of unknown outcome, as where a worker was lost. */
async function endDeliveries(tx: Tx, publicationId: string, now: Date): Promise<Change[]> {
  return tx.$queryRaw<Change[]>`
    WITH was AS MATERIALIZED (
      SELECT d.id, ${stateOf(Prisma.sql`d`)} AS state, (SELECT lease_expires_at FROM batches WHERE id = d.batch_id) AS lease_expires_at FROM deliveries d
      WHERE d.publication_id = ${publicationId}::uuid AND d.state IN ('pending', 'retrying') FOR UPDATE OF d
    ), ended AS (
      UPDATE deliveries d SET state = 'failed', reason = 'doubtful', due_at = NULL, updated_at = ${now},
        attempts = d.attempts + (was.state = 'sending')::int
      FROM was WHERE d.publication_id = ${publicationId}::uuid AND d.id = was.id
      RETURNING d.id, d.dispatch_id, d.channel, d.attempts, was.state AS before, was.lease_expires_at, new.state AS state
    ), unknown AS (
      INSERT INTO attempts (publication_id, delivery_id, number, duration_ms, outcome, reason, worker, started_at, detail)
      SELECT ${publicationId}::uuid, id, attempts, 0, 'unknown', 'doubtful', 'dateline', ${whatIsKnown(Prisma.sql`lease_expires_at`, now)}
      FROM ended WHERE before = 'sending'
      ON CONFLICT DO NOTHING
    )
    SELECT dispatch_id AS "dispatchId", channel, before, state FROM ended`
}
