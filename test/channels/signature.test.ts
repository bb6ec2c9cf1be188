import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { newWebhookSecret, signatureHeaders, WebhookSecret } from '../../src/channels/webhook/signature.ts'
import { newSigningKey, publicKeyOf, SigningKey, signWith } from '../../src/channels/webhook/signing-key.ts'

const vectorPath = join(process.env.CONFORMANCE_DIR ?? '../shared/conformance', 'standard-webhooks.json')
const Vector = z.object({ secret: z.string(), id: z.string(), timestamp: z.number(), payload: z.string(), signature: z.string() })

test('signs as the vector of Standard Webhooks says', { skip: !existsSync(vectorPath) && `${vectorPath} is absent` }, () => {
  const { secret, id, timestamp, payload, signature } = Vector.parse(JSON.parse(readFileSync(vectorPath, 'utf8')))
  const headers = signatureHeaders(id, new Date(timestamp * 1000 + 999), Buffer.from(payload), secret)
  assert.deepEqual(headers, { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature })
})

test('the official receiver takes our signature, and no other body', () => {
  const secret = newWebhookSecret()
  const headers = signatureHeaders('019a4f2e', new Date(), Buffer.from('{"a":"دبي"}'), secret)
  assert.deepEqual(new Webhook(secret).verify('{"a":"دبي"}', headers), { a: 'دبي' })
  assert.throws(() => new Webhook(secret).verify('{"a":"دبى"}', headers))
  assert.throws(() => new Webhook(newWebhookSecret()).verify('{"a":"دبي"}', headers))
})

test('a secret is whsec_ and 24 to 64 bytes in base64', () => {
  const accepts = (secret: unknown) => WebhookSecret.safeParse(secret).success
  const of = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`
  assert.ok(accepts(newWebhookSecret()))
  assert.notEqual(newWebhookSecret(), newWebhookSecret())
  for (const secret of [of(24), of(64)]) assert.ok(accepts(secret), secret)
  for (const secret of [of(23), of(65), of(32).slice(6), `${of(32)}!`, 'whsec_', '', 7])
    assert.ok(!accepts(secret), String(secret))
})

/** As a receiver does it: the raw public key out of `whpk_…`, and Node's own verification. */
function verifies(publicKey: string, headers: Record<string, string>, body: Buffer): boolean {
  const raw = Buffer.from(publicKey.slice('whpk_'.length), 'base64')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' })
  const signed = Buffer.concat([Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`), body])
  const signatures = (headers['webhook-signature'] ?? '').split(' ').filter((one) => one.startsWith('v1a,'))
  return signatures.some((one) => verify(null, signed, key, Buffer.from(one.slice(4), 'base64')))
}

test('v1a: whoever has the public key can verify, and nobody can with another', () => {
  const key = newSigningKey()
  const body = Buffer.from('{"a":"دبي"}')
  const headers = signatureHeaders('019a4f2e', new Date(), body, key)
  assert.match(headers['webhook-signature'] ?? '', /^v1a,[A-Za-z0-9+/]{86}==$/)
  assert.match(publicKeyOf(key), /^whpk_[A-Za-z0-9+/]{43}=$/)
  assert.ok(verifies(publicKeyOf(key), headers, body))
  assert.ok(!verifies(publicKeyOf(key), headers, Buffer.from('{"a":"دبى"}')))
  assert.ok(!verifies(publicKeyOf(newSigningKey()), headers, body))
})

// The first test of RFC 8032, section 7.1.
const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex')
const publicHalf = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex')

test('v1a: keys and signatures are those of RFC 8032', () => {
  const key = `whsk_${seed.toString('base64')}`
  assert.equal(publicKeyOf(key), `whpk_${publicHalf.toString('base64')}`)
  const signature =
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'
  assert.equal(signWith(key, new Uint8Array()), Buffer.from(signature, 'hex').toString('base64'))
})

test('a signing key is whsk_ and an Ed25519 key in base64, alone or with its public half', () => {
  const accepts = (key: unknown) => SigningKey.safeParse(key).success
  const of = (...parts: Buffer[]) => `whsk_${Buffer.concat(parts).toString('base64')}`
  for (const key of [newSigningKey(), of(seed), of(seed, publicHalf)]) assert.ok(accepts(key), key)
  const wrong = [
    of(seed, seed),
    of(seed.subarray(1)),
    of(publicHalf, publicHalf),
    of(seed).slice(5),
    `${of(seed)}=`,
    newWebhookSecret(),
    7,
  ]
  for (const key of wrong) assert.ok(!accepts(key), String(key))
})

test('several keys sign side by side; the official receiver finds its own among them, whichever it has', () => {
  const [secret, older, key] = [newWebhookSecret(), newWebhookSecret(), newSigningKey()]
  const body = Buffer.from('{"a":"دبي"}')
  const headers = signatureHeaders('019a4f2e', new Date(), body, secret, key, older)
  assert.match(headers['webhook-signature'] ?? '', /^v1,\S+ v1a,\S+ v1,\S+$/)
  for (const known of [secret, older]) assert.deepEqual(new Webhook(known).verify(body, headers), { a: 'دبي' })
  assert.ok(verifies(publicKeyOf(key), headers, body))
  assert.throws(() => new Webhook(newWebhookSecret()).verify(body, headers))
})
