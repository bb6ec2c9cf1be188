import { Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { erasedHost } from '../suppressions/erased.ts'
import { suppressionsOf } from '../suppressions/suppressed.ts'
import { isCanceled } from './canceled.ts'
import type { Lease } from './lease.ts'
import { applyDeltas } from './tally.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/** A delivery that this worker is about to send, with what its endpoint says today. */
export type Claim = {
  id: string
  dispatchId: string
  endpointId: string
  channel: string
  format: string
  host: string
  addressHash: Uint8Array<ArrayBuffer>
  /** the number of this attempt, and the fence: an outcome counts only for the number that is the latest */
  attempt: number
  /** how to reach it; of a test nothing: `{}` */
  settings: unknown
  /** sealed; of a test null */
  secrets: Uint8Array | null
  pacePerMinute: number | null
}

/** How many deliveries are claimed at once; with what is being sent, never more than 256 unrecorded. */
export const sliceSize = 64

const recipient = { channel: Prisma.sql`slice.channel`, addressHash: Prisma.sql`e.address_hash`, host: Prisma.sql`e.host` }

/**
 * Takes the next deliveries of a leased batch, in order. Whoever may not be written to any more (suppressed, archived,
 * paused or disabled since the list was expanded) ends here instead. A row in `sending` without an outcome is an attempt
 * of unknown outcome.
 *
 * @returns `more` is false when the batch has nothing left
 */
export async function claimSlice({ db, clock }: Deps, lease: Lease): Promise<{ claims: Claim[]; more: boolean }> {
  const { batchId, publicationId, generation } = lease
  return db.$transaction(async (tx) => {
    if (await isCanceled(tx, publicationId)) return { claims: [], more: false }
    // Of a test no word on how to reach anybody leaves the database.
    // The address is today's: an endpoint that moved since is judged, counted and suppressed by where the message goes.
    const rows = await tx.$queryRaw<(Claim & { state: string; before: string; position: number })[]>`
      WITH slice AS (
        SELECT d.id, d.endpoint_id, d.channel FROM deliveries d JOIN batches b ON b.id = d.batch_id
        WHERE d.batch_id = ${batchId}::uuid AND d.publication_id = ${publicationId}::uuid AND d.state = 'pending'
          AND b.state = 'leased' AND b.generation = ${generation}
        ORDER BY d.position LIMIT ${sliceSize} FOR UPDATE OF d
      ), judged AS (
        SELECT slice.id, e.pace_per_minute, e.host, e.address_hash,
          CASE WHEN p.test THEN '{}' ELSE e.settings END AS settings, CASE WHEN p.test THEN NULL ELSE e.secrets END AS secrets, CASE
            WHEN EXISTS (${suppressionsOf(recipient, Prisma.sql`p.account_id`)}) THEN 'suppressed'
            WHEN COALESCE(e.archived_at, o.archived_at, j.archived_at) IS NOT NULL THEN 'endpoint-archived'
            WHEN e.state <> 'active' THEN 'endpoint-' || e.state
            WHEN COALESCE(o.paused_until, j.paused_until) > ${clock.now()} THEN 'endpoint-paused'
          END AS refusal
        FROM slice JOIN endpoints e ON e.id = slice.endpoint_id JOIN publications p ON p.id = ${publicationId}::uuid
        LEFT JOIN outlets o ON o.id = e.outlet_id LEFT JOIN journalists j ON j.id = e.journalist_id
      )
      UPDATE deliveries d SET
        state = CASE WHEN j.refusal IS NULL THEN 'sending' WHEN j.refusal = 'suppressed' THEN 'suppressed' ELSE 'failed' END,
        reason = j.refusal, attempts = d.attempts + (j.refusal IS NULL)::int, due_at = NULL, updated_at = ${clock.now()},
        host = CASE WHEN d.host = ${erasedHost} THEN d.host ELSE j.host END, address_hash = j.address_hash
      FROM judged j WHERE d.id = j.id AND d.publication_id = ${publicationId}::uuid
      RETURNING d.id, d.dispatch_id AS "dispatchId", d.endpoint_id AS "endpointId", d.channel, d.format, d.host,
        d.address_hash AS "addressHash", d.attempts AS attempt, j.settings, j.secrets, j.pace_per_minute AS "pacePerMinute",
        d.position, d.state, old.state AS before`
    await applyDeltas(tx, publicationId, rows)
    const claims = rows.filter((row) => row.state === 'sending').sort((a, b) => a.position - b.position)
    return { claims, more: rows.length === sliceSize }
  })
}
