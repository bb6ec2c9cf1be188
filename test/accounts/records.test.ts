import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Answer, Client } from '../harness/client.ts'
import { expectStatus } from '../harness/client.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'
import { eventOf, withoutKey } from './mutations.ts'
import { mutationsOf, routesOf } from './route-table.ts'

const someId = '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'
const anyRevision = { 'if-match': '*' }
const inAnHour = () => ({ releaseAt: new Date(Date.now() + 3_600_000).toISOString() })

describe('every change', () => {
  let stage: Stage
  let list: Awaited<ReturnType<Stage['list']>>
  before(async () => {
    stage = await startStage()
    list = await stage.list([{}, {}])
  })
  after(() => stage.close())

  it('says which event it writes: no route that changes something is left out', () => {
    const names = mutationsOf(stage.app).map(({ name }) => name)
    assert.ok(names.length > 50, `only ${names.length} routes`)
    assert.deepEqual(
      names.filter((name) => !(name in eventOf)),
      [],
      'say in test/accounts/mutations.ts which event they write',
    )
    assert.deepEqual(
      Object.keys(eventOf).filter((name) => !names.includes(name)),
      [],
      'there are no such routes any more',
    )
  })

  it('403 is refused to an auditor, on every route that makes one', async () => {
    const auditor = await stage.client('auditor')
    const count = () => stage.deps.db.event.count()
    const before = await count()
    for (const { method, path, name } of mutationsOf(stage.app)) {
      if (withoutKey.includes(name)) continue
      const url = path.replace(':number', '1').replace(':key', 'energy').replaceAll(/:\w+/g, someId)
      const answer = await auditor.send(method, url, {}, anyRevision)
      assert.deepEqual([name, answer.status, answer.problem], [name, 403, 'forbidden'])
    }
    assert.equal(await count(), before)
  })

  it('an auditor may read whatever anybody may', async () => {
    const auditor = await stage.client('auditor')
    for (const { method, path, name } of routesOf(stage.app)) {
      if (method !== 'GET' || !path.startsWith('/v1/')) continue
      const url = path.replace(':number', '1').replace(':key', 'energy').replaceAll(/:\w+/g, someId)
      assert.notEqual((await auditor.get(url)).status, 403, name)
    }
  })

  /** Does something and finds the one event that it wrote: by whom, with which key, from where. */
  const record = async (client: Client, route: string, act: () => Promise<Answer>): Promise<Answer> => {
    const newest = { orderBy: { id: 'desc' }, select: { id: true } } as const
    const last = await stage.deps.db.event.findFirstOrThrow(newest)
    const answer = await act()
    assert.ok(answer.status < 300, `${route}: ${answer.status} ${answer.text}`)
    const { key } = expectStatus(await client.get('/v1/me'), 200).json
    const written = await stage.deps.db.event.findMany({ where: { id: { gt: last.id } }, orderBy: { id: 'asc' } })
    const [event] = written
    assert.deepEqual(
      written.map(({ kind, actor, keyId, ip }) => [route, kind, actor, keyId, ip]),
      [[route, eventOf[route], key.name, key.id, '127.0.0.1']],
    )
    assert.ok(Object.keys(Object(event?.data)).length > 0, `${route}: ${event?.kind} says nothing of what changed`)
    return answer
  }

  it('of accounts, keys, issuers and their authorisations is on record', async () => {
    const { admin } = stage
    const make = (route: string, url: string, body: object) => record(admin, route, () => admin.post(url, body))
    const account = (await make('POST /v1/accounts', '/v1/accounts', { name: 'One', kind: 'agency' })).json.id
    const own = `/v1/accounts/${account}`
    await record(admin, 'PATCH /v1/accounts/:id', () => admin.patch(own, { limits: { concurrency: 5 } }, anyRevision))
    const key = (await make('POST /v1/accounts/:id/keys', `${own}/keys`, { name: 'Key', role: 'submitter' })).json.id
    await record(admin, 'DELETE /v1/accounts/:id/keys/:keyId', () => admin.delete(`${own}/keys/${key}`))
    const issuer = (await make('POST /v1/issuers', '/v1/issuers', { names: { en: 'Issuer' } })).json.id
    const pair = `${own}/issuers/${issuer}`
    await record(admin, 'PUT /v1/accounts/:id/issuers/:issuerId', () => admin.put(pair))
    await record(admin, 'DELETE /v1/accounts/:id/issuers/:issuerId', () => admin.delete(pair))
    await record(admin, 'PATCH /v1/issuers/:id', () => admin.patch(`/v1/issuers/${issuer}`, { domain: 'x.example' }, anyRevision))
    await record(admin, 'DELETE /v1/issuers/:id', () => admin.delete(`/v1/issuers/${issuer}`))
    await record(admin, 'DELETE /v1/accounts/:id', () => admin.delete(own))
  })

  it('of the wire, its sectors and its suppressions is on record', async () => {
    const { admin } = stage
    await record(admin, 'PATCH /v1/wire', () => admin.patch('/v1/wire', { name: 'Another name' }, anyRevision))
    expectStatus(await admin.put('/v1/sectors/new-one', { labels: { en: 'New' } }), 201)
    await record(admin, 'PUT /v1/sectors/:key', () => admin.put('/v1/sectors/new-one', { labels: { en: 'Newer' } }))
    await record(admin, 'DELETE /v1/sectors/:key', () => admin.delete('/v1/sectors/new-one'))
    const body = { channel: 'email', address: 'someone@outlet.example' }
    const made = await record(admin, 'POST /v1/suppressions', () => admin.post('/v1/suppressions', body))
    await record(admin, 'DELETE /v1/suppressions/:id', () => admin.delete(`/v1/suppressions/${made.json.id}?reason=Asked`))
  })

  it('of outlets, journalists, endpoints and lists is on record', async () => {
    const { admin } = stage
    const subject = { country: 'AE', languages: ['en'], sectors: [] }
    const make = async (route: string, url: string, body: object) =>
      (await record(admin, route, () => admin.post(url, body))).json.id
    const outlet = await make('POST /v1/outlets', '/v1/outlets', { ...subject, name: 'Outlet', timeZone: 'Asia/Dubai' })
    const journalist = await make('POST /v1/journalists', '/v1/journalists', { ...subject, name: 'Journalist', outletIds: [] })
    const mail = { channel: 'email', settings: { to: 'desk@outlet.example' } }
    const endpoint = await make('POST /v1/outlets/:id/endpoints', `/v1/outlets/${outlet}/endpoints`, mail)
    await make('POST /v1/journalists/:id/endpoints', `/v1/journalists/${journalist}/endpoints`, mail)
    const made = await make('POST /v1/outlet-lists', '/v1/outlet-lists', { name: 'A list' })
    const members = `/v1/outlet-lists/${made}/members`
    for (const [type, id] of Object.entries({ outlets: outlet, journalists: journalist })) {
      const url = `${members}/${type}/${id}`
      await record(admin, `PUT /v1/outlet-lists/:id/members/${type}/:memberId`, () => admin.put(url))
      await record(admin, `DELETE /v1/outlet-lists/:id/members/${type}/:memberId`, () => admin.delete(url))
    }
    const many = { outletIds: [outlet] }
    await record(admin, 'POST /v1/outlet-lists/:id/members', () => admin.post(members, many))
    const things = { endpoints: endpoint, outlets: outlet, journalists: journalist, 'outlet-lists': made }
    for (const [type, id] of Object.entries(things)) {
      const change = type === 'endpoints' ? { pacePerMinute: 7 } : { name: 'Another name' }
      await record(admin, `PATCH /v1/${type}/:id`, () => admin.patch(`/v1/${type}/${id}`, change, anyRevision))
      await record(admin, `DELETE /v1/${type}/:id`, () => admin.delete(`/v1/${type}/${id}`))
    }
  })

  it('of holds, entitlements and erasures is on record', async () => {
    const { admin } = stage
    const { accountId } = stage.submitter
    const held = {
      '/v1/wire': '/v1/wire',
      '/v1/accounts/:id': `/v1/accounts/${accountId}`,
      '/v1/issuers/:id': `/v1/issuers/${stage.issuerId}`,
      '/v1/outlet-lists/:id': `/v1/outlet-lists/${list.id}`,
      '/v1/channels/:channel': '/v1/channels/email',
      '/v1/hosts/:host': '/v1/hosts/outlet.example',
    }
    for (const [path, url] of Object.entries(held)) {
      await record(admin, `PUT ${path}/hold`, () => admin.put(`${url}/hold`, { reason: 'A wrong figure' }))
      await record(admin, `DELETE ${path}/hold`, () => admin.delete(`${url}/hold?reason=Over`))
    }
    const sold = expectStatus(await admin.post('/v1/outlet-lists', { name: 'Sold', visibility: 'catalogue' }), 201).json.id
    const url = `/v1/outlet-lists/${sold}/entitlements/${accountId}`
    await record(admin, 'PUT /v1/outlet-lists/:id/entitlements/:accountId', () => admin.put(url))
    await record(admin, 'DELETE /v1/outlet-lists/:id/entitlements/:accountId', () => admin.delete(url))
    const person = { name: 'Somebody', country: 'AE', languages: ['en'], sectors: [], outletIds: [] }
    const { id } = expectStatus(await admin.post('/v1/journalists', person), 201).json
    const erase = () => admin.put(`/v1/journalists/${id}/erasure`, { reason: 'Asked for it' })
    await record(admin, 'PUT /v1/journalists/:id/erasure', erase)
  })

  it('of the secrets of an endpoint, and of its tests, is on record', async () => {
    const { admin } = stage
    const outlet = { name: 'Al-Bayan', country: 'AE', languages: ['ar'], sectors: [], timeZone: 'Asia/Dubai' }
    const { id } = expectStatus(await admin.post('/v1/outlets', outlet), 201).json
    const hook = { channel: 'webhook', settings: { url: `${stage.hooks.url}/nobody` } }
    const endpoint = expectStatus(await admin.post(`/v1/outlets/${id}/endpoints`, hook), 201).json
    const path = `/v1/endpoints/${endpoint.id}`
    await record(admin, 'POST /v1/endpoints/:id/secrets', () => admin.post(`${path}/secrets`, {}, anyRevision))
    const end = () => admin.delete(`${path}/secrets/previous`, anyRevision)
    await record(admin, 'DELETE /v1/endpoints/:id/secrets/previous', end)
    await record(admin, 'POST /v1/endpoints/:id/tests', () => admin.post(`${path}/tests`, {}))
  })

  it('of imports is on record', async () => {
    const { admin } = stage
    const file = 'kind,externalId,name,country,languages,timeZone\r\noutlet,r-1,Record,AE,en,Asia/Dubai\r\n'
    const check = () => admin.post('/v1/outlets/imports', file, { 'content-type': 'text/csv' })
    const first = (await record(admin, 'POST /v1/outlets/imports', check)).json.id
    await record(admin, 'DELETE /v1/outlets/imports/:id', () => admin.delete(`/v1/outlets/imports/${first}`))
    const second = expectStatus(await check(), 201).json.id
    const apply = () => admin.put(`/v1/outlets/imports/${second}/application`)
    await record(admin, 'PUT /v1/outlets/imports/:id/application', apply)
  })

  it('of a file is on record', async () => {
    const { submitter } = stage
    const type = { 'content-type': 'application/pdf' }
    const hand = () => submitter.post('/v1/attachments', '%PDF-1.4\n%%EOF\n', type)
    const { id } = (await record(submitter, 'POST /v1/attachments', hand)).json
    await record(submitter, 'DELETE /v1/attachments/:id', () => submitter.delete(`/v1/attachments/${id}`))
  })

  it('of a release, its review and its publication is on record', async () => {
    const { submitter, editor } = stage
    const release = {
      issuerIds: [stage.issuerId],
      source: { kind: 'issuer' },
      editions: [edition('en')],
      contacts: [{ name: 'Press office', email: 'press@acme.example' }],
      targets: [{ language: 'en', outletListId: list.id }],
    }
    const made = await record(submitter, 'POST /v1/releases', () => submitter.post('/v1/releases', release))
    const path = `/v1/releases/${made.json.id}`
    const put = (who: Client, at: string, what: string, body?: object) => {
      const route = `PUT /v1/releases/:id${at ? '/versions/:number' : ''}${what}`
      return record(who, route, () => who.put(`${path}${at}${what}`, body, anyRevision))
    }
    const undo = (who: Client, at: string, what: string) => {
      const route = `DELETE /v1/releases/:id${at ? '/versions/:number' : ''}${what}`
      return record(who, route, () => who.delete(`${path}${at}${what}${what.endsWith('/hold') ? '?reason=Over' : ''}`))
    }
    const reason = { reason: 'Because.' }
    for (const at of ['', '/versions/1']) {
      await put(submitter, at, '', { ...release, reference: `Again ${at}` })
      await put(submitter, at, '/submission')
      await put(editor, at, '/hold', reason)
      await put(editor, at, '/return', reason)
      await put(submitter, at, '/submission')
      await put(editor, at, '/approval')
      await undo(editor, at, '/approval')
      await put(editor, at, '/approval')
      await put(submitter, at, '/publication', inAnHour())
      await put(editor, at, '/publication/hold', reason)
      await undo(editor, at, '/publication/hold')
      await undo(submitter, at, '/publication')
      await undo(submitter, at, '/submission')
    }
    await put(submitter, '', '/submission')
    const declined = await put(editor, '', '/decline', reason)
    const { items } = (await submitter.get(`${path}/events?limit=1`)).json
    assert.deepEqual([items[0].reason, items[0].data.before, items[0].data.after], ['Because.', 'submitted', 'declined'])
    assert.equal(declined.json.state, 'declined')
  })
})
