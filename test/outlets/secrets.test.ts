import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { openSecrets } from '../../src/outlets/endpoint-secrets.ts'
import { type Answer, expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeMailbox, makeOutlet } from './factories.ts'

const url = 'https://outlet.example/dateline'
const start = '2026-12-01T05:00:00.000Z'
const dayLater = '2026-12-02T05:00:00.000Z'

describe('new secrets for an endpoint', () => {
  const clock = handClock(start)
  let service: Service
  let outletId: string
  before(async () => {
    service = await startService({ clock })
  })
  beforeEach(async () => {
    outletId = await makeOutlet(service.admin)
  })
  after(() => service.close())

  const add = async (settings: object = {}): Promise<Answer['json']> => {
    const body = { channel: 'webhook', settings: { url, ...settings } }
    return expectStatus(await service.admin.post(`/v1/outlets/${outletId}/endpoints`, body), 201).json
  }
  const renew = (id: string, body?: object, headers: Record<string, string> = { 'if-match': '*' }) =>
    service.admin.post(`/v1/endpoints/${id}/secrets`, body, headers)
  const end = (id: string) => service.admin.delete(`/v1/endpoints/${id}/secrets/previous`, { 'if-match': '*' })
  const sealed = async (id: string) => {
    const row = await service.deps.db.endpoint.findUniqueOrThrow({ where: { id } })
    return openSecrets(service.deps.vault, row.secrets)
  }

  test('201: shown once; the old ones stay beside them for a day', async () => {
    const { id, secrets: first } = await add()
    const headers = { 'if-match': '"1"', 'idempotency-key': 'new-secrets' }
    const answer = expectStatus(await renew(id, {}, headers), 201)
    assert.equal(answer.headers.etag, '"2"')
    assert.match(answer.json.secrets.secret, /^whsec_/)
    assert.notEqual(answer.json.secrets.secret, first.secret)
    assert.equal(answer.json.previousUntil, dayLater)
    assert.deepEqual(answer.json.secretsSet, ['secret'])
    assert.deepEqual(await sealed(id), { ...answer.json.secrets, previous: { ...first, until: dayLater } })
    const repeat = expectStatus(await renew(id, {}, headers), 201)
    const [read, listed] = [await service.admin.get(`/v1/endpoints/${id}`), await service.admin.get(`/v1/outlets/${outletId}`)]
    const kept = JSON.stringify([await service.deps.db.event.findMany(), await service.deps.db.idempotencyKey.findMany()])
    for (const text of [repeat.text, read.text, listed.text, kept])
      for (const secret of [first.secret, answer.json.secrets.secret]) assert.ok(!text.includes(secret))
  })

  test('each change is an event that says which and until when, and no secret', async () => {
    const { id } = await add()
    expectStatus(await renew(id), 201)
    expectStatus(await end(id), 200)
    const { items } = (await service.admin.get(`/v1/events?subjectId=${id}`)).json
    const said = items.map(({ kind, data }: { kind: string; data: object }) => [kind, data]).slice(0, 2)
    assert.deepEqual(said.sort(), [
      ['endpoint.previous-secrets-ended', { previousUntil: dayLater }],
      ['endpoint.secrets-renewed', { secrets: ['secret'], previousUntil: dayLater }],
    ])
  })

  test('the end of the old ones can be set, brought forward, or be at once', async () => {
    const { id, secrets: first } = await add()
    const until = '2026-12-08T00:00:00.000Z'
    assert.equal(expectStatus(await renew(id, { previousUntil: '2026-12-08T04:00:00+04:00' }), 201).json.previousUntil, until)
    const ended = expectStatus(await end(id), 200)
    assert.equal(ended.headers.etag, '"3"')
    assert.equal(ended.json.previousUntil, undefined)
    expectStatus(await end(id), 404)
    const { previousUntil, secrets } = expectStatus(await renew(id, { previousUntil: null }), 201).json
    assert.equal(previousUntil, undefined)
    assert.deepEqual(await sealed(id), secrets)
    assert.notEqual(secrets.secret, first.secret)
  })

  test('409 while those before the present ones are good: whoever still verifies with them would be cut off', async () => {
    const { id } = await add()
    const { secrets } = expectStatus(await renew(id), 201).json
    assert.equal(expectStatus(await renew(id), 409).problem, 'wrong-state')
    assert.equal((await sealed(id)).secret, secrets.secret)
    clock.set(dayLater)
    expectStatus(await renew(id), 201)
    assert.deepEqual((await sealed(id)).previous, { ...secrets, until: '2026-12-03T05:00:00.000Z' })
  })

  test('422 for an end that is over or too far off; nothing changes', async () => {
    const { id, secrets } = await add()
    const now = clock.now().getTime()
    for (const at of [now, now + 91 * 24 * 3_600_000]) {
      const answer = expectStatus(await renew(id, { previousUntil: new Date(at).toISOString() }), 422)
      assert.equal(answer.json.errors[0].pointer, '/previousUntil')
    }
    assert.deepEqual(await sealed(id), secrets)
  })

  test('412 with an old ETag, 428 without one, 403 for editors, 404 for no endpoint, 409 where Dateline makes no secrets', async () => {
    const { id } = await add()
    expectStatus(await renew(id, {}, { 'if-match': '"7"' }), 412)
    expectStatus(await renew(id, {}, {}), 428)
    expectStatus(await (await service.client('editor')).post(`/v1/endpoints/${id}/secrets`, {}, { 'if-match': '*' }), 403)
    expectStatus(await renew(outletId), 404)
    expectStatus(await renew(await makeMailbox(service.admin, `outlets/${outletId}`, 'no-secrets@outlet.example')), 409)
    expectStatus(await service.admin.delete(`/v1/endpoints/${id}`), 204)
    expectStatus(await renew(id), 409)
  })

  test('a signing key is shown to nobody; its public half to whoever reads the endpoint, and the one before with it', async () => {
    const made = await add({ signature: 'v1a' })
    assert.equal(made.secrets, undefined)
    assert.deepEqual(made.secretsSet, ['signingKey'])
    assert.match(made.publicKeys.signingKey, /^whpk_/)
    const renewed = expectStatus(await renew(made.id), 201).json
    assert.equal(renewed.secrets, undefined)
    assert.deepEqual(renewed.publicKeys, {
      signingKey: renewed.publicKeys.signingKey,
      'previous.signingKey': made.publicKeys.signingKey,
    })
    assert.notEqual(renewed.publicKeys.signingKey, made.publicKeys.signingKey)
    assert.deepEqual((await service.admin.get(`/v1/endpoints/${made.id}`)).json.publicKeys, renewed.publicKeys)
  })

  test('a change of the scheme makes what it needs, shown in that answer alone; the old keys survive a change of settings', async () => {
    const { id } = await add({ signature: 'v1a' })
    expectStatus(await renew(id), 201)
    const change = { settings: { url, signature: 'both' } }
    const changed = expectStatus(await service.admin.patch(`/v1/endpoints/${id}`, change, { 'if-match': '*' }), 200).json
    assert.match(changed.secrets.secret, /^whsec_/)
    assert.deepEqual(changed.secretsSet, ['secret', 'signingKey'])
    assert.ok('previous' in (await sealed(id)))
    const moved = { settings: { url: `${url}/2`, signature: 'both' } }
    const again = expectStatus(await service.admin.patch(`/v1/endpoints/${id}`, moved, { 'if-match': '*' }), 200).json
    assert.equal(again.secrets, undefined)
    assert.equal((await sealed(id)).secret, changed.secrets.secret)
  })
})
