import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import { Prisma, type Tx } from '../db/client.ts'
import { isInHand } from '../db/in-hand.ts'
import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'
import { holdForCancel } from './canceled.ts'
import { finishPublications } from './finish.ts'
import { isOut } from './overtaken.ts'
import { addToTallies } from './tally.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/** Two publications of a release: nothing more of the earlier one goes to whom the later one goes to, or of a kill to anybody. */
type Pair = { laterId: string; earlierId: string }

// What is being sent at the release of a later version has ended long before, or its worker was missed.
const lookBackMs = 3_600_000

/**
 * Ends what is unfinished of earlier versions where a later one is out: after its release, after its lists were expanded, and once what
 * was being sent meanwhile has failed. Nothing depends on its being quick, since claims and sends ask for themselves.
 */
export async function supersedeEarlier({ db, clock }: Deps): Promise<void> {
  const since = new Date(clock.now().getTime() - lookBackMs)
  const pairs = await db.$queryRaw<Pair[]>`
    SELECT n.id AS "laterId", e.id AS "earlierId"
    FROM publications n JOIN versions v ON v.id = n.version_id
    JOIN publications e ON e.release_id = n.release_id AND e.version_number < n.version_number AND e.started_at IS NOT NULL
    WHERE n.version_number > 1 AND n.updated_at > ${since} AND ${isOut}
      AND EXISTS (SELECT FROM tallies t WHERE t.publication_id = e.id AND t.pending + t.retrying + t.sending + t.available > 0)
      AND EXISTS (
        SELECT FROM deliveries d WHERE d.publication_id = e.id AND (v.kind = 'kill' OR ${isMet(Prisma.sql`n.id`)})
          AND d.state IN ('pending', 'retrying', 'available') AND NOT (${isInHand(Prisma.sql`d`)} AND EXISTS (
            SELECT FROM in_flight f WHERE f.publication_id = n.id AND f.delivery_id = d.id)))
    ORDER BY n.id, e.version_number DESC`
  for (const pair of pairs) await db.$transaction((tx) => supersede({ tx, clock }, pair))
}

/**
 * Ends the deliveries of an earlier publication that wait, retry or were not fetched and that a later one overtakes, as `superseded`, and keeps the list of
 * those that are being sent at this moment.
 *
 * @returns how many were ended
 */
export async function supersede({ tx, clock }: { tx: Tx; clock: Clock }, { laterId, earlierId }: Pair): Promise<number> {
  const now = clock.now()
  await holdForCancel(tx, earlierId)
  await tx.$executeRaw`SELECT FROM publications WHERE id = ${earlierId}::uuid FOR UPDATE`
  const later = await tx.publication.findUniqueOrThrow({ where: { id: laterId }, include: { version: true } })
  const overtaken = later.version.kind === 'kill' ? Prisma.sql`true` : isMet(Prisma.sql`${laterId}::uuid`)
  await tx.$executeRaw`
    INSERT INTO in_flight (publication_id, delivery_id, delivery_publication_id, seen_at)
    SELECT ${laterId}::uuid, d.id, d.publication_id, ${now} FROM deliveries d
    WHERE d.publication_id = ${earlierId}::uuid AND ${isInHand(Prisma.sql`d`)} AND ${overtaken} ON CONFLICT DO NOTHING`
  const count = await endOvertaken(tx, { earlierId, overtaken, now })
  if (count === 0) return 0
  const { releaseId, accountId } = later
  await recordEvent({ tx, clock }, undefined, {
    kind: 'publication.superseded',
    subject: { type: 'publication', id: earlierId },
    accountId,
    releaseId,
    data: { by: laterId, version: later.versionNumber, deliveries: count },
  })
  await finishPublications({ tx, clock }, earlierId)
  await signal(tx, earlierId)
  return count
}

/** Set by set, counters too: no row comes here. Batches that have nothing left are done. */
async function endOvertaken(
  tx: Tx,
  { earlierId, overtaken, now }: { earlierId: string; overtaken: Prisma.Sql; now: Date },
): Promise<number> {
  const changed = Prisma.sql`
    SELECT ${earlierId}::uuid AS publication_id, dispatch_id, channel, before, 'superseded' AS after, NULL::timestamptz AS sent_at FROM ended`
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    WITH ended AS (
      UPDATE deliveries d SET state = 'superseded', due_at = NULL, updated_at = ${now}
      WHERE d.publication_id = ${earlierId}::uuid AND d.state IN ('pending', 'retrying', 'available') AND NOT ${isInHand(Prisma.sql`d`)} AND ${overtaken}
      RETURNING d.dispatch_id, d.channel, old.state AS before
    ), told AS (${addToTallies(changed, 0)})
    SELECT count(*)::int AS count FROM ended`
  await tx.$executeRaw`
    UPDATE batches b SET state = 'done' WHERE b.publication_id = ${earlierId}::uuid AND b.state = 'ready' AND NOT EXISTS (
      SELECT FROM deliveries d WHERE d.batch_id = b.id AND d.publication_id = b.publication_id AND d.state = 'pending')`
  return row?.count ?? 0
}

/** Whether the later publication has a delivery for the endpoint of `d`, in whichever language. */
function isMet(laterId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM deliveries newer WHERE newer.publication_id = ${laterId} AND newer.endpoint_id = d.endpoint_id)`
}
