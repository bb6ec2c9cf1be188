import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { roles } from '../../src/http/principal.ts'
import { type Answer, type Client, expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Service, startService } from '../harness/service.ts'
import { handIn, newRelease, openPressOffice, type PressOffice, submit } from '../releases/press-office.ts'

const clock = handClock('2026-11-23T09:00:00Z')
const Method = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
const Body = z.looseObject({ example: z.unknown().optional(), $ref: z.string().optional() })
const Operation = z.looseObject({
  requestBody: z
    .looseObject({ content: z.looseObject({ 'application/json': z.looseObject({ schema: Body }).optional() }) })
    .optional(),
})
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), Body) }),
})
const someId = '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'

describe('a test key', () => {
  let service: Service
  let office: PressOffice
  let tester: PressOffice
  before(async () => {
    service = await startService({ clock })
    office = await openPressOffice(service)
    tester = { ...office, ...(await service.client('submitter', office.accountId, 'test')) }
  })
  after(() => service.close())

  /** Every operation of the API, with a body that it would take. */
  const operations = async () => {
    const { paths, components } = Document.parse((await service.as().get('/openapi.json')).json)
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { requestBody }]) => {
        const schema = requestBody?.content['application/json']?.schema
        const named = schema?.$ref ? components.schemas[schema.$ref.split('/').at(-1) ?? ''] : schema
        return { method: Method.parse(method.toUpperCase()), path, body: named?.example }
      }),
    )
  }
  const at = (path: string, releaseId = someId) =>
    path
      .replace('{number}', '1')
      .replace('/releases/{id}', `/releases/${releaseId}`)
      .replaceAll(/\{\w+\}/g, someId)
  const told = ({ status, problem }: Answer) => `${status} ${problem}`

  it('201 is told by its first letters, and says what it is wherever it is shown', async () => {
    const url = `/v1/accounts/${office.accountId}/keys`
    const made = expectStatus(await service.admin.post(url, { name: 'Trying', role: 'submitter', mode: 'test' }), 201).json
    const live = expectStatus(await service.admin.post(url, { name: 'Press office', role: 'submitter' }), 201).json
    assert.deepEqual([made.mode, made.key.slice(0, 8), made.prefix.slice(0, 8)], ['test', 'dl_test_', 'dl_test_'])
    assert.deepEqual([live.mode, live.key.slice(0, 8)], ['live', 'dl_live_'])
    assert.equal((await service.as(made.key).get('/v1/me')).json.key.mode, 'test')
    const listed = (await service.admin.get(url)).json.items
    assert.equal(listed.find(({ id }: { id: string }) => id === made.id).mode, 'test')
    const [created] = (await service.admin.get(`/v1/events?subjectId=${made.id}`)).json.items
    assert.equal(created.data.after.mode, 'test')
    assert.equal((await service.admin.post(url, { name: 'X', role: 'submitter', mode: 'dry' })).problem, 'invalid')
    const swapped = service.as(made.key.replace('dl_test_', 'dl_live_'))
    expectStatus(await swapped.get('/v1/me'), 401)
  })

  it('200 of any role, reads what that role reads', async () => {
    for (const role of roles) {
      const client = await service.client(role, undefined, 'test')
      for (const url of [
        '/v1/me',
        '/v1/wire',
        '/v1/sectors',
        '/v1/outlet-lists',
        '/v1/issuers',
        '/v1/accounts',
        '/v1/releases',
      ]) {
        expectStatus(await client.get(url), 200)
      }
      expectStatus(await client.get('/v1/outlets'), role === 'submitter' ? 403 : 200)
    }
    expectStatus(await tester.get(`/v1/issuers/${office.issuerId}`), 200)
  })

  it('403 changes nothing but test releases: a route is closed to it unless it says otherwise', async () => {
    const admin = await service.client('admin', undefined, 'test')
    const open: string[] = []
    for (const { method, path } of await operations()) {
      const isPublic = (await service.as().send(method, at(path))).status !== 401
      if (method === 'GET' || isPublic) continue
      const answer = await admin.send(method, at(path))
      if (answer.problem !== 'test-key') open.push(`${method} ${path}`)
      else assert.equal(answer.status, 403)
    }
    const steps = ['submission', 'approval', 'return', 'hold', 'decline', 'publication']
    const moves = ['/v1/releases/{id}', '/v1/releases/{id}/versions/{number}'].flatMap((path) => [
      `PUT ${path}`,
      ...steps.map((step) => `PUT ${path}/${step}`),
      ...['submission', 'approval', 'publication'].map((step) => `DELETE ${path}/${step}`),
    ])
    const files = ['POST /v1/attachments', 'DELETE /v1/attachments/{id}']
    const acceptance = '/v1/releases/{id}/versions/{number}/editions/{language}/warnings/{key}/acceptance'
    const translation = '/v1/releases/{id}/translations/{translationId}'
    const texts = [
      ...['PUT', 'DELETE'].map((method) => `${method} ${acceptance}`),
      ...['provider', 'draft', 'review', 'delivery'].map((step) => `PUT ${translation}/${step}`),
      `DELETE ${translation}`,
      'POST /v1/releases/{id}/translations',
    ]
    assert.deepEqual(
      open.sort(),
      [
        ...moves,
        ...texts,
        ...files,
        'POST /v1/releases',
        'POST /v1/releases/{id}/redeliveries',
        'POST /v1/releases/{id}/versions',
      ].sort(),
    )
  })

  it('200 reads the events of tests only; who submits live those of live releases, and the wire’s people all', async () => {
    const releases = { test: await submit(tester), live: await submit(office) }
    const kindsIn = async (client: Client, url: string) =>
      expectStatus(await client.get(url), 200).json.items.map(({ kind }: { kind: string }) => kind)
    const testAdmin = await service.client('admin', undefined, 'test')
    const kinds = ['release.submitted', 'release.created']
    for (const client of [tester, testAdmin]) assert.deepEqual(await kindsIn(client, `${releases.test.path}/events`), kinds)
    const readers: [Client, { test: boolean; live: boolean }][] = [
      [tester, { test: true, live: false }],
      [testAdmin, { test: true, live: false }],
      [office, { test: false, live: true }],
      [service.admin, { test: true, live: true }],
    ]
    for (const [client, sees] of readers) {
      for (const mode of ['test', 'live'] as const) {
        const seen = await kindsIn(client, `/v1/events?releaseId=${releases[mode].id}`)
        assert.deepEqual(seen, sees[mode] ? kinds : [])
      }
    }
  })

  it('404 on every route of a release, a key of the other mode finds nothing, not even an admin’s', async () => {
    const testAdmin = await service.client('admin', undefined, 'test')
    const releases = { test: (await submit(tester)).id, live: (await submit(office)).id }
    const pairs = [
      { own: testAdmin, foreign: service.admin, releaseId: releases.test },
      { own: service.admin, foreign: testAdmin, releaseId: releases.live },
    ]
    const routes = (await operations()).filter(({ path }) => path.startsWith('/v1/releases/{id}'))
    assert.ok(routes.length > 20)
    for (const { own, foreign, releaseId } of pairs) {
      for (const { method, path, body } of routes) {
        const ask = async (id: string) => told(await foreign.send(method, at(path, id), body, { 'if-match': '*' }))
        const answer = await ask(releaseId)
        assert.equal(answer, await ask(someId), `${method} ${path}: as if there were none`)
        assert.match(answer, method === 'GET' ? /^404 / : /^4/, `${method} ${path}`)
      }
      // It was there all the time.
      for (const path of ['', '/status', '/events', '/versions', '/deliveries', '/deliveries.csv', '/versions/1']) {
        expectStatus(await own.get(`/v1/releases/${releaseId}${path}`), 200)
      }
    }
  })

  it('200 lists its own kind only, by reference too', async () => {
    const reference = { reference: 'the same' }
    const releases = { test: (await handIn(tester, reference)).id, live: (await handIn(office, reference)).id }
    const seen = async (client: Client, query = '') =>
      (await client.get(`/v1/releases${query}`)).json.items.map(({ id, test }: { id: string; test: boolean }) => [id, test])
    assert.deepEqual(await seen(tester, '?reference=the same'), [[releases.test, true]])
    assert.deepEqual(await seen(office, '?reference=the same'), [[releases.live, false]])
    for (const client of [office, service.admin]) assert.ok((await seen(client)).every(([, test]: [string, boolean]) => !test))
    assert.ok((await seen(tester)).every(([, test]: [string, boolean]) => test))
  })

  it('201 a test stands in nobody’s way: the same text, the same Idempotency-Key, live', async () => {
    const body = newRelease(office)
    expectStatus(await tester.post('/v1/releases', body), 201)
    assert.equal(expectStatus(await tester.post('/v1/releases', body), 409).problem, 'duplicate-release')
    expectStatus(await office.post('/v1/releases', body), 201)
    assert.equal(expectStatus(await office.post('/v1/releases', body), 409).problem, 'duplicate-release')
    const once = { 'idempotency-key': 'one and the same' }
    const made = await Promise.all([tester, office].map((client) => client.post('/v1/releases', newRelease(office), once)))
    assert.deepEqual(
      made.map(({ status, json }) => [status, json.test]),
      [
        [201, true],
        [201, false],
      ],
    )
  })

  it('200 a submitter reviews its own tests, and nobody else’s; live it reviews nothing', async () => {
    const reason = { reason: 'To see what happens.' }
    for (const verdict of ['return', 'hold', 'decline']) {
      const release = await submit(tester)
      assert.equal(expectStatus(await tester.put(`${release.path}/${verdict}`, reason), 200).json.stateReason, reason.reason)
    }
    const release = await submit(tester)
    const stranger = await service.client('submitter', undefined, 'test')
    assert.equal((await stranger.put(`${release.path}/approval`, { hash: release.hash })).problem, 'not-found')
    assert.equal(expectStatus(await tester.put(`${release.path}/approval`, { hash: release.hash }), 200).json.state, 'approved')
    assert.equal(expectStatus(await tester.delete(`${release.path}/approval`), 200).json.state, 'submitted')
    const editor = await service.client('editor', undefined, 'test')
    expectStatus(await editor.put(`${release.path}/approval`, { hash: release.hash }), 200)
    const auditor = await service.client('auditor', undefined, 'test')
    assert.equal((await auditor.delete(`${release.path}/approval`)).problem, 'forbidden')
    const live = await submit(office)
    assert.equal((await office.put(`${live.path}/approval`, { hash: live.hash })).problem, 'forbidden')
  })

  it('409 is no way in for an admin: the last live admin key stays', async () => {
    await service.client('admin', undefined, 'test')
    const { key, account } = (await service.admin.get('/v1/me')).json
    assert.equal(
      expectStatus(await service.admin.delete(`/v1/accounts/${account.id}/keys/${key.id}`), 409).problem,
      'wrong-state',
    )
  })
})
