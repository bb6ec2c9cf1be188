import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { retryDelaySeconds, retryScheduleSeconds } from '../../src/deliveries/retry.ts'
import { queuesOfThisRun as queues } from '../harness/service.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { closeFarSides, serve } from '../net/far-side.ts'

after(closeFarSides)

describe('the schedule', () => {
  const day = 86_400
  // After which attempt, what was asked for, a number from chance → seconds.
  const table: [number, number | undefined, number, number | undefined][] = [
    [1, undefined, 0, 5],
    [1, undefined, 0.5, 5.5],
    [2, undefined, 0, 30],
    [10, undefined, 0, 43_200],
    [11, undefined, 0, undefined],
    [12, undefined, 0, undefined],
    [1, 0, 0, 5],
    [1, 4, 0, 5],
    [1, 60, 0, 60],
    [1, 60, 0.5, 66],
    [10, day, 0, day],
    [11, 60, 0, undefined],
    [1, 30 * day, 0, day],
    [1, Number.POSITIVE_INFINITY, 0, day],
    [1, -60, 0, 5],
    [1, Number.NaN, 0, 5],
  ]
  for (const [attempt, asked, random, expected] of table) {
    it(`after attempt ${attempt}, asked for ${asked}, with chance ${random}: ${expected} s`, () => {
      assert.equal(retryDelaySeconds(attempt, asked, random), expected)
    })
  }

  it('never comes earlier than it says, nor more than a fifth later', () => {
    for (const [n, scheduled] of retryScheduleSeconds.entries()) {
      for (let tries = 0; tries < 100; tries++) {
        const delay = retryDelaySeconds(n + 1) ?? assert.fail()
        assert.ok(delay >= scheduled && delay < scheduled * 1.2, `${delay}`)
      }
    }
  })
})

type Row = { says: string; headers?: string[]; becomes: string; dueSeconds?: number; endpoint?: string }

const inAnHour = new Date(Date.now() + 3_600_000).toUTCString()
const now = new Date().toUTCString()

const rows: Row[] = [
  { says: '200 OK', headers: ['retry-after: 600'], becomes: 'delivered' },
  { says: '204 No Content', becomes: 'delivered' },
  { says: '301 Moved Permanently', headers: ['location: /there', 'retry-after: 600'], becomes: 'failed redirected' },
  { says: '400 Bad Request', headers: ['retry-after: 600'], becomes: 'failed rejected' },
  { says: '404 Not Found', becomes: 'failed rejected' },
  { says: '410 Gone', headers: ['retry-after: 600'], becomes: 'failed gone', endpoint: 'disabled gone' },
  { says: '408 Request Timeout', headers: ['retry-after: 600'], becomes: 'retrying not-ready', dueSeconds: 600 },
  { says: '429 Too Many Requests', headers: ['retry-after: 600'], becomes: 'retrying rate-limited', dueSeconds: 600 },
  { says: '500 Internal Server Error', becomes: 'retrying server-error', dueSeconds: 5 },
  { says: '503 Service Unavailable', headers: ['retry-after: 600.5'], becomes: 'retrying server-error', dueSeconds: 601 },
  {
    says: '503 Service Unavailable',
    headers: [`date: ${now}`, `retry-after: ${inAnHour}`],
    becomes: 'retrying server-error',
    dueSeconds: 3600,
  },
  { says: '503 Service Unavailable', headers: ['retry-after: 999999999'], becomes: 'retrying server-error', dueSeconds: 86_400 },
]

for (const queue of queues) {
  describe(`what becomes of an answer, queue on ${queue}`, () => {
    let stage: Stage
    let releaseId: string
    const endpoints: string[] = []

    /** One outlet for each row, at a host of its own: what one host says slows no other. */
    before(async () => {
      stage = await startStage({ queue })
      const list = await stage.list(rows.map(() => ({})))
      endpoints.push(...list.endpointIds)
      for (const [n, { says, headers = [] }] of rows.entries()) {
        const { url } = await serve((socket) =>
          socket.write(
            [`HTTP/1.1 ${says}`, ...headers, ...(says.startsWith('204') ? [] : ['content-length: 0']), '', ''].join('\r\n'),
          ),
        )
        const { host } = new URL(url)
        await stage.deps.db.endpoint.update({ where: { id: endpoints[n] ?? '' }, data: { settings: { url }, host } })
      }
      releaseId = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      await stage.publish(releaseId)
      await stage.work()
      await stage.until(releaseId, ({ counts, total }) => total > 0 && counts.pending + counts.sending === 0)
    })
    after(() => stage.close())

    for (const [n, { says, headers = [], becomes, dueSeconds, endpoint = 'active' }] of rows.entries()) {
      it(`${[says, ...headers].join(', ')}: ${becomes}`, async () => {
        const row = await stage.deps.db.delivery.findFirstOrThrow({ where: { endpointId: endpoints[n] ?? '' } })
        assert.equal([row.state, row.reason].filter(Boolean).join(' '), becomes)
        const { json } = await stage.admin.get(`/v1/endpoints/${endpoints[n]}`)
        assert.equal([json.state, json.stateReason].filter(Boolean).join(' '), endpoint)
        if (dueSeconds === undefined) return assert.equal(row.dueAt, null)
        const last = await stage.deps.db.attempt.findFirstOrThrow({ where: { deliveryId: row.id }, orderBy: { number: 'desc' } })
        const waits = ((row.dueAt?.getTime() ?? 0) - last.startedAt.getTime()) / 1000
        // What the attempt took comes on top; the answers of one that was tried again meanwhile are the schedule's next.
        const least = last.number === 1 ? dueSeconds : (retryScheduleSeconds[last.number - 1] ?? 0)
        assert.ok(waits >= least && waits < least * 1.2 + 10, `${waits}`)
      })
    }

    it('who said 410 is told to the admin, and gets nothing more', async () => {
      const gone = endpoints[rows.findIndex(({ says }) => says.startsWith('410'))] ?? ''
      const { json } = await stage.admin.get('/v1/events?kind=endpoint.disabled')
      const event = json.items.find(({ subject }: { subject: { id: string } }) => subject.id === gone)
      assert.equal(event?.reason, 'gone')
    })

    it('the last attempt that fails for now ends it, with what it failed by', async () => {
      // Not one whose host is slowed down: that would wait for its host.
      const endpointId = endpoints[rows.findIndex(({ says }) => says.startsWith('408'))] ?? ''
      const { id } = await stage.deps.db.delivery.findFirstOrThrow({ where: { endpointId } })
      const spent = { attempts: retryScheduleSeconds.length, dueAt: new Date() }
      await stage.deps.db.delivery.updateMany({ where: { id }, data: spent })
      const failedNow = () => stage.deps.db.delivery.findFirst({ where: { id, state: 'failed' } })
      await stage.until(
        releaseId,
        ({ counts }) => counts.failed === rows.filter(({ becomes }) => /^failed/.test(becomes)).length + 1,
      )
      const row = await failedNow()
      assert.deepEqual([row?.reason, row?.attempts, row?.dueAt], ['not-ready', retryScheduleSeconds.length + 1, null])
    })
  })
}
