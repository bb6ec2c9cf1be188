import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { makeOutlet } from '../feeds/outlet.ts'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'

describe('keys of an endpoint', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage.close())

  it('are shown once, stand in a list without the secret, and say when they were used', async () => {
    const { endpointId, key, client } = await makeOutlet(stage)
    expectStatus(await client.get('/v1/wire/items'), 200)
    const { items } = expectStatus(await stage.admin.get(`/v1/endpoints/${endpointId}/keys`), 200).json
    assert.equal(items.length, 1)
    assert.equal(items[0].prefix, key.slice(0, items[0].prefix.length))
    assert.ok(items[0].lastUsedAt)
    assert.ok(!JSON.stringify(items).includes(key))
  })

  it('follow one another without a gap; a revoked one is refused at once, and revoking twice is revoking once', async () => {
    const { endpointId, client } = await makeOutlet(stage)
    const second = stage.as((await stage.admin.post(`/v1/endpoints/${endpointId}/keys`, { name: 'The next' })).json.key)
    for (const one of [client, second]) expectStatus(await one.get('/v1/wire/items'), 200)
    const [first] = (await stage.admin.get(`/v1/endpoints/${endpointId}/keys`)).json.items
    for (const _ of [1, 2]) expectStatus(await stage.admin.delete(`/v1/endpoints/${endpointId}/keys/${first.id}`), 204)
    assert.equal((await client.get('/v1/wire/items')).problem, 'unauthorized')
    expectStatus(await second.get('/v1/wire/items'), 200)
    const events = (await stage.admin.get(`/v1/events?subjectType=endpoint&subjectId=${endpointId}`)).json.items
    const kinds = events.map(({ kind }: { kind: string }) => kind)
    assert.equal(kinds.filter((kind: string) => kind === 'endpoint-key.revoked').length, 1)
    assert.equal(kinds.filter((kind: string) => kind === 'endpoint-key.created').length, 2)
  })

  it('are refused once their endpoint or outlet is archived', async () => {
    const [one, two] = [await makeOutlet(stage), await makeOutlet(stage)]
    expectStatus(await stage.admin.delete(`/v1/endpoints/${one.endpointId}`), 204)
    expectStatus(await stage.admin.delete(`/v1/outlets/${two.outletId}`), 204)
    for (const { client } of [one, two]) assert.equal((await client.get('/v1/wire/items')).status, 401)
    const again = await stage.admin.post(`/v1/endpoints/${one.endpointId}/keys`, { name: 'Late' })
    assert.equal(again.problem, 'wrong-state')
  })

  it('are only for machines, only made by admins, and never over when they are made', async () => {
    const { endpointIds } = await stage.list([{ channel: 'email' }, { channel: 'webhook' }])
    const [mail, hook] = endpointIds
    assert.equal((await stage.admin.post(`/v1/endpoints/${mail}/keys`, { name: 'x' })).problem, 'wrong-state')
    assert.equal((await stage.editor.post(`/v1/endpoints/${hook}/keys`, { name: 'x' })).problem, 'forbidden')
    const over = await stage.admin.post(`/v1/endpoints/${hook}/keys`, { name: 'x', expiresAt: '2020-01-01T00:00:00Z' })
    assert.equal(over.problem, 'instant-past')
    assert.equal((await stage.submitter.get(`/v1/endpoints/${hook}/keys`)).status, 403)
    assert.equal((await stage.admin.get('/v1/endpoints/019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f/keys')).problem, 'not-found')
  })

  it('an endpoint without an address keeps the id that was made up for it', async () => {
    const { endpointIds } = await stage.list([{ channel: 'feed' }, { channel: 'feed' }])
    const [one, two] = await Promise.all(endpointIds.map(async (id) => await stage.admin.get(`/v1/endpoints/${id}`)))
    assert.notEqual(one?.json.address, two?.json.address)
    const patched = await stage.admin.patch(
      `/v1/endpoints/${one?.json.id}`,
      { settings: { entries: 20 } },
      { 'if-match': String(one?.headers.etag) },
    )
    assert.equal(expectStatus(patched, 200).json.address, one?.json.address)
    assert.equal(patched.json.settings.entries, 20)
  })
})
