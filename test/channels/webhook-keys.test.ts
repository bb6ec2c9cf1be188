import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import type { Message } from '../../src/channels/channel.ts'
import { parseSettings } from '../../src/channels/settings.ts'
import { newWebhookSecret } from '../../src/channels/webhook/signature.ts'
import { newSigningKey, publicKeyOf } from '../../src/channels/webhook/signing-key.ts'
import { webhook } from '../../src/channels/webhook/webhook.ts'
import { formats } from '../../src/formats/list.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { makeMessage } from './conformance.ts'

const url = 'https://outlet.example/dateline'
const until = '2026-12-02T05:00:00.000Z'

let said: IncomingHttpHeaders = {}
const server = createServer((req, res) => {
  said = req.headers
  res.writeHead(204).end()
})
const { fetch, close } = openFetch({ allow: ['127.0.0.0/8'] })
const sender = webhook.open({ fetch, smtpUrl: undefined })
let here: string

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  here = `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}/`
})
after(async () => {
  await close()
  server.close()
})

/** The headers that a receiver gets. */
async function headersOf(settings: object, change: Partial<Message> = {}): Promise<IncomingHttpHeaders> {
  const message = makeMessage(webhook, { settings: { url: here, ...settings }, ...change })
  assert.equal((await sender.send(message, AbortSignal.timeout(5_000))).kind, 'delivered')
  return said
}

const schemesOf = (headers: IncomingHttpHeaders) =>
  String(headers['webhook-signature'])
    .split(' ')
    .map((signature) => signature.replace(/,.*/, ''))

test('a webhook sends every format that there is but the one for sites that keep an embargo themselves', () => {
  const others = formats.map(({ key }) => key).filter((key) => key !== 'html-story')
  assert.deepEqual([...webhook.formats].sort(), others.sort())
})

test('an endpoint gets the keys of the scheme that it asks for, and no others', () => {
  const namesOf = (signature?: string) => {
    const parsed = parseSettings(webhook, { url, ...(signature ? { signature } : {}) })
    return parsed.success ? Object.keys(parsed.settings.secrets).sort() : assert.fail()
  }
  assert.deepEqual(
    [namesOf(), namesOf('v1'), namesOf('v1a'), namesOf('both')],
    [['secret'], ['secret'], ['signingKey'], ['secret', 'signingKey']],
  )
  assert.equal(parseSettings(webhook, { url, signature: 'v2' }).success, false)
})

test('it signs as it is asked to, and never not at all', async () => {
  const keys = { secret: newWebhookSecret(), signingKey: newSigningKey() }
  assert.deepEqual(schemesOf(await headersOf(keys)), ['v1'])
  assert.deepEqual(schemesOf(await headersOf({ ...keys, signature: 'v1a' })), ['v1a'])
  assert.deepEqual(schemesOf(await headersOf({ ...keys, signature: 'both' })), ['v1', 'v1a'])
  await assert.rejects(headersOf({ secret: keys.secret, signature: 'v1a' }), /no key/)
})

test('keys that were replaced sign behind the new ones until their time is over, and not a moment longer', async () => {
  const previous = { secret: newWebhookSecret(), signingKey: newSigningKey(), until }
  const settings = { secret: newWebhookSecret(), signingKey: newSigningKey(), signature: 'both', previous }
  const at = async (instant: string) => schemesOf(await headersOf(settings, { sentAt: new Date(instant) }))
  assert.deepEqual(await at('2026-12-02T04:59:59.999Z'), ['v1', 'v1a', 'v1', 'v1a'])
  assert.deepEqual(await at(until), ['v1', 'v1a'])
})

test('public keys are told of present and replaced signing keys; of secrets nothing is', () => {
  const [signingKey, older] = [newSigningKey(), newSigningKey()]
  const settings = { url, secret: newWebhookSecret(), signingKey, previous: { signingKey: older, until } }
  assert.deepEqual(webhook.publicKeys?.(settings), {
    signingKey: publicKeyOf(signingKey),
    'previous.signingKey': publicKeyOf(older),
  })
})

test('the number of the delivery among its endpoint’s is a header, where there is one', async () => {
  const settings = { secret: newWebhookSecret() }
  assert.equal((await headersOf(settings, { sequence: 42 }))['dateline-sequence'], '42')
  assert.equal((await headersOf(settings))['dateline-sequence'], undefined)
})
