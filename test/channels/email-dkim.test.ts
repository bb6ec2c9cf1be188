import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { after, before, test } from 'node:test'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import type { Message } from '../../src/channels/channel.ts'
import { email } from '../../src/channels/email/email.ts'
import { type SmtpReceiver, startSmtpReceiver } from '../../src/demo/receivers/smtp.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { makeMessage } from './conformance.ts'

const { fetch } = openFetch({ allow: [] })
let receiver: SmtpReceiver

before(async () => {
  receiver = await startSmtpReceiver({ keepRaw: true })
})
after(() => receiver.close())

const keys = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  ed25519: generateKeyPairSync('ed25519').privateKey,
}

const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()

async function sendSigned(key: KeyObject, change: Partial<Message> = {}, second?: KeyObject): Promise<Buffer> {
  const also = second && { second: { selector: '2026-ed', key: pemOf(second) } }
  const dkim = { domain: 'dateline.example', selector: '2026', key: pemOf(key), ...also }
  const sender = email.open({ fetch, smtpUrl: receiver.url, dkim })
  const message = makeMessage(email, { settings: { to: 'desk@outlet.example', name: 'مكتب الأخبار' }, ...change })
  const outcome = await sender.send(message, AbortSignal.timeout(10_000))
  await sender.close()
  assert.equal(outcome.kind, 'delivered', JSON.stringify(outcome))
  return receiver.received.at(-1)?.raw ?? Buffer.alloc(0)
}

/** What the reference verifier says, with the key's public half standing in DNS. */
async function verify(raw: Buffer, key: KeyObject, second?: KeyObject) {
  const published = { '2026._domainkey.dateline.example': key, '2026-ed._domainkey.dateline.example': second }
  const resolver = async (name: string, type: string) => {
    const found = Object.entries(published).find(([domain]) => domain === name)?.[1]
    assert.ok(found && type === 'TXT', name)
    return [[recordOf(found)]]
  }
  const { results } = await dkimVerify(raw, { resolver })
  return results
}

function recordOf(key: KeyObject): string {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' })
  // Ed25519 stands there without the wrapping (RFC 8463, section 4).
  const published = key.asymmetricKeyType === 'rsa' ? der : der.subarray(-32)
  return `v=DKIM1; k=${key.asymmetricKeyType}; p=${published.toString('base64')}`
}

for (const [kind, key] of Object.entries(keys)) {
  test(`a mail that is signed with ${kind} verifies, in every format`, async () => {
    for (const format of email.formats) {
      const { renderings } = makeMessage(email)
      const only = renderings.slice(0, email.renders(format).length)
      const [result, ...more] = await verify(await sendSigned(key, { renderings: only }), key)
      assert.deepEqual(more, [])
      assert.equal(result?.status.result, 'pass', JSON.stringify(result))
      assert.equal(result.algo, `${kind}-sha256`)
      assert.equal(result.format, 'relaxed/relaxed')
      const signed = ['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type', 'content-language']
      const lists = ['list-unsubscribe', 'list-unsubscribe-post', 'list-id', 'feedback-id', 'auto-submitted']
      const names = result.signingHeaders?.keys.toLowerCase().split(/:\s*/) ?? []
      assert.deepEqual([...names].sort(), [...signed, ...lists].sort())
    }
  })

  test(`a byte that was changed breaks a signature with ${kind}`, async () => {
    const raw = (await sendSigned(key)).toString('latin1')
    const changes: [RegExp, string][] = [
      [/two dots/, 'two dogs'],
      [/unsubscribe\/1/, 'unsubscribe/2'],
      [/^To: /m, 'To: x'],
      [/^Content-Language: ar/m, 'Content-Language: he'],
    ]
    for (const [pattern, by] of changes) {
      const changed = raw.replace(pattern, by)
      assert.notEqual(changed, raw)
      const [result] = await verify(Buffer.from(changed, 'latin1'), key)
      assert.notEqual(result?.status.result, 'pass', String(pattern))
    }
    // What relays may do to white space on the way breaks nothing.
    const folded = raw.replace(/^Auto-Submitted: /m, 'auto-submitted:  \r\n\t').replace(/\r\n$/, '\r\n\r\n')
    const [result] = await verify(Buffer.from(folded, 'latin1'), key)
    assert.equal(result?.status.result, 'pass')
  })
}

test('with two keys a mail carries two signatures, and each verifies by itself', async () => {
  const raw = await sendSigned(keys.rsa, {}, keys.ed25519)
  const results = await verify(raw, keys.rsa, keys.ed25519)
  assert.deepEqual(results.map(({ algo, selector, status }) => [algo, selector, status.result]).sort(), [
    ['ed25519-sha256', '2026-ed', 'pass'],
    ['rsa-sha256', '2026', 'pass'],
  ])
  // Whoever drops the one has the other: they do not sign each other.
  for (const at of [0, 1]) {
    const fields = raw.toString('latin1').split(/(?=^DKIM-Signature: )|(?=^To: )/m)
    assert.equal(fields.length, 3)
    const [left] = await verify(Buffer.from(fields.toSpliced(at, 1).join(''), 'latin1'), keys.rsa, keys.ed25519)
    assert.equal(left?.status.result, 'pass')
  }
})
