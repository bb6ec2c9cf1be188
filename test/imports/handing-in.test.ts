import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { applyImport } from '../../src/imports/apply-import.ts'
import { takeUp } from '../../src/imports/take-up.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { checked, handIn, toCsv } from './factories.ts'

let service: Service
let key: string
const { TMPDIR } = process.env
before(async () => {
  // A folder of its own, so that what other tests keep there for a moment is not taken for ours.
  process.env.TMPDIR = await mkdtemp(join(tmpdir(), 'dateline-imports-'))
  service = await startService()
  key = (await service.client('admin')).key
})
after(async () => {
  await service.close()
  await rm(tmpdir(), { recursive: true })
  process.env.TMPDIR = TMPDIR
})

const head = ['kind', 'externalId', 'name', 'country', 'languages', 'timeZone']
const outlet = (id: string, name = `Outlet ${id}`) => ['outlet', id, name, 'AE', 'ar', 'Asia/Dubai']

describe('two imports', () => {
  test('apply one after the other: 409 import-running; one that is stopped keeps what it did', async () => {
    const { admin, deps } = service
    const [first, second] = [
      await checked(service, key, toCsv([head, outlet('t-1')])),
      await checked(service, key, toCsv([head, outlet('t-1', 'Other')])),
    ]
    const url = (id: string) => `/v1/outlets/imports/${id}`
    expectStatus(await admin.put(`${url(first.id)}/application`), 202)
    assert.equal(expectStatus(await admin.put(`${url(second.id)}/application`), 409).problem, 'import-running')
    assert.equal(expectStatus(await admin.put(`${url(first.id)}/application`), 409).problem, 'wrong-state')
    // As sweep does, when nobody was rung or whoever was at it is gone.
    await takeUp({ ...deps, stopping: new AbortController().signal }, new Map())
    assert.equal((await admin.get(url(first.id))).json.state, 'applied')
    expectStatus(await admin.put(`${url(second.id)}/application`), 202)
    expectStatus(await admin.delete(url(second.id)), 204)
    await takeUp({ ...deps, stopping: new AbortController().signal }, new Map())
    assert.equal((await admin.get(url(second.id))).json.state, 'discarded')
    assert.equal(await deps.db.importRow.count({ where: { importId: second.id } }), 0)
    assert.equal((await deps.db.outlet.findUniqueOrThrow({ where: { externalId: 't-1' } })).name, 'Outlet t-1')
    expectStatus(await admin.delete(url(second.id)), 204)
    assert.equal(expectStatus(await admin.delete(url(first.id)), 409).problem, 'wrong-state')
  })

  test('of workers at one import: each row is done once, whoever is killed', async () => {
    const { deps } = service
    const made = await checked(service, key, toCsv([head, ...Array.from({ length: 900 }, (_, index) => outlet(`w-${index}`))]))
    expectStatus(await service.admin.put(`/v1/outlets/imports/${made.id}/application`), 202)
    const killed = new AbortController()
    killed.abort()
    await applyImport({ ...deps, stopping: killed.signal }, made.id)
    await Promise.all([1, 2, 3].map(() => applyImport(deps, made.id)))
    await applyImport(deps, made.id)
    const done = (await service.admin.get(`/v1/outlets/imports/${made.id}`)).json
    assert.deepEqual([done.state, done.applied], ['applied', 900])
    assert.equal(
      await deps.db.event.count({ where: { kind: 'outlet.created', data: { path: ['importId'], equals: made.id } } }),
      900,
    )
  })
})

describe('handing in', () => {
  test('is for admins; the same Idempotency-Key makes one import', async () => {
    const editor = await service.client('editor')
    expectStatus(await handIn(service, editor.key, toCsv([head])), 403)
    const headers = { 'idempotency-key': 'import-once' }
    const [first, second] = [
      expectStatus(await handIn(service, key, toCsv([head, outlet('once')]), { headers }), 201),
      expectStatus(await handIn(service, key, toCsv([head, outlet('once')]), { headers }), 201),
    ]
    assert.equal(second.json.id, first.json.id)
    assert.equal(second.headers['idempotent-replayed'], 'true')
    const other = await handIn(service, key, toCsv([head, outlet('twice')]), { headers })
    assert.equal(expectStatus(other, 422).problem, 'idempotency-key-reused')
    assert.equal(await service.deps.db.import.count({ where: { state: 'checking' } }), 0)
  })

  test('that is cut off half-way leaves neither a row nor a file', async () => {
    const before = await service.deps.db.import.count()
    const address = new URL(await service.app.listen({ port: 0, host: '127.0.0.1' }))
    const req = request(`${address.href}v1/outlets/imports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv', 'content-length': '1000000' },
    })
    const ended = once(service.app.server, 'connection').then(([socket]) => new Promise((done) => socket.once('close', done)))
    req.on('error', () => {})
    req.write(toCsv([head, outlet('half')]), () => req.destroy())
    await ended
    // The server may still be at it: the file loses its name as soon as it is opened.
    while ((await readdir(tmpdir())).some((name) => name.startsWith('dateline-import-'))) await setImmediate()
    assert.equal(await service.deps.db.import.count(), before)
  })

  test('415 for JSON, 422 for a charset or separator that there is not', async () => {
    expectStatus(await handIn(service, key, '{}', { type: 'application/json' }), 415)
    expectStatus(await handIn(service, key, 'externalId\n1', { query: '?charset=klingon' }), 422)
    expectStatus(await handIn(service, key, 'externalId\n1', { query: '?separator=slash' }), 422)
  })
})
