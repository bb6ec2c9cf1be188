import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyImport } from '../../src/imports/apply-import.ts'
import { takeUp } from '../../src/imports/take-up.ts'
import { untilWaiting } from '../accounts/while-locked.ts'
import { expectStatus } from '../harness/client.ts'
import { startService } from '../harness/service.ts'
import { applyNow, checked, toCsv } from './factories.ts'

const head = ['kind', 'externalId', 'name', 'country', 'languages', 'timeZone', 'channel', 'settings.to']
const outlet = (n: number, to = `desk-${n}@outlet.example`) => [
  ...['outlet', `c-${n}`, `Outlet ${n}`, 'AE', 'ar', 'Asia/Dubai', 'email', to],
]

test('an import whose worker dies in the middle of a chunk is finished by the next, and nothing is there twice', async () => {
  const service = await startService()
  const { db } = service.deps
  try {
    const { key } = await service.client('admin')
    const last = 1500
    await applyNow(service, (await checked(service, key, toCsv([head, outlet(last, 'old@outlet.example')]))).id)
    const rows = Array.from({ length: last }, (_, index) => outlet(index + 1))
    const { id } = await checked(service, key, toCsv([head, ...rows]))
    expectStatus(await service.admin.put(`/v1/outlets/imports/${id}/application`), 202)
    const [cutOff] = await db.$transaction(async (tx) => {
      // The second chunk has written its outlets when it comes to this endpoint. There its connection ends, as with its process.
      await tx.$queryRaw`SELECT FROM endpoints WHERE external_id = ${`c-${last}`} FOR UPDATE`
      const started = [assert.rejects(applyImport(service.deps, id))] as const
      await untilWaiting(db, 1)
      await tx.$queryRaw`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
      return started
    })
    await cutOff
    const half = (await service.admin.get(`/v1/outlets/imports/${id}`)).json
    assert.deepEqual([half.state, half.applied], ['applying', 1000])
    assert.equal(await db.outlet.count(), 1001, 'of the chunk nothing is there')
    await takeUp({ ...service.deps, stopping: new AbortController().signal }, new Map())
    const done = (await service.admin.get(`/v1/outlets/imports/${id}`)).json
    assert.deepEqual([done.state, done.applied, done.creates, done.updates], ['applied', last, last - 1, 1])
    assert.deepEqual([await db.outlet.count(), await db.endpoint.count()], [last, last])
    const ofImport = { data: { path: ['importId'], equals: id } }
    assert.equal(await db.event.count({ where: { kind: 'outlet.created', ...ofImport } }), last - 1)
    assert.equal(await db.event.count({ where: { kind: 'endpoint.changed', ...ofImport } }), 1)
    assert.equal(
      (await db.endpoint.findFirstOrThrow({ where: { externalId: `c-${last}` } })).address,
      `desk-${last}@outlet.example`,
    )
  } finally {
    await service.close()
  }
})
