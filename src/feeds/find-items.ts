import { type AnyDb, Prisma } from '../db/client.ts'
import { stateOf } from '../db/in-hand.ts'
import { isOut } from '../deliveries/overtaken.ts'
import type { DeliveryState } from '../deliveries/tally.ts'
import { suppressionsOf } from '../suppressions/suppressed.ts'

const recipient = { channel: Prisma.sql`d.channel`, addressHash: Prisma.sql`d.address_hash`, host: Prisma.sql`d.host` }

/** A delivery of a machine's endpoint by its number, with what decides whether it may be fetched. */
export type ItemRow = {
  sequence: number
  deliveryId: string
  publicationId: string
  editionId: string
  outletListId: string | null
  state: DeliveryState
  language: string
  host: string
  /** nothing may be sent to its address any more */
  suppressed: boolean
  kind: string
  /** a later version is out that this endpoint has a delivery of, or that calls the release back */
  overtaken: boolean
}

/**
 * Which of them: what follows a number, the oldest first; what could not be fetched when that number was, and was not in an answer that
 * is known to have come through (those until `toldUntil`; none where it is left out); or the newest, first.
 */
export type Which = { after: number } | { openUpTo: number; toldUntil: Date | undefined } | 'newest'

/**
 * The deliveries of an endpoint by their numbers. What the wire keeps no longer is left out.
 *
 * @returns up to limit rows
 */
export async function findItems(
  db: AnyDb,
  { endpointId, which, limit }: { endpointId: string; which: Which; limit: number },
): Promise<ItemRow[]> {
  const order = which === 'newest' ? Prisma.sql`DESC` : Prisma.sql`ASC`
  return db.$queryRaw<ItemRow[]>`
    SELECT i.sequence, d.id AS "deliveryId", p.id AS "publicationId", d.edition_id AS "editionId", t.outlet_list_id AS "outletListId",
      ${stateOf(Prisma.sql`d`)} AS state, d.language, d.host, v.kind, EXISTS (${suppressionsOf(recipient, Prisma.sql`p.account_id`)}) AS suppressed, EXISTS (
        SELECT FROM publications n JOIN versions v ON v.id = n.version_id
        WHERE n.release_id = p.release_id AND n.version_number > p.version_number AND ${isOut}
          AND (v.kind = 'kill' OR EXISTS (SELECT FROM deliveries newer WHERE newer.publication_id = n.id AND newer.endpoint_id = i.endpoint_id))
      ) AS overtaken
    FROM (
      SELECT * FROM endpoint_items WHERE endpoint_id = ${endpointId}::uuid AND ${isWanted(which)} ORDER BY sequence ${order} LIMIT ${limit}
    ) AS i
    JOIN deliveries d ON d.publication_id = i.publication_id AND d.id = i.delivery_id
    JOIN publications p ON p.id = d.publication_id JOIN versions v ON v.id = p.version_id JOIN dispatches t ON t.id = d.dispatch_id
    ORDER BY i.sequence ${order}`
}

function isWanted(which: Which): Prisma.Sql {
  if (which === 'newest') return Prisma.sql`true`
  if ('after' in which) return Prisma.sql`sequence > ${which.after}`
  const { openUpTo, toldUntil } = which
  const unheard = toldUntil ? Prisma.sql`(told_at IS NULL OR told_at > ${toldUntil})` : Prisma.sql`told_at IS NULL`
  return Prisma.sql`open AND sequence <= ${openUpTo} AND ${unheard}`
}

/** The greatest number that an endpoint has given out; 0 where it has none. */
export async function findLatest(db: AnyDb, endpointId: string): Promise<number> {
  const row = await db.endpointSequence.findUnique({ where: { endpointId } })
  return row?.last ?? 0
}
