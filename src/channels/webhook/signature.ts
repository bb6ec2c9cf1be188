import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { isSigningKey, signWith } from './signing-key.ts'

const prefix = 'whsec_'

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(prefix.length), 'base64')
}

function isKey({ length }: Buffer): boolean {
  return length >= 24 && length <= 64
}

const wanted = 'must be whsec_ and the standard base64 of 24 to 64 bytes; leave it out, and one is made'

/** A signing secret: `whsec_` and the base64 of 24 to 64 bytes. https://github.com/standard-webhooks/standard-webhooks */
export const WebhookSecret = z
  .string()
  // One sentence for all that can be wrong with it.
  .regex(/^whsec_[A-Za-z0-9+/]{32,87}={0,2}$/, { error: wanted, abort: true })
  // Read and written again it must be the same: Node skips what is not base64, receivers do not.
  .refine((secret) => prefix + keyOf(secret).toString('base64') === secret && isKey(keyOf(secret)), wanted)
  .meta({ description: 'Signs each call; made for you if left out', example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' })

/** A fresh secret of 256 random bits. */
export function newWebhookSecret(): string {
  return prefix + randomBytes(32).toString('base64')
}

/**
 * The headers that prove who sent a body, and when.
 *
 * @param sentAt of this attempt; receivers refuse what is more than five minutes off
 * @param keys secrets (`whsec_…`, scheme v1) and signing keys (`whsk_…`, scheme v1a): each signs, and one that verifies is enough
 */
export function signatureHeaders(id: string, sentAt: Date, body: Uint8Array, ...keys: string[]): Record<string, string> {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000))
  const opening = `${id}.${timestamp}.`
  const signatures = keys.map((key) =>
    isSigningKey(key) ? signAsymmetric(key, opening, body) : signSymmetric(key, opening, body),
  )
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}

function signSymmetric(secret: string, opening: string, body: Uint8Array): string {
  return `v1,${createHmac('sha256', keyOf(secret)).update(opening).update(body).digest('base64')}`
}

function signAsymmetric(key: string, opening: string, body: Uint8Array): string {
  return `v1a,${signWith(key, Buffer.concat([Buffer.from(opening), body]))}`
}
