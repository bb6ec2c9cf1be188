import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { Message, Outcome } from '../../src/channels/channel.ts'
import { newWebhookSecret, signatureHeaders } from '../../src/channels/webhook/signature.ts'
import { newSigningKey, publicKeyOf } from '../../src/channels/webhook/signing-key.ts'
import { webhook } from '../../src/channels/webhook/webhook.ts'
import { startSmtpReceiver } from '../../src/demo/receivers/smtp.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { freePort } from '../peers/ports.ts'
import { makeMessage } from './conformance.ts'
import { openMail, sendMail } from './mail-trial.ts'

/** docs/channels.md: what it tells outlets to run is run here as it stands there. */
let dir: string
let programs: Record<string, string[]>
const { fetch, close } = openFetch({ allow: ['127.0.0.0/8'] })
const sender = webhook.open({ fetch, smtpUrl: undefined })

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dateline-receiving-'))
  await symlink(resolve('node_modules'), join(dir, 'node_modules'))
  const page = await readFile('docs/channels.md', 'utf8')
  const blocks = [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language = '', program = '']) => ({ language, program }))
  const grouped = Map.groupBy(blocks, ({ language }) => language)
  programs = Object.fromEntries([...grouped].map(([language, found]) => [language, found.map(({ program }) => program)]))
})
after(async () => {
  await close()
  await rm(dir, { recursive: true })
})

const program = (language: string, at: number): string => programs[language]?.[at] ?? assert.fail(`no ${language} ${at}`)
const send = (settings: object, change: Partial<Message> = {}): Promise<Outcome> =>
  sender.send(makeMessage(webhook, { settings, ...change }), AbortSignal.timeout(10_000))

test('the receiver of the page keeps each delivery once, knows two secrets while one is changed, and takes nothing forged', async () => {
  await writeFile(join(dir, 'receiver.mjs'), program('js', 0))
  const [old, fresh] = [newWebhookSecret(), newWebhookSecret()]
  const PORT = await freePort()
  const env = { ...process.env, PORT: String(PORT), WEBHOOK_SECRETS: `${old} ${fresh}` }
  const receiver = spawn(process.execPath, ['receiver.mjs'], { cwd: dir, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: receiver.stdout })[Symbol.asyncIterator]()
  const url = `http://127.0.0.1:${PORT}/`
  try {
    const message = makeMessage(webhook, { settings: { url, secret: old }, sequence: 42 })
    let first = await sender.send(message, AbortSignal.timeout(10_000))
    // Until it listens.
    while (first.kind === 'temporary' && first.reason === 'connect')
      first = await sender.send(message, AbortSignal.timeout(10_000))
    assert.deepEqual(first, { kind: 'delivered', receipt: '200 taken' })
    assert.equal((await lines.next()).value, '42 new')
    const again = await sender.send({ ...message, attempt: 2, sentAt: new Date() }, AbortSignal.timeout(10_000))
    assert.deepEqual(again, { kind: 'delivered', receipt: '200 taken before' })
    assert.equal((await lines.next()).value, '42 known')
    const kept = await readFile(join(dir, `${message.deliveryId}.json`))
    assert.deepEqual(kept, Buffer.from(message.renderings[0]?.bytes ?? assert.fail()))
    assert.equal((await send({ url, secret: fresh })).kind, 'delivered')
    const forged = await send({ url, secret: newWebhookSecret() })
    assert.ok(forged.kind === 'permanent' && forged.reason === 'unauthorized')
    assert.equal((await readdir(dir)).filter((name) => name.endsWith('.json')).length, 2)
  } finally {
    receiver.kill()
    await once(receiver, 'exit')
  }
})

/** A call as it was kept: signed by both keys of a change. */
function makeCall(sentAt = new Date()) {
  const key = newSigningKey()
  const body = Buffer.from('{"a":"دبي"}')
  return { publicKey: publicKeyOf(key), body, headers: signatureHeaders('019a4f2e', sentAt, body, newSigningKey(), key) }
}

const Verifier = z.object({ isSigned: z.custom<(key: string, headers: object, body: Buffer) => boolean>() })

test('the verifier of v1a on the page takes what is signed, and neither another body, another key nor an old call', async () => {
  await writeFile(join(dir, 'verifier.mjs'), program('js', 1))
  const { isSigned } = Verifier.parse(await import(pathToFileURL(join(dir, 'verifier.mjs')).href))
  const { publicKey, headers, body } = makeCall()
  assert.equal(isSigned(publicKey, headers, body), true)
  assert.equal(isSigned(publicKey, headers, Buffer.from('{}')), false)
  assert.equal(isSigned(publicKeyOf(newSigningKey()), headers, body), false)
  const old = makeCall(new Date(Date.now() - 301_000))
  assert.equal(isSigned(old.publicKey, old.headers, old.body), false)
})

test('OpenSSL says of a call that was kept what the page says it does', async (t) => {
  if (!/^OpenSSL 3/.test(String(spawnSync('openssl', ['version']).stdout))) return t.skip('OpenSSL 3 is not installed')
  const { publicKey, headers, body } = makeCall()
  const signature = headers['webhook-signature']?.split(' ')[1]?.replace('v1a,', '') ?? ''
  const files = { id: '019a4f2e', timestamp: headers['webhook-timestamp'] ?? '', body, signature, key: publicKey.slice(5) }
  for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content)
  const run = () => spawnSync('sh', ['-c', program('sh', 0)], { cwd: dir, encoding: 'utf8' })
  assert.match(run().stdout, /Signature Verified Successfully/)
  await writeFile(join(dir, 'body'), '{}')
  assert.match(run().stdout, /Signature Verification Failure/)
})

test('Python reads of a mail what the page says it does', async (t) => {
  if (spawnSync('python3', ['--version']).status !== 0) return t.skip('Python is not installed')
  const receiver = await startSmtpReceiver({ keepRaw: true })
  const mail = openMail(receiver.url)
  try {
    const change = { deliveryId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f' }
    assert.equal((await sendMail(mail, 9_000, change)).kind, 'delivered')
    const input = receiver.received[0]?.raw ?? assert.fail()
    const { stdout } = spawnSync('python3', ['-c', program('python', 1)], { input, encoding: 'utf8' })
    assert.match(stdout, /^<019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f@dateline\.example> ar دبي ๑ ไทย 速報 👩‍👩‍👧‍👦 Überraschung\n/)
    assert.ok(stdout.includes('دبي، 1 ديسمبر – نص عربي مع «اقتباس» ورقم ١٢٣ وفاصلة\u200cصفرية.'))
  } finally {
    await mail.close()
    await receiver.close()
  }
})
