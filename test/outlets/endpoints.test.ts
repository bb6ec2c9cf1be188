import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { findChannel } from '../../src/channels/list.ts'
import { parseSettings } from '../../src/channels/settings.ts'
import { openSecrets } from '../../src/outlets/endpoint-secrets.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeJournalist, makeMailbox, makeOutlet } from './factories.ts'

let service: Service
let outletId: string
before(async () => {
  service = await startService()
})
beforeEach(async () => {
  outletId = await makeOutlet(service.admin)
})
after(() => service.close())

const url = 'https://outlet.example/dateline?desk=1'
const webhook = (over: Record<string, unknown> = {}) => ({ channel: 'webhook', settings: { url }, ...over })
const wordpress = (site: string) => ({
  channel: 'wordpress',
  settings: { url: site, user: 'wire', applicationPassword: 'abcd EFGH 1234 ijkl MNOP 5678' },
})
const add = (body: unknown, headers?: Record<string, string>) =>
  service.admin.post(`/v1/outlets/${outletId}/endpoints`, body, headers)

/** A signing key of the caller's own. */
function ownSecret(): string {
  const made = parseSettings(findChannel('webhook') ?? assert.fail(), { url })
  return made.success ? String(made.settings.secrets.secret) : assert.fail()
}

describe('an endpoint', () => {
  test('201: address, host and format follow from the channel and its settings', async () => {
    const made = expectStatus(await add({ channel: 'email', settings: { to: 'Desk@Outlet.Example', name: 'Desk' } }), 201)
    const { id, createdAt, updatedAt, ...rest } = made.json
    assert.equal(made.headers.location, `/v1/endpoints/${id}`)
    assert.equal(createdAt, updatedAt)
    assert.deepEqual(rest, {
      outletId,
      journalistId: null,
      externalId: null,
      channel: 'email',
      address: 'Desk@Outlet.Example',
      host: 'outlet.example',
      settings: { to: 'Desk@Outlet.Example', name: 'Desk' },
      secretsSet: [],
      format: 'html',
      languages: [],
      editions: 'all',
      pacePerMinute: null,
      state: 'active',
      stateReason: null,
      revision: 1,
      archivedAt: null,
    })
    assert.deepEqual(expectStatus(await service.admin.get(`/v1/endpoints/${id}`), 200).json, made.json)
  })

  test('keeps the keyed hash of its address, whatever the case of letters', async () => {
    const id = await makeMailbox(service.admin, `outlets/${outletId}`, 'UPPER@outlet.example')
    const row = await service.deps.db.endpoint.findUniqueOrThrow({ where: { id } })
    assert.deepEqual(Buffer.from(row.addressHash), Buffer.from(service.deps.vault.hashAddress('upper@outlet.example')))
  })

  test('a journalist has endpoints, too; 404 at an owner that there is not', async () => {
    const journalistId = await makeJournalist(service.admin)
    await makeMailbox(service.admin, `journalists/${journalistId}`, 'layla@outlet.example')
    const page = expectStatus(await service.admin.get(`/v1/journalists/${journalistId}/endpoints`), 200).json
    assert.equal(page.items[0].address, 'layla@outlet.example')
    const nobody = '/v1/journalists/019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f/endpoints'
    expectStatus(await service.admin.get(nobody), 404)
    expectStatus(await service.admin.post(nobody, webhook()), 404)
    expectStatus(await service.admin.post(`/v1/outlets/${journalistId}/endpoints`, webhook()), 404)
  })

  const wrong: [field: string, body: Record<string, unknown>, pointer: string][] = [
    ['an unknown channel', webhook({ channel: 'pigeon' }), '/channel'],
    ['settings of another channel', webhook({ settings: { to: 'desk@outlet.example' } }), '/settings/url'],
    ['an address that is none', { channel: 'email', settings: { to: 'desk' } }, '/settings/to'],
    ['a URL with a password in it', webhook({ settings: { url: 'https://a:b@outlet.example/' } }), '/settings/url'],
    ['a secret that is none', webhook({ settings: { url, secret: 'hunter2' } }), '/settings/secret'],
    ['an unknown setting', webhook({ settings: { url, colour: 'red' } }), '/settings/colour'],
    ['a setting with a NUL', webhook({ settings: { url: `${url}\0` } }), '/settings/url'],
    ['a setting that ends in half a character', webhook({ settings: { url: `${url}\ud83d` } }), '/settings/url'],
    ['no settings, where the channel needs some', { channel: 'webhook' }, '/settings/url'],
    ['a password in the clear', wordpress('http://cms.outlet.example'), '/settings/url'],
    ['settings that are no object', webhook({ settings: url }), '/settings'],
    ['a format that the channel does not send', webhook({ format: 'pdf' }), '/format'],
    ['a language that there is not', webhook({ languages: ['x'] }), '/languages/0'],
    ['a pace of nothing', webhook({ pacePerMinute: 0 }), '/pacePerMinute'],
    ['a state that only Dateline sets', webhook({ state: 'disabled' }), '/state'],
  ]
  for (const [field, body, pointer] of wrong) {
    test(`422 for ${field}, with a pointer to it; nothing is made`, async () => {
      const before = await service.deps.db.endpoint.count()
      const answer = expectStatus(await add(body), 422)
      assert.equal(answer.problem, 'invalid')
      assert.equal(answer.json.errors[0].pointer, pointer)
      assert.doesNotMatch(answer.text, /hunter2/)
      assert.equal(await service.deps.db.endpoint.count(), before)
    })
  }

  test('needs no settings where its channel needs none; a password may go in the clear within the machine', async () => {
    expectStatus(await add({ channel: 'pull' }), 201)
    for (const site of ['https://cms.outlet.example', 'http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080'])
      expectStatus(await add(wordpress(site)), 201)
  })

  test('409 for what its outlet has already; another format, language or outlet is another matter', async () => {
    const { id } = expectStatus(await add(webhook({ languages: ['ar'] })), 201).json
    const twin = expectStatus(await add(webhook({ languages: ['ar'], pacePerMinute: 5 })), 409)
    assert.equal(twin.problem, 'conflict')
    assert.ok(twin.json.detail.includes(id))
    expectStatus(await add(webhook({ languages: ['en'] })), 201)
    const { json: third } = expectStatus(await add(webhook({ languages: ['ar'], format: 'nitf' })), 201)
    const same = await service.admin.patch(`/v1/endpoints/${third.id}`, { format: 'ninjs' }, { 'if-match': '*' })
    assert.equal(expectStatus(same, 409).problem, 'conflict')
    expectStatus(await service.admin.patch(`/v1/endpoints/${id}`, { state: 'paused' }, { 'if-match': '*' }), 200)
    outletId = await makeOutlet(service.admin)
    expectStatus(await add(webhook({ languages: ['ar'] })), 201)
    const both = await Promise.all([1, 2].map(() => add({ channel: 'email', settings: { to: 'desk@outlet.example' } })))
    assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409])
    const gone = both.find(({ status }) => status === 201)?.json.id
    expectStatus(await service.admin.delete(`/v1/endpoints/${gone}`), 204)
    expectStatus(await add({ channel: 'email', settings: { to: 'DESK@outlet.example' } }), 201)
  })

  test('archived, it leaves its outlet and stays readable', async () => {
    const ownerId = await makeOutlet(service.admin)
    const id = await makeMailbox(service.admin, `outlets/${ownerId}`, 'gone@outlet.example')
    expectStatus(await service.admin.delete(`/v1/endpoints/${id}`), 204)
    assert.deepEqual((await service.admin.get(`/v1/outlets/${ownerId}`)).json.endpoints, [])
    assert.deepEqual((await service.admin.get(`/v1/outlets/${ownerId}/endpoints`)).json.items, [])
    assert.equal((await service.admin.get(`/v1/outlets/${ownerId}/endpoints?archived=true`)).json.items[0].id, id)
    assert.notEqual(expectStatus(await service.admin.get(`/v1/endpoints/${id}`), 200).json.archivedAt, null)
    const change = await service.admin.patch(`/v1/endpoints/${id}`, { state: 'paused' }, { 'if-match': '*' })
    assert.equal(expectStatus(change, 409).problem, 'wrong-state')
    expectStatus(await service.admin.delete(`/v1/endpoints/${id}`), 204)
    await service.admin.delete(`/v1/outlets/${ownerId}`)
    expectStatus(await service.admin.post(`/v1/outlets/${ownerId}/endpoints`, webhook()), 409)
  })
})

describe('the secrets of an endpoint', () => {
  test('made up where none is sent: shown in the answer that creates, never again', async () => {
    const headers = { 'idempotency-key': 'webhook-once' }
    const made = expectStatus(await add(webhook(), headers), 201)
    const { secret } = made.json.secrets
    assert.match(secret, /^whsec_/)
    assert.deepEqual(made.json.secretsSet, ['secret'])
    const repeat = expectStatus(await add(webhook(), headers), 201)
    assert.equal(repeat.json.id, made.json.id)
    assert.doesNotMatch(repeat.text, new RegExp(RegExp.escape(secret)))
    const row = await service.deps.db.endpoint.findUniqueOrThrow({ where: { id: made.json.id } })
    assert.deepEqual(openSecrets(service.deps.vault, row.secrets), { secret })
    assert.deepEqual(row.settings, { url })
  })

  test('sent by the caller, they are in no answer, event or stored reply', async () => {
    const { admin, deps } = service
    const secret = ownSecret()
    const rotated = ownSecret()
    const settings = { url, secret }
    const made = expectStatus(await add(webhook({ settings }), { 'idempotency-key': 'own-secret' }), 201)
    const { id } = made.json
    const answers = [
      made,
      await admin.get(`/v1/endpoints/${id}`),
      await admin.get(`/v1/outlets/${outletId}`),
      await admin.get(`/v1/outlets/${outletId}/endpoints?limit=200`),
      await admin.patch(`/v1/endpoints/${id}`, { settings: { url, secret: rotated } }, { 'if-match': '"1"' }),
      await admin.patch(`/v1/endpoints/${id}`, { settings: { url, secret: 'wrong', colour: secret } }, { 'if-match': '"2"' }),
      await admin.delete(`/v1/endpoints/${id}`),
    ]
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 200, 200, 200, 200, 422, 204],
    )
    const kept = JSON.stringify([await deps.db.event.findMany(), await deps.db.idempotencyKey.findMany()])
    for (const text of [...answers.map((answer) => answer.text), kept]) {
      assert.ok(!text.includes(secret))
      assert.ok(!text.includes(rotated))
    }
  })

  test('stay when new settings leave them out, change when they do not; the event says which, not what', async () => {
    const { admin, deps } = service
    const secret = ownSecret()
    const { id } = expectStatus(await add(webhook({ settings: { url, secret } })), 201).json
    const secretOf = async () =>
      openSecrets(deps.vault, (await deps.db.endpoint.findUniqueOrThrow({ where: { id } })).secrets).secret
    const moved = { settings: { url: 'https://other.example:8443/in' } }
    const answer = expectStatus(await admin.patch(`/v1/endpoints/${id}`, moved, { 'if-match': '"1"' }), 200)
    assert.equal(answer.json.address, 'https://other.example:8443/in')
    assert.equal(answer.json.host, 'other.example:8443')
    assert.equal(await secretOf(), secret)
    const rotated = ownSecret()
    const rotation = { settings: { url: 'https://other.example:8443/in', secret: rotated } }
    expectStatus(await admin.patch(`/v1/endpoints/${id}`, rotation, { 'if-match': '"2"' }), 200)
    assert.equal(await secretOf(), rotated)
    const events = await deps.db.event.findMany({ where: { subjectId: id, kind: 'endpoint.changed' }, orderBy: { id: 'asc' } })
    const changes = events.map(({ data }) => JSON.stringify(data))
    assert.match(changes[0] ?? '', /"settingsChanged":true/)
    assert.match(changes[0] ?? '', /"secretsChanged":false/)
    assert.match(changes[1] ?? '', /"secretsChanged":true/)
    assert.doesNotMatch(changes.join(), /other\.example:8443\/in/)
  })
})

describe('changing an endpoint', () => {
  test('pauses it and sets it going; 412 for an old ETag, 428 without', async () => {
    const { admin } = service
    const id = await makeMailbox(admin, `outlets/${outletId}`, 'pause@outlet.example')
    const path = `/v1/endpoints/${id}`
    assert.equal(expectStatus(await admin.patch(path, { state: 'paused' }, { 'if-match': '"1"' }), 200).json.state, 'paused')
    expectStatus(await admin.patch(path, { state: 'active' }, { 'if-match': '"1"' }), 412)
    expectStatus(await admin.patch(path, { state: 'active' }), 428)
    assert.equal(expectStatus(await admin.patch(path, { state: 'active' }, { 'if-match': '"2"' }), 200).json.state, 'active')
  })

  test('an admin sets one that Dateline disabled back to active, and its reason is gone', async () => {
    const { admin, deps } = service
    const id = await makeMailbox(admin, `outlets/${outletId}`, 'disabled@outlet.example')
    await deps.db.endpoint.update({ where: { id }, data: { state: 'disabled', stateReason: 'gone' } })
    assert.equal((await admin.get(`/v1/endpoints/${id}`)).json.stateReason, 'gone')
    const answer = expectStatus(await admin.patch(`/v1/endpoints/${id}`, { state: 'active' }, { 'if-match': '"1"' }), 200)
    assert.equal(answer.json.state, 'active')
    assert.equal(answer.json.stateReason, null)
  })

  test('what already is as it was sent makes no new revision and no event', async () => {
    const { admin, deps } = service
    const { id, secrets } = expectStatus(await add(webhook()), 201).json
    const same = { settings: { url, ...secrets }, format: 'ninjs', state: 'active', languages: [] }
    const answer = expectStatus(await admin.patch(`/v1/endpoints/${id}`, same, { 'if-match': '"1"' }), 200)
    assert.equal(answer.json.revision, 1)
    assert.equal(await deps.db.event.count({ where: { subjectId: id } }), 1)
  })

  test('422 for another channel, a wrong format, and wrong settings; nothing changes', async () => {
    const { admin } = service
    const id = await makeMailbox(admin, `outlets/${outletId}`, 'same@outlet.example')
    for (const patch of [{ channel: 'webhook' }, { format: 'ninjs' }, { settings: { to: 'no mailbox' } }])
      expectStatus(await admin.patch(`/v1/endpoints/${id}`, patch, { 'if-match': '"1"' }), 422)
    assert.equal((await admin.get(`/v1/endpoints/${id}`)).json.revision, 1)
  })

  test('editors read endpoints and do not change them; submitters get 403', async () => {
    const id = await makeMailbox(service.admin, `outlets/${outletId}`, 'roles@outlet.example')
    const editor = await service.client('editor')
    expectStatus(await editor.get(`/v1/endpoints/${id}`), 200)
    expectStatus(await editor.patch(`/v1/endpoints/${id}`, { state: 'paused' }, { 'if-match': '"1"' }), 403)
    const submitter = await service.client('submitter')
    expectStatus(await submitter.get(`/v1/endpoints/${id}`), 403)
    expectStatus(await submitter.post(`/v1/outlets/${outletId}/endpoints`, webhook()), 403)
  })
})
