import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { type Db, inTransaction, type Tx } from '../db/client.ts'
import { canonicalJson, sha256 } from '../ids.ts'
import { Problem } from '../problem.ts'
import { principalOf } from './principal.ts'

type Options<View> = {
  /** the view that `create` returns, and that a stored answer is read with */
  view: z.ZodType<View>
  create: (tx: Tx) => Promise<View>
  /** what a repeat is answered with, where it differs: a secret is shown once */
  replay?: (view: View) => View
  headers?: (view: View) => Record<string, string>
}

/**
 * Answers a POST that creates with 201, and with `Idempotency-Key` does so once: a repeat gets the first answer, a
 * simultaneous one waits for it. Key and thing are written in the same transaction.
 *
 * @throws idempotency-key-reused when the key came with another request before
 */
export async function createOnce<View>(
  { db, clock }: { db: Db; clock: Clock },
  req: FastifyRequest,
  reply: FastifyReply,
  { view, create, replay = (same) => same, headers = () => ({}) }: Options<View>,
): Promise<View> {
  const key = readKey(req)
  const { made, repeated } = await inTransaction(db, async (tx) => {
    const stored = key === undefined ? undefined : await claimKey(tx, req, key, clock.now())
    if (stored) return { made: view.parse(stored), repeated: true }
    const fresh = await create(tx)
    if (key !== undefined) {
      const body = z.json().parse(JSON.parse(JSON.stringify(replay(fresh))))
      await tx.$executeRaw`
        UPDATE idempotency_keys SET body = ${JSON.stringify(body)}::jsonb
        WHERE key_id = ${principalOf(req).keyId}::uuid AND key = ${key}`
    }
    return { made: fresh, repeated: false }
  })
  reply.code(201).headers(headers(made))
  if (repeated) reply.header('idempotent-replayed', 'true')
  return made
}

/** Takes the key, or returns what was answered under it. A simultaneous request waits here until the first has committed. */
async function claimKey(tx: Tx, req: FastifyRequest, key: string, now: Date): Promise<unknown> {
  const keyId = principalOf(req).keyId
  const fingerprint = sha256(`${req.method} ${req.url.split('?')[0]} ${canonicalJson(req.body)}`)
  const claimed = await tx.$executeRaw`
    INSERT INTO idempotency_keys (key_id, key, fingerprint, created_at)
    VALUES (${keyId}::uuid, ${key}, ${fingerprint}, ${now}) ON CONFLICT DO NOTHING`
  if (claimed === 1) return undefined
  const row = await tx.idempotencyKey.findUniqueOrThrow({ where: { keyId_key: { keyId, key } } })
  if (!Buffer.from(row.fingerprint).equals(fingerprint)) {
    throw new Problem(
      'idempotency-key-reused',
      'This Idempotency-Key came with another request before. Make a new key per request.',
    )
  }
  return row.body
}

/** Whether the Idempotency-Key of a request has come before: it will be answered as it was then, and do nothing. */
export async function isRepeat({ db }: { db: Db }, req: FastifyRequest): Promise<boolean> {
  const key = readKey(req)
  if (key === undefined) return false
  const { keyId } = principalOf(req)
  return (await db.idempotencyKey.count({ where: { keyId, key } })) > 0
}

/** How long an answer is kept under its key. */
export const keepKeysMs = 24 * 3_600_000

/** Forgets the keys whose time is over. */
export async function forgetKeys({ db, clock }: { db: Db; clock: Clock }): Promise<void> {
  await db.$executeRaw`DELETE FROM idempotency_keys WHERE created_at < ${new Date(clock.now().getTime() - keepKeysMs)}`
}

function readKey(req: FastifyRequest): string | undefined {
  const key = req.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key !== 'string' || key.length === 0 || key.length > 255) {
    throw new Problem('malformed-request', 'Idempotency-Key is one value of 1 to 255 characters, such as a UUID.')
  }
  return key
}
