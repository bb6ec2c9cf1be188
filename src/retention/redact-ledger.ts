import type { Tx } from '../db/client.ts'
import { erasedHost } from '../suppressions/erased.ts'
import type { Person } from './erase-journalist.ts'

/**
 * Puts a pseudonym in the place of somebody's name in the ledger, and deletes what the far side said of them. States, times and
 * the hash of the address stay, and with them every figure.
 *
 * @returns how many deliveries were theirs
 */
export async function redactLedger(tx: Tx, { endpoints }: Person, pseudonym: string): Promise<number> {
  const ids = endpoints.map(({ id }) => id)
  // Deliveries first: an outcome that is being recorded holds its delivery, so its attempt is there when this has waited for it.
  const deliveries = await tx.$executeRaw`
    UPDATE deliveries SET outlet_name = ${pseudonym}, host = ${erasedHost}, lane = NULL, lane_urgency = NULL, receipt = NULL WHERE endpoint_id = ANY(${ids}::uuid[])`
  await tx.$executeRaw`
    UPDATE attempts a SET detail = NULL, receipt = NULL FROM deliveries d
    WHERE d.endpoint_id = ANY(${ids}::uuid[]) AND a.publication_id = d.publication_id AND a.delivery_id = d.id
      AND (a.detail IS NOT NULL OR a.receipt IS NOT NULL)`
  await tx.$executeRaw`
    UPDATE delivery_facts f SET detail = NULL, reporter = NULL FROM deliveries d
    WHERE d.endpoint_id = ANY(${ids}::uuid[]) AND f.publication_id = d.publication_id AND f.delivery_id = d.id`
  return deliveries
}
