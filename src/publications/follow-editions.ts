import { type AnyDb, Prisma, type Tx } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import { tryHoldForCancel } from '../deliveries/canceled.ts'
import { finishPublications } from '../deliveries/finish.ts'
import type { AppDeps } from '../deps.ts'
import { watchClocks } from '../embargo/clocks.ts'
import { endPending } from './end-pending.ts'
import { isLater, isToBeSettled, settleMissing } from './settle-missing.ts'
import { takeUpEditions } from './take-up-editions.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'log'>

/** How many publications a sweep follows at most: others wait behind it. */
const atOnce = 50

/**
 * Looks after publications that wait for editions: what has arrived is taken up; what is missing at the deadline is decided, as was asked
 * for; where a later version is out, nothing is waited for any more. Whoever holds one of them just now keeps it until the next sweep, and
 * keeps no other. Where the clocks disagree nothing is decided.
 */
export async function followEditions({ db, clock, log }: Deps): Promise<void> {
  const clocks = watchClocks(clock)
  if (!clocks.agree()) return
  const now = clocks.earlier()
  for (const publication of await findWaiting(db, now)) {
    await db
      .$transaction((tx) => follow({ tx, clock }, publication, now))
      .catch((error: unknown) =>
        log.warn({ err: error, publicationId: publication.id }, 'editions not followed; the next sweep will'),
      )
  }
}

type Waiting = { id: string; releaseId: string; versionId: string }

/** Those of which something is to be done. While a later version is published and not out yet, an earlier one waits and sees. */
async function findWaiting(db: AnyDb, now: Date): Promise<Waiting[]> {
  return db.$queryRaw<Waiting[]>`
    SELECT p.id, p.release_id AS "releaseId", p.version_id AS "versionId"
    FROM (SELECT DISTINCT publication_id FROM dispatches WHERE state = 'pending') AS d
    JOIN publications p ON p.id = d.publication_id AND p.state <> 'canceled'
    WHERE EXISTS (SELECT FROM publications n WHERE ${isLater(Prisma.sql`n`, Prisma.sql`p`)} AND n.started_at IS NOT NULL)
      OR NOT EXISTS (SELECT FROM publications n WHERE ${isLater(Prisma.sql`n`, Prisma.sql`p`)}) AND (
        EXISTS (
          SELECT FROM versions v JOIN revisions r ON r.version_id = v.id AND r.number = v.revision_number
          JOIN editions e ON e.revision_id = r.id JOIN dispatches x ON x.publication_id = p.id AND x.state = 'pending' AND x.language = e.language
          WHERE v.id = p.version_id)
        OR ${isToBeSettled(now)})
    ORDER BY p.release_at, p.id LIMIT ${atOnce}`
}

type Inside = { tx: Tx; clock: Deps['clock'] }

async function follow(inside: Inside, { id, releaseId, versionId }: Waiting, now: Date): Promise<void> {
  const { tx } = inside
  // As whoever delivers, publishes, reschedules or cancels takes them, so that each of them is before or after; and never waited for.
  const isFree =
    (await tryLock(tx, Prisma.sql`releases WHERE id = ${releaseId}::uuid FOR NO KEY UPDATE`)) &&
    (await tryLock(tx, Prisma.sql`versions WHERE id = ${versionId}::uuid FOR UPDATE`)) &&
    (await tryHoldForCancel(tx, id)) &&
    (await tryLock(tx, Prisma.sql`publications WHERE id = ${id}::uuid FOR NO KEY UPDATE`))
  if (!isFree) return
  const later = await tx.$queryRaw<{ started: boolean }[]>`
    SELECT n.started_at IS NOT NULL AS started FROM publications p JOIN publications n ON ${isLater(Prisma.sql`n`, Prisma.sql`p`)}
    WHERE p.id = ${id}::uuid`
  if (later.some(({ started }) => started)) await endPending(inside, id, { reason: 'A later version is out.' })
  else if (later.length === 0) {
    await takeUpEditions(inside, id)
    await settleMissing(inside, id, now)
  }
  await finishPublications(inside, id)
  await signal(tx, id)
}

async function tryLock(tx: Tx, row: Prisma.Sql): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM ${row} SKIP LOCKED`
  return rows.length === 1
}
