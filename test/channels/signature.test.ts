import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { newWebhookSecret, signatureHeaders, WebhookSecret } from '../../src/channels/webhook/signature.ts'

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
