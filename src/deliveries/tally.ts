import { Prisma, type Tx } from '../db/client.ts'

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

/** One delivery's change of state, as an UPDATE returned it. */
export type Change = { dispatchId: string; channel: string; before: string; state: string; sentAt?: Date | null }

/**
 * Moves the counters by what really changed: one UPDATE for all rows of a batch, in a fixed order, so that two never wait
 * for each other crosswise.
 */
export async function applyDeltas(tx: Tx, publicationId: string, changes: Change[]): Promise<void> {
  const groups = Map.groupBy(changes, (change) => `${change.dispatchId} ${change.channel}`)
  for (const [, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [first] = group
    if (!first) continue
    const handed = group.flatMap(({ state, sentAt }) => (state === 'delivered' && sentAt ? [sentAt.getTime()] : []))
    await tx.$executeRaw`
      UPDATE tallies SET ${Prisma.join(columns(group))},
        first_hand_over_at = LEAST(first_hand_over_at, ${handed.length > 0 ? new Date(Math.min(...handed)) : null}::timestamptz),
        last_hand_over_at = GREATEST(last_hand_over_at, ${handed.length > 0 ? new Date(Math.max(...handed)) : null}::timestamptz)
      WHERE dispatch_id = ${first.dispatchId}::uuid AND channel = ${first.channel} AND publication_id = ${publicationId}::uuid`
  }
}

function columns(group: Change[]): Prisma.Sql[] {
  return deliveryStates.map((state) => {
    const column = Prisma.raw(state)
    const delta =
      group.filter((change) => change.state === state).length - group.filter((change) => change.before === state).length
    return Prisma.sql`${column} = ${column} + ${delta}`
  })
}
