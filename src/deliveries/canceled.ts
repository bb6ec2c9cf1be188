import { Prisma, type Tx } from '../db/client.ts'

/**
 * Whether a publication is canceled, which it then stays until the transaction ends: a cancellation that comes meanwhile waits,
 * and finds every delivery in the state that this transaction gave it. Such transactions do not wait for each other.
 */
export async function isCanceled(tx: Tx, publicationId: string): Promise<boolean> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock_shared(${keyOf(publicationId)})::text`
  const { state } = await tx.publication.findUniqueOrThrow({ where: { id: publicationId }, select: { state: true } })
  return state === 'canceled'
}

/**
 * Waits for every transaction that asked isCanceled, and lets no new one ask until this one ends. An advisory lock, since those
 * queue fairly: with row locks a busy publication could keep its own cancellation waiting for ever.
 */
export async function holdForCancel(tx: Tx, publicationId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(${keyOf(publicationId)})::text`
}

/** The same where nobody asks just now; false where somebody does. */
export async function tryHoldForCancel(tx: Tx, publicationId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ mine: boolean }[]>`SELECT pg_try_advisory_xact_lock(${keyOf(publicationId)}) AS mine`
  return row?.mine === true
}

/** The advisory lock of a publication that isCanceled shares: what asks a `Fast` shares it, too, and reads the state afterwards. */
export function cancelLock(publicationId: string): string {
  return `cancel ${publicationId}`
}

function keyOf(publicationId: string): Prisma.Sql {
  return Prisma.sql`hashtextextended(${cancelLock(publicationId)}, 0)`
}
