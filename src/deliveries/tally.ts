import { type AnyDb, Prisma, type Tx } from '../db/client.ts'

/** The states of a delivery, in the order in which people read them. */
export const deliveryStates = [
  'pending',
  'sending',
  'retrying',
  'available',
  'delivered',
  'failed',
  'suppressed',
  'superseded',
  'canceled',
] as const

/** Where a delivery stands; `delivered`, `failed`, `suppressed`, `superseded` and `canceled` are ends. */
export type DeliveryState = (typeof deliveryStates)[number]

/** How many deliveries of a dispatch by one channel are in each state, and when the first and the last were handed over. */
export type Tally = Record<DeliveryState, number> & {
  dispatchId: string
  channel: string
  publicationId: string
  firstHandOverAt: Date | null
  lastHandOverAt: Date | null
}

const columns = Prisma.sql`dispatch_id AS "dispatchId", channel, publication_id AS "publicationId", ${Prisma.raw(deliveryStates.join(', '))},
  first_hand_over_at AS "firstHandOverAt", last_hand_over_at AS "lastHandOverAt"`

/** The counters of a publication, in the order of their channels. */
export async function readTallies(db: AnyDb, publicationId: string): Promise<Tally[]> {
  return db.$queryRaw<Tally[]>`
    SELECT ${columns} FROM tallies WHERE publication_id = ${publicationId}::uuid ORDER BY channel, dispatch_id`
}

/** A dispatch with its counters, in the order of their channels. */
export type Progress = {
  language: string
  insteadOf: string | null
  outletListId: string | null
  outletListName: string
  state: string
  covered: number
  tallies: Tally[]
}

/** The dispatches of a publication in their order, and what became of them by then: of one moment, so that what is expanded is counted. */
export async function readProgress(db: AnyDb, publicationId: string): Promise<Progress[]> {
  type Row = Omit<Progress, 'tallies'> & { dispatchId: string } & (Omit<Tally, 'dispatchId'> | { channel: null })
  const rows = await db.$queryRaw<Row[]>`
    SELECT x.language, x.instead_of AS "insteadOf", x.outlet_list_id AS "outletListId", x.outlet_list_name AS "outletListName", x.state, x.covered, t.*, x.id AS "dispatchId"
    FROM dispatches x LEFT JOIN (SELECT ${columns} FROM tallies WHERE publication_id = ${publicationId}::uuid) t ON t."dispatchId" = x.id
    WHERE x.publication_id = ${publicationId}::uuid ORDER BY x.position, t.channel`
  return [...Map.groupBy(rows, ({ dispatchId }) => dispatchId).values()].flatMap((group) => {
    const [first] = group
    const tallies = group.flatMap((row) => (row.channel === null ? [] : [row]))
    return first ? [{ ...first, tallies }] : []
  })
}

/** One delivery's change of state, as an UPDATE returned it. */
export type Change = { dispatchId: string; channel: string; before: string; state: string; sentAt?: Date | null }

/** Moves the counters by what really changed: one row for all changes of a dispatch and channel. */
export async function applyDeltas(tx: Tx, publicationId: string, changes: Change[]): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map(({ dispatchId, channel, before, state, sentAt }) => [dispatchId, channel, before, state, sentAt])
  const changed = Prisma.sql`
    SELECT ${publicationId}::uuid AS publication_id, (r->>0)::uuid AS dispatch_id, r->>1 AS channel, r->>2 AS before, r->>3 AS after,
      (r->>4)::timestamptz AS sent_at FROM json_array_elements(${JSON.stringify(rows)}::json) AS r`
  await tx.$executeRaw(addToTallies(changed, 0))
}

/** Shards beside 0, which all but claims and records add to. */
const shards = 32

/** The shard that somebody adds to, by a name: batches that are claimed from and workers that record wait for no neighbour. */
export function shardOf(name: string): number {
  return 1 + ([...name].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521, 7) % shards)
}

/**
 * Adds to the counters, as SQL: an INSERT that can stand in a WITH.
 *
 * @param changed rows with `publication_id`, `dispatch_id`, `channel`, the states `before` and `after`, and `sent_at`
 */
export function addToTallies(changed: Prisma.Sql, shard: number): Prisma.Sql {
  const names = Prisma.raw(deliveryStates.join(', '))
  const deltas = deliveryStates.map((state) => Prisma.raw(`sum((after = '${state}')::int - (before = '${state}')::int)`))
  const sums = deliveryStates.map((state) => Prisma.raw(`${state} = tally_shards.${state} + excluded.${state}`))
  // In a fixed order, so that two never wait for each other crosswise.
  return Prisma.sql`
    INSERT INTO tally_shards (dispatch_id, channel, shard, publication_id, first_hand_over_at, last_hand_over_at, ${names})
    SELECT dispatch_id, channel, ${shard}::smallint, publication_id, min(sent_at) FILTER (WHERE after = 'delivered'),
      max(sent_at) FILTER (WHERE after = 'delivered'), ${Prisma.join(deltas)}
    FROM (${changed}) AS changed WHERE before <> after GROUP BY dispatch_id, channel, publication_id ORDER BY dispatch_id, channel
    ON CONFLICT (dispatch_id, channel, shard) DO UPDATE SET ${Prisma.join(sums)},
      first_hand_over_at = LEAST(tally_shards.first_hand_over_at, excluded.first_hand_over_at),
      last_hand_over_at = GREATEST(tally_shards.last_hand_over_at, excluded.last_hand_over_at)`
}
