import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type KillPoint, killPoints, readArmed } from '../../src/kill-point.ts'
import { expectStatus } from '../harness/client.ts'
import { queuesOfThisRun as queues } from '../harness/service.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { told } from '../harness/states.ts'
import { startDateline } from './worker-process.ts'

const outlets = 100
const batchSize = 20
/** how many wait for an hour of their own, as what is paced or refused for now does */
const aside = 40

/** What is true of the ledger right after a death, before anybody repaired anything. */
type Left = { publication: string; deliveries: number; batches: Record<string, number>; states: Record<string, number> }

type Step = {
  point: KillPoint | `${KillPoint}:${number}`
  left: (left: Left) => void
  /** receivers say nothing while this victim lives: it is to die before it has sent much */
  silent?: boolean
  /** what happens before it, and after it */
  before?: (stage: Stage) => Promise<unknown>
  after?: (stage: Stage) => Promise<unknown>
}

const sent = ({ states }: Left) => states.delivered ?? 0
const begun = ({ states }: Left) => states.sending ?? 0

// In the order in which a release comes by; each victim takes up what the one before it left behind.
const steps: Step[] = [
  { point: 'after-gate', left: (left) => assert.deepEqual([left.publication, left.deliveries], ['releasing', 0]) },
  { point: 'in-expand', left: (left) => assert.deepEqual([left.deliveries, left.batches], [0, {}]) },
  {
    point: 'after-expand',
    left: (left) => assert.deepEqual([left.deliveries, left.batches], [outlets, { ready: 5 }]),
    after: setAside,
  },
  { point: 'after-lease', left: (left) => assert.ok((left.batches.leased ?? 0) > 0 && left.states.pending === outlets) },
  { point: 'after-claim', left: (left) => assert.deepEqual([begun(left), sent(left)], [batchSize, 0]) },
  { point: 'in-reclaim', left: (left) => assert.ok(begun(left) >= batchSize && sent(left) === 0), silent: true },
  { point: 'after-send:3', left: (left) => assert.ok(begun(left) > 0 && sent(left) < 3) },
  { point: 'before-record', left: (left) => assert.ok(begun(left) > 0 && sent(left) < 3) },
  { point: 'after-record', left: (left) => assert.ok(sent(left) > 0) },
  {
    point: 'in-postpone',
    before: (stage) => holdHost(stage, 'put'),
    left: (left) => assert.ok(begun(left) > 0),
    after: (stage) => holdHost(stage, 'delete'),
  },
  { point: 'in-end-lease', left: (left) => assert.ok((left.batches.leased ?? 0) > 0 && sent(left) > 0) },
  { point: 'in-gather', before: makeDue, left: (left) => assert.ok((left.states.pending ?? 0) >= aside), silent: true },
  { point: 'after-gather', before: makeDue, left: (left) => assert.ok((left.batches.ready ?? 0) >= aside / batchSize) },
]

// Where a ring is what is lost, and where most is under way.
const onRedis: readonly string[] = ['after-gate', 'after-expand', 'after-send:3', 'after-gather']

// Side by side: most of the time is a process that starts.
describe('one release through every kill point', { concurrency: queues.length }, () => {
  for (const queue of queues) {
    describe(`queue on ${queue}`, { concurrency: 1 }, () => {
      let stage: Stage
      let id: string
      let speak = Promise.resolve()
      // The attempts that were begun and not recorded when a process died: delivery and number.
      const begunAtDeath = new Set<string>()
      before(async () => {
        stage = await startStage({ queue, env: { BATCH_SIZE: String(batchSize) }, ready: () => speak })
      })
      after(() => stage.close())

      it('after-publish: the web process dies before it rang and before it answered; the publication is there', async () => {
        const list = await stage.list(Array.from({ length: outlets }, () => ({})))
        id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
        const web = await startDateline(stage, { role: 'web', point: 'after-publish' })
        await assert.rejects(publishOver(`${web.url}`, stage.submitter.key, id))
        assert.equal(await web.ended, 'SIGKILL')
        assert.equal((await look(stage)).publication, 'scheduled')
      })

      for (const { point, left, silent, ...step } of steps.filter(
        (step) => queue === 'postgres' || onRedis.includes(step.point),
      )) {
        it(`${point}: a worker dies there, and what it left behind is whole`, async () => {
          const quiet = Promise.withResolvers<void>()
          if (silent) speak = quiet.promise
          await step.before?.(stage)
          const victim = await startDateline(stage, { point })
          assert.equal(await victim.ended, 'SIGKILL')
          quiet.resolve()
          left(await look(stage))
          await assertCounters(stage)
          for (const attempt of await findBegun(stage)) begunAtDeath.add(attempt)
          await step.after?.(stage)
        })
      }

      it('the next worker finishes: each arrived, and again only what had been begun at a death, with the same id', async () => {
        await stage.work()
        const status = await stage.until(id, (now) => now.finished)
        assert.equal(status.counts.delivered, outlets)
        await assertCounters(stage)
        const arrived = stage.hooks.received.map(({ webhookId }) => webhookId)
        const rows = await stage.deps.db.$queryRaw<{ id: string }[]>`SELECT id FROM deliveries ORDER BY id`
        assert.deepEqual(
          [...new Set(arrived)].sort(),
          rows.map((row) => row.id),
        )
        for (const [delivery, calls] of Map.groupBy(arrived, (one) => one)) {
          const times = [...begunAtDeath].filter((attempt) => attempt.startsWith(delivery)).length
          assert.ok(calls.length <= 1 + times, `${delivery} came ${calls.length} times, and was begun at ${times} deaths`)
        }
        assert.ok(arrived.length > outlets, 'a death after a send does double')
      })
    })
  }
})

describe('DATELINE_KILL_POINT', () => {
  it('names a place that there is, and how often it is passed', () => {
    assert.equal(readArmed({}), undefined)
    for (const point of killPoints) assert.deepEqual(readArmed({ DATELINE_KILL_POINT: point }), { point, left: 1 })
    assert.deepEqual(readArmed({ DATELINE_KILL_POINT: 'after-claim:3' }), { point: 'after-claim', left: 3 })
    for (const wrong of ['before-claim', 'after-claim:0', 'after-claim:x']) {
      assert.throws(() => readArmed({ DATELINE_KILL_POINT: wrong }), /name one of/)
    }
  })

  it('is refused in production', () => {
    assert.throws(() => readArmed({ DATELINE_KILL_POINT: 'after-claim', NODE_ENV: 'production' }), /refused/)
  })
})

async function publishOver(url: string, key: string, id: string): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  return fetch(`${url}/v1/releases/${id}/publication`, { method: 'PUT', headers, body: '{}' })
}

async function look({ deps: { db } }: Stage): Promise<Left> {
  const [publication] = await db.$queryRaw<{ state: string }[]>`SELECT state FROM publications`
  const count = async (of: Promise<{ state: string; count: number }[]>) =>
    Object.fromEntries((await of).map(({ state, count }) => [state, count]))
  const batches = await count(
    db.$queryRaw`SELECT state, count(*)::int AS count FROM batches WHERE state <> 'done' GROUP BY state`,
  )
  const states = await count(db.$queryRaw`SELECT state, count(*)::int AS count FROM ${told} AS d GROUP BY state`)
  const deliveries = Object.values(states).reduce((sum, one) => sum + one, 0)
  return { publication: publication?.state ?? 'none', deliveries, batches, states }
}

async function findBegun({ deps: { db } }: Stage): Promise<string[]> {
  const rows = await db.$queryRaw<{ attempt: string }[]>`
    SELECT id || ' ' || attempts + 1 AS attempt FROM ${told} AS d WHERE state = 'sending'`
  return rows.map((row) => row.attempt)
}

/** The counters say what the rows are, at every moment. */
async function assertCounters({ deps: { db } }: Stage): Promise<void> {
  const [figures] = await db.$queryRaw<{ counted: object; real: object }[]>`
    SELECT (SELECT jsonb_build_array(COALESCE(sum(pending), 0), COALESCE(sum(sending), 0), COALESCE(sum(retrying), 0), COALESCE(sum(delivered), 0)) FROM tallies) AS counted,
      (SELECT jsonb_build_array(count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE state = 'sending'),
        count(*) FILTER (WHERE state = 'retrying'), count(*) FILTER (WHERE state = 'delivered')) FROM ${told} AS d) AS real`
  assert.deepEqual(figures?.counted, figures?.real)
}

/** A hold on the one host: what is claimed of it leaves its batch without an attempt. */
async function holdHost({ admin, hooks }: Stage, method: 'put' | 'delete'): Promise<void> {
  const path = `/v1/hosts/${encodeURIComponent(new URL(hooks.url).host)}/hold`
  if (method === 'put') expectStatus(await admin.put(path, { reason: 'They asked' }), 201)
  else expectStatus(await admin.delete(`${path}?reason=Enough`), 200)
}

async function setAside({ deps: { db } }: Stage): Promise<void> {
  await db.$executeRaw`
    UPDATE deliveries SET batch_id = NULL, due_at = now() + interval '1 hour'
    WHERE id IN (SELECT id FROM deliveries ORDER BY batch_id DESC LIMIT ${aside})`
}

async function makeDue({ deps: { db } }: Stage): Promise<void> {
  await db.$executeRaw`UPDATE deliveries SET due_at = now() WHERE batch_id IS NULL`
}
