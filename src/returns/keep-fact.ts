import type { Tx } from '../db/client.ts'
import type { Report } from './report.ts'

/** The delivery that a fact is about, with what it takes to keep it. */
export type Delivery = {
  id: string
  publicationId: string
  releaseId: string
  accountId: string
  channel: string
  addressHash: Uint8Array<ArrayBuffer>
  /** its reader had everything erased that tells of them */
  erased: boolean
}

/**
 * The delivery of an id, held until the transaction ends: an erasure that is under way comes before or after, never between.
 *
 * @returns undefined where there is none, and for that of a test, which nobody got
 */
export async function findDelivery(tx: Tx, id: string): Promise<Delivery | undefined> {
  const [row] = await tx.$queryRaw<Omit<Delivery, 'erased'>[]>`
    SELECT d.id, d.publication_id AS "publicationId", p.release_id AS "releaseId", p.account_id AS "accountId", d.channel,
      d.address_hash AS "addressHash"
    FROM deliveries d JOIN publications p ON p.id = d.publication_id
    WHERE d.id = ${id}::uuid AND NOT p.test FOR SHARE OF d`
  if (!row) return undefined
  const { addressHash } = row
  const erased = await tx.suppression.count({ where: { addressHash, reason: 'erasure', liftedAt: null } })
  return { ...row, erased: erased > 0 }
}

type Fact = Report & { proven: boolean; at: Date }

/**
 * Keeps a fact beside its delivery. Of one that was not proven, and now is, nothing stays: anybody could have written it.
 *
 * @returns whether it is new: of its kind the first, or the first that is proven
 */
export async function keepFact(tx: Tx, delivery: Delivery, fact: Fact): Promise<boolean> {
  const { kind, reason, status = null, proven, at } = fact
  const { publicationId, id, addressHash, erased } = delivery
  // What the far side says may tell of the reader.
  const [detail, reporter] = erased ? [null, null] : [fact.detail || null, fact.reporter || null]
  const kept = await tx.$executeRaw`
    INSERT INTO delivery_facts (publication_id, delivery_id, kind, address_hash, reason, status, detail, reporter, proven, at)
    VALUES (${publicationId}::uuid, ${id}::uuid, ${kind}, ${addressHash}, ${reason}, ${status}, ${detail}, ${reporter}, ${proven}, ${at})
    ON CONFLICT (publication_id, delivery_id, kind) DO UPDATE SET reason = excluded.reason, status = excluded.status,
      detail = excluded.detail, reporter = excluded.reporter, proven = true, at = excluded.at
    WHERE excluded.proven AND NOT delivery_facts.proven`
  return kept > 0
}
