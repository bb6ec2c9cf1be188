import { Prisma } from '../db/client.ts'
import { suppressionsOf } from '../suppressions/suppressed.ts'
import type { Claim } from './claim.ts'
import type { Lease } from './lease.ts'
import { isOvertaken, laterThan } from './overtaken.ts'
import type { WorkerDeps } from './worker-deps.ts'

/**
 * What a batch knows of whether its claims are suppressed by now, or a later version goes there: neither was so when they were claimed,
 * and they may wait long after.
 */
export type SuppressionsWatch = {
  /** @param askedAtMs the monotonic clock just before they were claimed, and asked about therein */
  add(claims: readonly Claim[], askedAtMs: number): void
  /**
   * What stands in the way of one claim, to be asked once and immediately before it is sent: `suppressed`, `superseded`, or `unknown`
   * where the database cannot be asked, or answers too late. At once where the last answer is young enough.
   */
  find(claim: Claim): Promise<Answer> | Answer
}

/** Why a claim may not go any more. */
type Refusal = 'suppressed' | 'superseded'

type Answer = Refusal | 'unknown' | undefined

type Deps = Pick<WorkerDeps, 'db' | 'clock' | 'log'>

/**
 * How old an answer may be, under the second that old may still begin after new. Whatever is sent without a wait is not asked about
 * again.
 */
const believeForMs = 750

/** Claims that are still to be sent, with what was last said of them. `askedAtMs`: of the monotonic clock, just before it was asked. */
type Waiting = Map<Claim, { askedAtMs: number; refusal: Refusal | undefined }>

/** Opens the watch of one batch. It asks about all that wait at once, and only while something does. */
export function watchSuppressions(deps: Deps, { publicationId }: Lease): SuppressionsWatch {
  const { clock, log } = deps
  const waiting: Waiting = new Map()
  const askOnce = openAsking(deps, publicationId, waiting)
  const isOld = (claim: Claim) => clock.monotonicMs() - (waiting.get(claim)?.askedAtMs ?? 0) > believeForMs
  const askFor = async (claim: Claim): Promise<Answer> => {
    try {
      // The question under way may have been put before this claim was there; the one after it was not.
      for (let n = 0; n < 2 && isOld(claim); n++) await askOnce()
      return isOld(claim) ? 'unknown' : waiting.get(claim)?.refusal
    } catch (error) {
      log.warn({ err: error, publicationId }, 'suppressions could not be read; nothing is handed over until they can')
      return 'unknown'
    } finally {
      waiting.delete(claim)
    }
  }
  return {
    add: (claims, askedAtMs) => {
      const asked = { askedAtMs, refusal: undefined }
      for (const claim of claims) waiting.set(claim, asked)
    },
    find: (claim) => {
      if (isOld(claim)) return askFor(claim)
      const answer = waiting.get(claim)?.refusal
      waiting.delete(claim)
      return answer
    },
  }
}

/** Asks about all that wait, one question at a time: who comes meanwhile shares it. */
function openAsking({ db, clock }: Deps, publicationId: string, waiting: Waiting): () => Promise<void> {
  let asking: Promise<void> | undefined
  const ask = async (): Promise<void> => {
    const askedAtMs = clock.monotonicMs()
    const claims = [...waiting.keys()]
    const found = await findRefused(db, publicationId, claims)
    for (const claim of claims) if (waiting.has(claim)) waiting.set(claim, { askedAtMs, refusal: found.get(claim.id) })
  }
  return () => {
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }
}

const recipient = { channel: Prisma.sql`c.channel`, addressHash: Prisma.sql`c.address_hash`, host: Prisma.sql`c.host` }

/** Asked of the address that the message would go to. Somebody who was erased is suppressed under every address of theirs. */
async function findRefused(db: Deps['db'], publicationId: string, claims: Claim[]): Promise<ReadonlyMap<string, Refusal>> {
  const rows = await db.$queryRaw<{ id: string; refusal: Refusal }[]>`
    WITH ${laterThan(publicationId)}, judged AS (SELECT c.id, CASE
        WHEN ${isOvertaken(Prisma.sql`c.endpoint_id`)} THEN 'superseded'
        WHEN EXISTS (${suppressionsOf(recipient, Prisma.sql`p.account_id`)}) THEN 'suppressed' END AS refusal
    FROM publications p CROSS JOIN (
      SELECT id, endpoint_id, channel, decode(hash, 'hex') AS address_hash, host FROM unnest(
        ${claims.map(({ id }) => id)}::text[], ${claims.map(({ endpointId }) => endpointId)}::uuid[], ${claims.map(({ channel }) => channel)}::text[],
        ${claims.map(({ addressHash }) => addressHash)}::text[], ${claims.map(({ host }) => host)}::text[]
      ) AS u (id, endpoint_id, channel, hash, host)
    ) c
    WHERE p.id = ${publicationId}::uuid)
    SELECT id, refusal FROM judged WHERE refusal IS NOT NULL`
  return new Map(rows.map(({ id, refusal }) => [id, refusal]))
}
