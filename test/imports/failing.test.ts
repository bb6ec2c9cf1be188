import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pino from 'pino'
import { type Tries, takeUp } from '../../src/imports/take-up.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Service, startService } from '../harness/service.ts'
import { checked, rowsOf, toCsv } from './factories.ts'

let service: Service
let key: string
before(async () => {
  service = await startService()
  key = (await service.client('admin')).key
})
after(() => service.close())

const head = ['kind', 'externalId', 'name', 'country', 'languages', 'timeZone']
const fileOf = (tag: string) =>
  toCsv([head, ...Array.from({ length: 1001 }, (_, n) => ['outlet', `${tag}-${n}`, `Outlet ${n}`, 'AE', 'ar', 'Asia/Dubai'])])

/** An import that is being applied, one row of whose second chunk cannot be opened; and a worker that is moved second by second. */
const stuck = async (tag: string) => {
  const { db } = service.deps
  const { id } = await checked(service, key, fileOf(tag))
  await db.importRow.update({ where: { importId_line: { importId: id, line: 1002 } }, data: { secrets: Buffer.from('no seal') } })
  expectStatus(await service.admin.put(`/v1/outlets/imports/${id}/application`), 202)
  const clock = handClock(new Date())
  const triedAt: number[] = []
  const log = pino({ level: 'error' }, { write: () => void triedAt.push(clock.monotonicMs() / 1000) })
  const deps = { ...service.deps, clock, log, stopping: new AbortController().signal }
  const tries: Tries = new Map()
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      await takeUp(deps, tries)
      clock.advance(1000)
    }
    return expectStatus(await service.admin.get(`/v1/outlets/imports/${id}`), 200).json
  }
  return { id, pass, triedAt }
}

test('what cannot be applied for a reason of ours is tried less and less often, then failed; what was done stays', async () => {
  const { db } = service.deps
  const { id, pass, triedAt } = await stuck('f')
  const waiting = await pass(244)
  assert.deepEqual([waiting.state, waiting.applied, waiting.failure], ['applying', 1000, null])
  const failed = await pass(60)
  // The first one brought it as far as that row.
  assert.deepEqual(triedAt, [0, 1, 2, 4, 8, 16, 32, 64, 124, 184, 244])
  assert.equal(failed.state, 'failed')
  assert.match(failed.failure, /^After 1000 rows it could not go on, in 10 tries/)
  assert.equal(await db.outlet.count({ where: { externalId: { startsWith: 'f-' } } }), 1000)
  const { json } = await service.admin.get('/v1/events?kind=import.failed')
  assert.deepEqual(
    json.items.map(({ actor, subject, reason, data }: Record<string, unknown>) => ({ actor, subject, reason, data })),
    [{ actor: 'dateline', subject: { type: 'import', id }, reason: failed.failure, data: { applied: 1000, tries: 10 } }],
  )
  assert.equal(await db.importRow.count({ where: { importId: id, secrets: { not: null } } }), 0, 'and no secret of it is kept')
  assert.equal((await rowsOf(service, id, '?limit=1')).length, 1)
  const next = await checked(service, key, toCsv([head, ['outlet', 'n-1', 'Next', 'AE', 'ar', 'Asia/Dubai']]))
  expectStatus(await service.admin.put(`/v1/outlets/imports/${next.id}/application`), 202)
  expectStatus(await service.admin.delete(`/v1/outlets/imports/${next.id}`), 204)
  expectStatus(await service.admin.delete(`/v1/outlets/imports/${id}`), 204)
})

test('what mends before that goes on where it was', async () => {
  const { id, pass, triedAt } = await stuck('m')
  await pass(5)
  await service.deps.db.importRow.update({ where: { importId_line: { importId: id, line: 1002 } }, data: { secrets: null } })
  const done = await pass(4)
  assert.deepEqual([done.state, done.applied, triedAt], ['applied', 1001, [0, 1, 2, 4]])
})
