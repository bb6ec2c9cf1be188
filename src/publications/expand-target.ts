import { Prisma, type Tx } from '../db/client.ts'
import type { Dispatch, Publication } from '../db/generated/client.ts'
import { countReach } from '../outlets/count-reach.ts'
import { reached } from '../outlets/reach.ts'
import { reads } from '../outlets/reads.ts'
import { sentEarlier } from './sent-earlier.ts'

/** A target of a publication that is locked, beside all its targets in their order. */
export type Expansion = { publication: Publication; dispatch: Dispatch; targets: Dispatch[]; batchSize: number; now: Date }

/**
 * One set-based statement: deliveries, their batches, their counters and whom the target reached. What an outlet that accepts no
 * embargo may not have yet is in no batch: it is gathered when the embargo ends.
 *
 * Everybody is written down once, with their fate; parts, those of a channel that share one, are numbered each by itself, in the order
 * of a hash: a sort that compares one number, and carries what a delivery needs and no more. In this order they are written, so that
 * those of a batch stand together. Two expansions never wait for each other crosswise: of one publication they take turns, and no key of
 * the ledger is shared by two.
 */
export async function expandTarget(tx: Tx, expansion: Expansion): Promise<void> {
  const { publication, dispatch, batchSize, now } = expansion
  const { id: publicationId, embargoUntil } = publication
  const { id: dispatchId, language, editionId } = dispatch
  if (editionId === null) throw new Error(`Dispatch ${dispatchId} has no edition`)
  await tx.$executeRaw`
    WITH reach AS MATERIALIZED (
      SELECT r.*, ${fateIn(publicationId, dispatch)} AS fate FROM (${await findReach(tx, expansion)} OFFSET 0) AS r
      WHERE ${isMeant(expansion)}
    ), parts AS MATERIALIZED (
      SELECT channel, fate, count,
        CASE WHEN fate = 'goes' THEN ARRAY(SELECT uuidv7() FROM generate_series(0, (count - 1) / ${batchSize})) END AS batch_ids
      FROM (SELECT channel, fate, count(*) AS count FROM reach WHERE fate IS NOT NULL GROUP BY channel, fate) AS counted
    ), batches AS (
      INSERT INTO batches (id, publication_id, dispatch_id, channel, state, created_at)
      SELECT unnest(batch_ids), ${publicationId}::uuid, ${dispatchId}::uuid, channel, 'ready', ${now} FROM parts
    ), deliveries AS (
      INSERT INTO deliveries (publication_id, dispatch_id, batch_id, position, edition_id, endpoint_id, outlet_id, outlet_name,
        country, language, channel, format, host, address_hash, state, reason, due_at, updated_at)
      SELECT ${publicationId}::uuid, ${dispatchId}::uuid, batch_id, place, ${editionId}::uuid, endpoint_id, outlet_id, outlet_name,
        country, ${language}, channel, format, host, address_hash,
        CASE WHEN fate = 'suppressed' THEN 'suppressed' ELSE 'pending' END, left_out,
        CASE WHEN fate = 'waits' THEN ${embargoUntil}::timestamptz END, ${now}
      FROM (${placed(publication, batchSize)}) AS placed
    ), tallies AS (
      INSERT INTO tally_shards (dispatch_id, channel, publication_id, pending, suppressed)
      SELECT ${dispatchId}::uuid, channel, ${publicationId}::uuid, coalesce(sum(count) FILTER (WHERE fate <> 'suppressed'), 0),
        coalesce(sum(count) FILTER (WHERE fate = 'suppressed'), 0)
      FROM parts WHERE fate <> 'covered' GROUP BY channel
    )
    UPDATE dispatches SET state = 'expanded', expanded_at = ${now},
      reach = (SELECT figures FROM (${countReach(Prisma.sql`reach`, { names: false, atHand: true })}) AS counted),
      covered = (SELECT coalesce(sum(count), 0) FROM parts WHERE fate = 'covered')
    WHERE id = ${dispatchId}::uuid`
}

/**
 * What becomes of a row of a reach: `covered` by a target before, `suppressed`, `waits` for the end of the embargo, `goes`; null for who
 * gets nothing and stands in no ledger. Who gets an edition for another is covered by whichever it got before.
 */
function fateIn(publicationId: string, { language, insteadOf }: Dispatch): Prisma.Sql {
  const same = insteadOf === null ? Prisma.sql`AND language = ${language}` : Prisma.empty
  // Through an array: a hash table whatever Postgres believes of a publication that it has no statistics of yet.
  return Prisma.sql`CASE
    WHEN r.endpoint_id IS NULL OR r.left_out <> 'suppressed' THEN NULL
    WHEN r.endpoint_id IN (SELECT unnest(ARRAY(
      SELECT endpoint_id FROM deliveries WHERE publication_id = ${publicationId}::uuid ${same}))) THEN 'covered'
    WHEN r.left_out = 'suppressed' THEN 'suppressed'
    WHEN r.waits THEN 'waits'
    ELSE 'goes'
  END`
}

/** Whether a row of a reach is meant: an edition that stands for another is only for who reads that. */
function isMeant({ dispatch: { insteadOf } }: Expansion): Prisma.Sql {
  // Whoever gets something nearer has it already, and is covered.
  return insteadOf === null ? Prisma.sql`true` : reads(Prisma.sql`r.languages`, insteadOf)
}

/** Whom a delivery is for, with its place in its part, and its batch by that. */
function placed({ seed }: Publication, batchSize: number): Prisma.Sql {
  return Prisma.sql`
    SELECT fresh.*, parts.batch_ids[1 + place / ${batchSize}] AS batch_id
    FROM parts CROSS JOIN LATERAL (
      SELECT endpoint_id, outlet_id, outlet_name, country, channel, format, host, address_hash, left_out, fate,
        row_number() OVER (ORDER BY uuid_hash_extended(endpoint_id, ${seed}::bigint)) - 1 AS place
      FROM reach WHERE reach.channel = parts.channel AND reach.fate = parts.fate
    ) AS fresh
    WHERE parts.fate <> 'covered'`
}

async function findReach(tx: Tx, { publication, dispatch, targets, now }: Expansion): Promise<Prisma.Sql> {
  const { accountId, releaseAt, embargoUntil, versionId } = publication
  // What comes after the hour is for who is there by then.
  const at = releaseAt > now ? releaseAt : now
  const { outletListId, language, insteadOf } = dispatch
  const embargoed = embargoUntil !== null && embargoUntil > releaseAt
  if (outletListId === null) {
    const { kind } = await tx.version.findUniqueOrThrow({ where: { id: versionId } })
    return sentEarlier({ ...publication, language, kind, embargoed })
  }
  // What stands for a missing edition is nobody's first choice but of those who were to get that one.
  const listed = targets.flatMap((target) =>
    target.outletListId === null || (target.insteadOf !== null && target.insteadOf !== insteadOf)
      ? []
      : { ...target, outletListId: target.outletListId },
  )
  return reached(tx, { ...dispatch, outletListId, accountId, at, targets: listed, embargoed })
}
