import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { z } from 'zod'

const prefix = 'whsk_'
const publicPrefix = 'whpk_'
const seedBytes = 32

/** What stands before the seed in PKCS #8 (RFC 8410, section 7). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

const wanted = 'must be whsk_ and the standard base64 of an Ed25519 key; leave it out, and one is made'

/**
 * A signing key: `whsk_` and the base64 of an Ed25519 secret key, which is 32 bytes, or 64 with its public key behind.
 * https://github.com/standard-webhooks/standard-webhooks
 */
export const SigningKey = z
  .string()
  .regex(/^whsk_[A-Za-z0-9+/]{43,86}={0,2}$/, { error: wanted, abort: true })
  .refine((key) => isKey(bytesOf(key)) && prefix + bytesOf(key).toString('base64') === key, wanted)
  .meta({ description: 'Signs each call where `signature` says v1a or both; made for you if left out, and shown to nobody' })

/** A fresh signing key, with its public key behind. */
export function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  const seed = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url')
  return prefix + Buffer.concat([seed, publicBytes(privateKey)]).toString('base64')
}

/** What a receiver verifies with: `whpk_` and the base64 of 32 bytes. */
export function publicKeyOf(signingKey: string): string {
  return publicPrefix + publicBytes(privateKeyOf(bytesOf(signingKey))).toString('base64')
}

/** Whether a key is a signing key, and no secret that both sides know. */
export function isSigningKey(key: string): boolean {
  return key.startsWith(prefix)
}

/** The Ed25519 signature of some bytes (RFC 8032), in base64. */
export function signWith(signingKey: string, bytes: Uint8Array): string {
  return sign(null, bytes, privateKeyOf(bytesOf(signingKey))).toString('base64')
}

function bytesOf(key: string): Buffer {
  return Buffer.from(key.slice(prefix.length), 'base64')
}

function privateKeyOf(bytes: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8, bytes.subarray(0, seedBytes)]), format: 'der', type: 'pkcs8' })
}

function publicBytes(privateKey: KeyObject): Buffer {
  return Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '', 'base64url')
}

/** Of a pair both halves must belong together: receivers would refuse everything. */
function isKey(bytes: Buffer): boolean {
  if (bytes.length === seedBytes) return true
  return bytes.length === 2 * seedBytes && publicBytes(privateKeyOf(bytes)).equals(bytes.subarray(seedBytes))
}
