import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { roles } from '../../src/http/principal.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Service, startService } from '../harness/service.ts'
import { whileLocked } from './while-locked.ts'

const clock = handClock('2026-11-23T09:00:00Z')

describe('API keys', () => {
  let service: Service
  before(async () => {
    service = await startService({ clock })
  })
  after(() => service.close())

  const createAccount = async (kind: string) => (await service.admin.post('/v1/accounts', { name: 'One', kind })).json.id
  const createKey = (accountId: string, body: object) => service.admin.post(`/v1/accounts/${accountId}/keys`, body)

  it('201 the key of the answer works at once, and its secret is nowhere else', async () => {
    const accountId = await createAccount('company')
    const { json } = expectStatus(await createKey(accountId, { name: 'Press office', role: 'submitter' }), 201)
    const me = expectStatus(await service.as(json.key).get('/v1/me'), 200).json
    assert.deepEqual([me.key.id, me.key.role, me.account.id], [json.id, 'submitter', accountId])
    assert.ok(json.key.startsWith(json.prefix))
    const secret = json.key.slice(json.prefix.length)
    const rows = await service.deps.db.apiKey.findMany()
    const seen = [
      (await service.admin.get(`/v1/accounts/${accountId}/keys`)).text,
      (await service.admin.get('/v1/events')).text,
      JSON.stringify(rows),
    ]
    for (const text of seen) {
      assert.ok(text.includes(json.prefix))
      assert.ok(!text.includes(secret))
    }
  })

  it('422 keys of staff belong to accounts of the wire; a submitter’s key to any', async () => {
    for (const kind of ['company', 'agency', 'wire']) {
      const accountId = await createAccount(kind)
      for (const role of roles) {
        const allowed = role === 'submitter' || kind === 'wire'
        const answer = expectStatus(await createKey(accountId, { name: 'A key', role }), allowed ? 201 : 422)
        if (!allowed) assert.equal(answer.json.errors[0].pointer, '/role')
      }
    }
  })

  it('401 a key from the moment it expires; 422 for one that already has', async () => {
    const accountId = await createAccount('company')
    const expiresAt = new Date(clock.now().getTime() + 60_000).toISOString()
    const { json } = expectStatus(await createKey(accountId, { name: 'Brief', role: 'submitter', expiresAt }), 201)
    clock.advance(59_999)
    expectStatus(await service.as(json.key).get('/v1/me'), 200)
    clock.advance(1)
    expectStatus(await service.as(json.key).get('/v1/me'), 401)
    const late = expectStatus(await createKey(accountId, { name: 'Late', role: 'submitter', expiresAt }), 422)
    assert.deepEqual([late.problem, late.json.errors[0].pointer], ['instant-past', '/expiresAt'])
  })

  it('200 lastUsedAt tells the minute in which a key was used', async () => {
    const submitter = await service.client('submitter')
    const lastUsedAt = async () => (await submitter.get('/v1/me')).json.key.lastUsedAt
    const first = clock.now().toISOString()
    assert.equal(await lastUsedAt(), first)
    clock.advance(30_000)
    assert.equal(await lastUsedAt(), first)
    clock.advance(30_001)
    assert.equal(await lastUsedAt(), clock.now().toISOString())
  })

  it('204 revoking refuses the key, and twice is once', async () => {
    const submitter = await service.client('submitter')
    const { key } = (await submitter.get('/v1/me')).json
    const url = `/v1/accounts/${submitter.accountId}/keys/${key.id}`
    expectStatus(await service.admin.delete(url), 204)
    expectStatus(await service.admin.delete(url), 204)
    expectStatus(await submitter.get('/v1/me'), 401)
    const events = (await service.admin.get(`/v1/events?kind=api-key.revoked&subjectId=${key.id}`)).json.items
    assert.equal(events.length, 1)
    const [listed] = (await service.admin.get(`/v1/accounts/${submitter.accountId}/keys`)).json.items
    assert.equal(listed.revokedAt, events[0].at)
  })

  it('404 a key under an account that is not its own', async () => {
    const [one, other] = [await service.client('submitter'), await service.client('submitter')]
    const { key } = (await one.get('/v1/me')).json
    expectStatus(await service.admin.delete(`/v1/accounts/${other.accountId}/keys/${key.id}`), 404)
    expectStatus(await one.get('/v1/me'), 200)
  })
})

describe('the last admin', () => {
  let service: Service
  before(async () => {
    service = await startService({ clock })
  })
  after(() => service.close())

  it('409 an admin cannot revoke the last live admin key; 204 once there is another', async () => {
    const { key, account } = (await service.admin.get('/v1/me')).json
    const url = `/v1/accounts/${account.id}/keys/${key.id}`
    assert.equal(expectStatus(await service.admin.delete(url), 409).problem, 'wrong-state')
    expectStatus(
      await service.admin.delete(url.toUpperCase().replace(/\/V1\/ACCOUNTS|\/KEYS/g, (part) => part.toLowerCase())),
      409,
    )
    const expiresAt = new Date(clock.now().getTime() + 1000).toISOString()
    expectStatus(await service.admin.post(`/v1/accounts/${account.id}/keys`, { name: 'Brief', role: 'admin', expiresAt }), 201)
    clock.advance(1000)
    expectStatus(await service.admin.delete(url), 409)
    const second = await service.client('admin')
    expectStatus(await service.admin.delete(url), 204)
    expectStatus(await second.get('/v1/me'), 200)
  })

  it('409 two admins that revoke each other at the same moment: one stays', async () => {
    const [ann, bob] = [await service.client('admin'), await service.client('admin')]
    const urlOf = async (admin: typeof ann) => `/v1/accounts/${admin.accountId}/keys/${(await admin.get('/v1/me')).json.key.id}`
    const [annUrl, bobUrl] = [await urlOf(ann), await urlOf(bob)]
    const others = { role: 'admin', revokedAt: null, accountId: { notIn: [ann.accountId, bob.accountId] } }
    for (const { id, accountId } of await service.deps.db.apiKey.findMany({ where: others })) {
      expectStatus(await ann.delete(`/v1/accounts/${accountId}/keys/${id}`), 204)
    }
    await whileLocked(service.deps.db, {
      lock: (tx) => tx.$queryRaw`SELECT 1 FROM api_keys WHERE role = 'admin' FOR UPDATE`,
      waiting: 2,
      start: () => Promise.all([ann.delete(bobUrl), bob.delete(annUrl)]),
    })
    const live = [(await ann.get('/v1/me')).status, (await bob.get('/v1/me')).status]
    assert.deepEqual(live.sort(), [200, 401])
  })
})
