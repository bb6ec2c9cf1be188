import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { simpleParser } from 'mailparser'
import { webhook } from '../../src/channels/webhook/webhook.ts'
import { houseOf, houses } from '../../src/languages/houses.ts'
import { openSecrets } from '../../src/outlets/endpoint-secrets.ts'
import { startFtpServer } from '../channels/ftp-server.ts'
import { type Answer, expectStatus } from '../harness/client.ts'
import { startService } from '../harness/service.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { makeOutlet } from '../outlets/factories.ts'

type Piece = { by: 'dateline' | 'far-side'; text: string }

/** All that one side said. */
const said = ({ transcript }: Answer['json'], by: Piece['by']): string =>
  transcript.flatMap((piece: Piece) => (piece.by === by ? [piece.text] : [])).join('')

describe('a test of an endpoint', () => {
  let stage: Stage
  let answering = Promise.withResolvers<void>()
  answering.resolve()
  before(async () => {
    stage = await startStage({ keep: true, ready: () => answering.promise })
  })
  after(() => stage.close())

  const make = async (outlet: Parameters<Stage['list']>[0][number] = {}): Promise<string> =>
    (await stage.list([outlet])).endpointIds[0] ?? assert.fail()
  const tryOut = (id: string, body: object = {}) => stage.admin.post(`/v1/endpoints/${id}/tests`, body)

  test('200 a webhook: the bytes that arrived, the line word for word, no secret, and nothing in the ledger', async () => {
    const id = await make({ languages: ['ar'] })
    const { json, text } = expectStatus(await tryOut(id), 200)
    const arrived = stage.hooks.received.at(-1) ?? assert.fail('nothing arrived')
    assert.equal(arrived.webhookId, json.deliveryId)
    assert.equal(json.renderings[0].text, arrived.body?.toString())
    assert.equal(json.renderings[0].sizeBytes, arrived.sizeBytes)
    assert.ok(said(json, 'dateline').startsWith(`POST ${arrived.path} HTTP/1.1\r\nhost: 127.0.0.1:`))
    assert.ok(said(json, 'dateline').endsWith(`\r\n\r\n${arrived.body}`))
    assert.match(said(json, 'far-side'), /^HTTP\/1\.1 200 OK\r\n[\s\S]*taken as \d+/)
    assert.deepEqual([json.outcome.kind, json.language, json.format, json.kind], ['delivered', 'ar', 'ninjs', 'original'])
    assert.match(json.outcome.receipt, /^200 taken as/)
    const row = await stage.deps.db.endpoint.findUniqueOrThrow({ where: { id } })
    assert.ok(!text.includes(String(openSecrets(stage.deps.vault, row.secrets).secret).slice(6)))
    assert.equal(await stage.deps.db.delivery.count(), 0)
  })

  test('an event says that it was done and what came of it, and no byte of it', async () => {
    const id = await make()
    const { deliveryId, durationMs } = expectStatus(await tryOut(id), 200).json
    const { items } = (await stage.admin.get(`/v1/events?subjectId=${id}&kind=endpoint.tested`)).json
    assert.deepEqual(
      items.map(({ data }: { data: object }) => data),
      [{ deliveryId, durationMs, language: 'en', format: 'ninjs', kind: 'original', outcome: 'delivered', reason: null }],
    )
  })

  test('200 a mail: the dialogue from the greeting on, and the very mail that the mailbox got', async () => {
    const id = await make({ channel: 'email', languages: ['ar'] })
    const { json } = expectStatus(await tryOut(id), 200)
    const raw = stage.mail.received.at(-1)?.raw ?? assert.fail('no mail')
    const mail = await simpleParser(raw)
    assert.match(mail.subject ?? '', /^اختبار: /)
    assert.match(mail.text ?? '', /يُرجى عدم نشره/)
    assert.match(said(json, 'far-side'), /^220 /)
    assert.match(said(json, 'dateline'), /^EHLO [\s\S]*MAIL FROM:<[\s\S]*RCPT TO:</)
    assert.ok(said(json, 'dateline').includes(raw.toString().trimEnd()))
    assert.deepEqual(
      json.renderings.map(({ format }: { format: string }) => format),
      ['text', 'html'],
    )
  })

  test('in each of the fifteen languages it says so in the headline and the text', async () => {
    const id = await make()
    for (const { language, colon, phrases } of houses) {
      const { json } = expectStatus(await tryOut(id, { language }), 200)
      const { headlines, bodies } = JSON.parse(json.renderings[0].text)
      assert.ok(headlines[0].value.startsWith(`${phrases.test}${colon}`), headlines[0].value)
      const [asked = ''] = phrases.testNotice.split('{wire}').slice(-1)
      for (const { value } of bodies) assert.ok(value.includes(asked), `${language}: ${value}`)
    }
  })

  test('a body is needed for nothing', async () => {
    const { json } = expectStatus(await stage.admin.post(`/v1/endpoints/${await make()}/tests`), 200)
    assert.deepEqual([json.kind, json.language, json.outcome.kind], ['original', 'en', 'delivered'])
  })

  test('in every format that the channel sends; 422 for another one', async () => {
    const id = await make()
    for (const format of webhook.formats) {
      const { json } = expectStatus(await tryOut(id, { format, language: 'de' }), 200)
      assert.equal(json.renderings[0].format, format)
      assert.match(json.renderings[0].text, /Bitte nicht veröffentlichen/)
      assert.equal(stage.hooks.received.at(-1)?.body?.toString(), json.renderings[0].text)
    }
    assert.equal(expectStatus(await tryOut(id, { format: 'pdf' }), 422).json.errors[0].pointer, '/format')
  })

  test('a later kind is about the same story, so that what it left at the outlet can be withdrawn', async () => {
    const id = await make()
    const documents = []
    for (const kind of ['original', 'kill']) documents.push(JSON.parse((await tryOut(id, { kind })).json.renderings[0].text))
    assert.deepEqual(
      documents.map(({ uri, pubStatus, version }) => [uri, pubStatus, version]),
      [
        [`urn:dateline:${id}:en`, 'withheld', '1'],
        [`urn:dateline:${id}:en`, 'canceled', '3'],
      ],
    )
  })

  test('a far side that refuses is an outcome, with its own words', async () => {
    const { json } = expectStatus(await tryOut(await make({ behave: 'refuse' })), 200)
    assert.deepEqual([json.outcome.kind, json.outcome.reason], ['permanent', 'rejected'])
    assert.match(said(json, 'far-side'), /^HTTP\/1\.1 400 [\s\S]*not wanted\r\n0\r\n\r\n$/)
    const mail = expectStatus(await tryOut(await make({ channel: 'email', behave: 'refuse' })), 200).json
    assert.equal(mail.outcome.kind, 'permanent')
    assert.match(said(mail, 'far-side'), /\n5\d\d /)
    assert.equal(await stage.deps.db.suppression.count(), 0)
  })

  test('of an endpoint that fetches the bytes are shown, and nothing lies ready', async () => {
    const outletId = await makeOutlet(stage.admin)
    const made = await stage.admin.post(`/v1/outlets/${outletId}/endpoints`, { channel: 'pull', settings: {}, languages: ['de'] })
    const { json } = expectStatus(await tryOut(expectStatus(made, 201).json.id), 200)
    assert.deepEqual([json.outcome.kind, json.outcome.available, json.transcript], ['delivered', true, []])
    assert.match(json.renderings[0].text, /Bitte nicht veröffentlichen/)
    assert.equal(await stage.deps.db.delivery.count(), 0)
  })

  test('a feed is shown with the test for its only entry, in every format, and one that is withdrawn says so', async () => {
    const outletId = await makeOutlet(stage.admin)
    const settings = { title: 'Our feed' }
    const made = await stage.admin.post(`/v1/outlets/${outletId}/endpoints`, { channel: 'feed', settings, languages: ['de'] })
    const { id } = expectStatus(made, 201).json
    for (const [format, opens] of [
      ['atom', '<feed'],
      ['rss', '<rss'],
      ['json-feed', '{"version":"https://jsonfeed.org'],
    ] as const) {
      const [shown] = expectStatus(await tryOut(id, { format }), 200).json.renderings
      assert.deepEqual([shown.format, shown.text.includes('Our feed'), shown.text.includes(opens)], [format, true, true])
      assert.match(shown.text, /Bitte nicht veröffentlichen/)
      const [killed] = expectStatus(await tryOut(id, { format, kind: 'kill' }), 200).json.renderings
      assert.deepEqual(
        [shown, killed].map(({ text }) => text.includes(houseOf('de').phrases.withdrawn)),
        [false, true],
      )
      for (const { text } of [shown, killed]) assert.ok(text.includes(`urn:dateline:${id}:de`))
    }
    assert.equal(await stage.deps.db.delivery.count(), 0)
  })

  test('of a package the ZIP is shown as it lies at the outlet', async () => {
    const server = await startFtpServer()
    try {
      const outletId = await makeOutlet(stage.admin)
      const { port, user, password } = server
      const settings = { host: '127.0.0.1', port, user, password, tls: 'none', package: 'zip', fileName: '{delivery}.{ext}' }
      const made = await stage.admin.post(`/v1/outlets/${outletId}/endpoints`, { channel: 'ftp', settings, languages: ['en'] })
      const { json } = expectStatus(await tryOut(expectStatus(made, 201).json.id), 200)
      assert.equal(json.outcome.kind, 'delivered', JSON.stringify(json.outcome))
      const [text, zip] = json.renderings
      assert.deepEqual([text.format, zip.format, zip.contentType, zip.cut], ['newsml-g2', 'zip', 'application/zip', false])
      const stored = await readFile(join(server.directory, `${json.deliveryId}.zip`))
      assert.equal(zip.base64, stored.toString('base64'))
      assert.match(said(json, 'dateline'), /STOR /)
    } finally {
      await server.close()
    }
  })

  test('429 while one of the same endpoint is under way', async () => {
    const id = await make()
    answering = Promise.withResolvers()
    const first = tryOut(id)
    const second = await tryOut(id)
    answering.resolve()
    assert.equal(expectStatus(second, 429).problem, 'too-many-requests')
    expectStatus(await first, 200)
    expectStatus(await tryOut(id), 200)
  })

  test('a paused one can be tried; 409 for one that is archived or suppressed, and nothing arrives', async () => {
    const id = await make({ channel: 'email' })
    expectStatus(await stage.admin.patch(`/v1/endpoints/${id}`, { state: 'paused' }, { 'if-match': '*' }), 200)
    expectStatus(await tryOut(id), 200)
    const { address } = (await stage.admin.get(`/v1/endpoints/${id}`)).json
    const before = stage.mail.received.length
    expectStatus(await stage.admin.post('/v1/suppressions', { address, channel: 'email', reason: 'admin' }), 201)
    assert.match(expectStatus(await tryOut(id), 409).json.detail, /suppressed \(admin\)/)
    const gone = await make()
    expectStatus(await stage.admin.delete(`/v1/endpoints/${gone}`), 204)
    expectStatus(await tryOut(gone), 409)
    assert.equal(stage.mail.received.length, before)
  })

  test('409 while the wire, the channel or the host is held', async () => {
    const id = await make()
    const { host } = (await stage.admin.get(`/v1/endpoints/${id}`)).json
    const before = stage.hooks.received.length
    for (const path of ['/v1/wire/hold', '/v1/channels/webhook/hold', `/v1/hosts/${host}/hold`]) {
      expectStatus(await stage.admin.put(path, { reason: 'for a test' }), 201)
      // A hold counts everywhere within a second.
      await stage.deps.signals.wait('holds', 1_000)
      assert.equal(expectStatus(await tryOut(id), 409).problem, 'wrong-state', path)
      expectStatus(await stage.admin.delete(`${path}?reason=over`), 200)
    }
    assert.equal(stage.hooks.received.length, before)
  })

  test('403 for editors and for test keys, 404 for no endpoint', async () => {
    const id = await make()
    const url = `/v1/endpoints/${id}/tests`
    expectStatus(await stage.editor.post(url, {}), 403)
    const tester = await stage.client('admin', undefined, 'test')
    assert.equal(expectStatus(await tester.post(url, {}), 403).problem, 'test-key')
    expectStatus(await tryOut('019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'), 404)
  })
})

test('where the guard lets nobody in, a test gets no further either', async () => {
  const service = await startService({ env: { OUTBOUND_ALLOW: '10.0.0.0/8' } })
  try {
    const outletId = await makeOutlet(service.admin)
    const body = { channel: 'webhook', settings: { url: 'http://127.0.0.1:9/' } }
    const { id } = expectStatus(await service.admin.post(`/v1/outlets/${outletId}/endpoints`, body), 201).json
    const { json } = expectStatus(await service.admin.post(`/v1/endpoints/${id}/tests`, {}), 200)
    assert.deepEqual([json.outcome.reason, json.transcript], ['address-refused', []])
  } finally {
    await service.close()
  }
})
