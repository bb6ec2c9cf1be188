import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeJournalist, makeList, makeMailbox, makeOutlet } from './factories.ts'

let service: Service
before(async () => {
  service = await startService()
})
after(() => service.close())

const nobody = '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id)

describe('an outlet list', () => {
  test('201, reads back, is changed under its ETag, and the event says what changed', async () => {
    const { admin, deps } = service
    const body = {
      name: 'Gulf',
      rule: { include: { countries: ['AE', 'SA'], languages: ['AR'], sectors: ['energy'], channels: ['email'] } },
    }
    const made = expectStatus(await admin.post('/v1/outlet-lists', body), 201)
    const { id } = made.json
    assert.deepEqual(made.json.rule, { include: { ...body.rule.include, languages: ['ar'] } })
    assert.deepEqual(expectStatus(await admin.get(`/v1/outlet-lists/${id}`), 200).json, made.json)
    const changed = await admin.patch(`/v1/outlet-lists/${id}`, { rule: null }, { 'if-match': '"1"' })
    assert.equal(expectStatus(changed, 200).json.rule, null)
    assert.equal(changed.json.name, 'Gulf')
    expectStatus(await admin.patch(`/v1/outlet-lists/${id}`, { name: 'X' }, { 'if-match': '"1"' }), 412)
    expectStatus(await admin.patch(`/v1/outlet-lists/${id}`, { name: 'X' }), 428)
    const event = await deps.db.event.findFirstOrThrow({ where: { kind: 'outlet-list.changed', subjectId: id } })
    assert.deepEqual(event.data, { before: { rule: made.json.rule }, after: { rule: null } })
  })

  const wrong: [field: string, over: Record<string, unknown>, pointer: string][] = [
    ['no name', { name: '' }, '/name'],
    ['an owner that there is not', { ownerAccountId: nobody }, '/ownerAccountId'],
    ['a visibility that there is not', { visibility: 'friends' }, '/visibility'],
    ['a rule for a country that there is not', { rule: { include: { countries: ['AE', 'XX'] } } }, '/rule/include/countries/1'],
    ['a rule for no country at all', { rule: { include: { countries: [] } } }, '/rule/include/countries'],
    ['a rule for an unknown sector', { rule: { exclude: { sectors: ['alchemy'] } } }, '/rule/exclude/sectors/0'],
    ['a rule for an unknown channel', { rule: { include: { channels: ['pigeon'] } } }, '/rule/include/channels/0'],
    ['a rule for a language that there is not', { rule: { include: { languages: ['x'] } } }, '/rule/include/languages/0'],
    ['a rule for a region that there is not', { rule: { include: { regions: ['atlantis'] } } }, '/rule/include/regions/0'],
    ['a rule for a tier that there is not', { rule: { include: { tiers: [0] } } }, '/rule/include/tiers/0'],
    ['a rule for a kind that there is not', { rule: { include: { kinds: ['blogger'] } } }, '/rule/include/kinds/0'],
    ['a rule of an unknown criterion', { rule: { include: { moods: ['sunny'] } } }, '/rule/include/moods'],
    ['a rule that leaves everybody out', { rule: { exclude: {} } }, '/rule/exclude'],
    ['a price of two lines', { price: 'Gold\nSilver' }, '/price'],
    ['a part that there is not', { parts: [{ outletListId: nobody, operation: 'union' }] }, '/parts/0/outletListId'],
    ['a part of no operation', { parts: [{ outletListId: nobody, operation: 'both' }] }, '/parts/0/operation'],
    ['a description with a NUL', { description: 'a\0b' }, '/description'],
  ]
  for (const [field, over, pointer] of wrong) {
    test(`422 for ${field}, with a pointer to it`, async () => {
      const answer = expectStatus(await service.admin.post('/v1/outlet-lists', { name: 'A', ...over }), 422)
      assert.equal(answer.problem, 'invalid')
      assert.equal(answer.json.errors[0].pointer, pointer)
    })
  }

  test('archived, it is in no list, cannot be changed, and nobody may send to it', async () => {
    const { admin } = service
    const id = await makeList(admin, { name: 'Closed list' })
    expectStatus(await admin.delete(`/v1/outlet-lists/${id}`), 204)
    assert.deepEqual((await admin.get('/v1/outlet-lists?q=closed')).json.items, [])
    assert.deepEqual(idsOf((await admin.get('/v1/outlet-lists?q=closed&archived=true')).json.items), [id])
    expectStatus(await admin.patch(`/v1/outlet-lists/${id}`, { name: 'X' }, { 'if-match': '*' }), 409)
    expectStatus(await admin.post(`/v1/outlet-lists/${id}/members`, {}), 409)
    expectStatus(await admin.delete(`/v1/outlet-lists/${id}`), 204)
    const submitter = await service.client('submitter')
    expectStatus(await submitter.get(`/v1/outlet-lists/${id}`), 404)
  })
})

describe('whose list it is', () => {
  test('a submitter sees the lists it may send to; a foreign private one looks like a missing one', async () => {
    const { admin } = service
    const [mine, other] = [await service.client('submitter'), await service.client('submitter')]
    const open = await makeList(admin, { name: 'Whose: open' })
    const own = await makeList(admin, { name: 'Whose: own', ownerAccountId: mine.accountId, visibility: 'owner' })
    const foreign = await makeList(admin, { name: 'Whose: foreign', ownerAccountId: other.accountId, visibility: 'owner' })
    const wires = await makeList(admin, { name: 'Whose: wire', visibility: 'owner' })
    const closed = await makeList(admin, { name: 'Whose: closed' })
    await admin.delete(`/v1/outlet-lists/${closed}`)
    assert.deepEqual(idsOf((await mine.get('/v1/outlet-lists?q=whose&archived=true')).json.items), [open, own])
    assert.deepEqual(idsOf((await admin.get('/v1/outlet-lists?q=whose')).json.items), [open, own, foreign, wires])
    expectStatus(await mine.get(`/v1/outlet-lists/${own}`), 200)
    for (const id of [foreign, wires, nobody]) {
      const [read, preview] = [
        await mine.get(`/v1/outlet-lists/${id}`),
        await mine.get(`/v1/outlet-lists/${id}/preview?language=ar`),
      ]
      assert.equal(expectStatus(read, 404).json.detail, expectStatus(preview, 404).json.detail)
    }
  })

  test('a submitter changes nothing and sees no members; an editor sees them and changes nothing', async () => {
    const { admin } = service
    const id = await makeList(admin)
    const submitter = await service.client('submitter')
    const editor = await service.client('editor')
    expectStatus(await submitter.get(`/v1/outlet-lists/${id}/members`), 403)
    expectStatus(await editor.get(`/v1/outlet-lists/${id}/members`), 200)
    for (const client of [submitter, editor]) {
      expectStatus(await client.post('/v1/outlet-lists', { name: 'Mine' }), 403)
      expectStatus(await client.patch(`/v1/outlet-lists/${id}`, { name: 'X' }, { 'if-match': '"1"' }), 403)
      expectStatus(await client.delete(`/v1/outlet-lists/${id}`), 403)
      expectStatus(await client.put(`/v1/outlet-lists/${id}/members/outlets/${nobody}`), 403)
      expectStatus(await client.delete(`/v1/outlet-lists/${id}/members/outlets/${nobody}`), 403)
      expectStatus(await client.post(`/v1/outlet-lists/${id}/members`, { outletIds: [] }), 403)
    }
  })
})

describe('members', () => {
  test('are put on and taken off one by one, again and again to the same effect', async () => {
    const { admin, deps } = service
    const id = await makeList(admin)
    const outletId = await makeOutlet(admin)
    const journalistId = await makeJournalist(admin)
    const paths = [`outlets/${outletId}`, `journalists/${journalistId}`].map((path) => `/v1/outlet-lists/${id}/members/${path}`)
    for (const path of [...paths, ...paths]) expectStatus(await admin.put(path), 204)
    const { items } = expectStatus(await admin.get(`/v1/outlet-lists/${id}/members`), 200).json
    assert.deepEqual(items, [
      { outletId, journalistId: null, name: 'Al-Bayan', country: 'AE' },
      { outletId: null, journalistId, name: 'Layla Haddad', country: null },
    ])
    for (const path of [...paths, ...paths]) expectStatus(await admin.delete(path), 204)
    assert.deepEqual((await admin.get(`/v1/outlet-lists/${id}/members`)).json.items, [])
    const events = await deps.db.event.findMany({ where: { subjectId: id }, orderBy: { id: 'asc' } })
    const [added, removed] = ['outlet-list.member-added', 'outlet-list.member-removed']
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['outlet-list.created', added, added, removed, removed],
    )
  })

  test('many at once, each once; the answer counts the new ones', async () => {
    const { admin } = service
    const id = await makeList(admin)
    const outletIds = [await makeOutlet(admin), await makeOutlet(admin)]
    const journalistIds = [await makeJournalist(admin)]
    const first = await admin.post(`/v1/outlet-lists/${id}/members`, { outletIds: [...outletIds, ...outletIds] })
    assert.deepEqual(expectStatus(first, 200).json, { outlets: 2, journalists: 0 })
    const second = await admin.post(`/v1/outlet-lists/${id}/members`, { outletIds, journalistIds })
    assert.deepEqual(expectStatus(second, 200).json, { outlets: 0, journalists: 1 })
    const page = (await admin.get(`/v1/outlet-lists/${id}/members?limit=2`)).json
    const rest = (await admin.get(`/v1/outlet-lists/${id}/members?limit=2&cursor=${page.nextCursor}`)).json
    assert.equal(page.items.length + rest.items.length, 3)
    assert.equal(rest.nextCursor, null)
  })

  test('422 when one of many is missing or archived, and nobody is added', async () => {
    const { admin } = service
    const id = await makeList(admin)
    const [outletId, archivedId] = [await makeOutlet(admin), await makeOutlet(admin)]
    await admin.delete(`/v1/outlets/${archivedId}`)
    const answer = await admin.post(`/v1/outlet-lists/${id}/members`, { outletIds: [outletId, nobody, archivedId] })
    assert.deepEqual(
      expectStatus(answer, 422).json.errors.map(({ pointer }: { pointer: string }) => pointer),
      ['/outletIds/1', '/outletIds/2'],
    )
    assert.deepEqual((await admin.get(`/v1/outlet-lists/${id}/members`)).json.items, [])
  })

  test('404 for a list or a member that there is not', async () => {
    const { admin } = service
    const id = await makeList(admin)
    const outletId = await makeOutlet(admin)
    expectStatus(await admin.put(`/v1/outlet-lists/${id}/members/outlets/${nobody}`), 404)
    expectStatus(await admin.put(`/v1/outlet-lists/${id}/members/journalists/${outletId}`), 404)
    expectStatus(await admin.put(`/v1/outlet-lists/${nobody}/members/outlets/${outletId}`), 404)
    expectStatus(await admin.post(`/v1/outlet-lists/${nobody}/members`, { outletIds: [outletId] }), 404)
    expectStatus(await admin.get(`/v1/outlet-lists/${nobody}/members`), 404)
  })

  test('an archived outlet leaves the members', async () => {
    const { admin } = service
    const id = await makeList(admin)
    const outletId = await makeOutlet(admin)
    await makeMailbox(admin, `outlets/${outletId}`, 'desk@outlet.example')
    await admin.put(`/v1/outlet-lists/${id}/members/outlets/${outletId}`)
    await admin.delete(`/v1/outlets/${outletId}`)
    assert.deepEqual((await admin.get(`/v1/outlet-lists/${id}/members`)).json.items, [])
    const preview = (await admin.get(`/v1/outlet-lists/${id}/preview?language=ar`)).json
    assert.equal(preview.endpoints, 0)
    assert.deepEqual(preview.leftOut, [])
  })
})
