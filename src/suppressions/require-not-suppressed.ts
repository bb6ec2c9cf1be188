import { type AnyDb, Prisma } from '../db/client.ts'
import { Problem } from '../problem.ts'
import { suppressionsOf } from './suppressed.ts'

/** Whom something is about to be sent to. */
type Addressee = { channel: string; addressHash: Uint8Array; host: string }

/**
 * Refuses to write to an address that is suppressed for the whole wire. What an account alone does not write to, the wire may.
 *
 * @throws wrong-state, with the reason of the suppression
 */
export async function requireNotSuppressed(db: AnyDb, { channel, addressHash, host }: Addressee): Promise<void> {
  const recipient = {
    channel: Prisma.sql`${channel}::text`,
    addressHash: Prisma.sql`${new Uint8Array(addressHash)}::bytea`,
    host: Prisma.sql`${host}::text`,
  }
  const [found] = await db.$queryRaw<{ reason: string }[]>`
    SELECT reason FROM (${suppressionsOf(recipient, Prisma.sql`NULL::uuid`)}) s LIMIT 1`
  if (!found) return
  const detail = `This address is suppressed (${found.reason}): nothing is sent there. GET /v1/suppressions?endpointId=… shows why.`
  throw new Problem('wrong-state', detail)
}
