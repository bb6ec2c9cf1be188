import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { gauges, readAll } from '../../src/scrape/gauges.ts'
import { freshMs } from '../../src/scrape/write-metrics.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { openCable } from '../harness/proxy.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { type Exposition, readExposition } from './exposition.ts'

const token = 'a-token-for-scrapes-and-for-nothing-else'

const scrape = async (stage: Stage): Promise<Exposition> => {
  const answer = expectStatus(await stage.as(token).get('/metrics'), 200)
  assert.equal(answer.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8')
  return readExposition(answer.text)
}

describe('figures of a publication', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage({ env: { METRICS_TOKEN: token } })
  })
  after(() => stage.close())

  it('are exact, while it is scraped as it goes out', async () => {
    const list = await stage.list([
      ...Array.from({ length: 12 }, () => ({})),
      { behave: 'refuse' },
      { behave: 'defer' },
      { channel: 'email' },
      { channel: 'email' },
    ])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    await stage.work()
    expectStatus(await stage.publish(id), 202)
    const seen: number[] = []
    await stage.until(id, (status) => {
      seen.push(status.counts.delivered)
      return status.counts.delivered === 14 && status.counts.retrying === 1 && status.counts.failed === 1
    })
    for (let times = 0; times < 20; times++) await scrape(stage)
    const { samples } = await scrape(stage)
    const of = (series: string) => samples.get(series)
    assert.equal(of('dateline_releases_accepted_total'), 1)
    assert.equal(of('dateline_publications_accepted_total'), 1)
    assert.equal(of('dateline_deliveries_accepted_total{channel="webhook"}'), 14)
    assert.equal(of('dateline_deliveries_accepted_total{channel="email"}'), 2)
    assert.equal(of('dateline_deliveries_delivered_total{channel="webhook"}'), 12)
    assert.equal(of('dateline_deliveries_delivered_total{channel="email"}'), 2)
    assert.equal(of('dateline_attempt_duration_seconds_count{channel="webhook",outcome="delivered"}'), 12)
    assert.equal(of('dateline_attempt_duration_seconds_count{channel="webhook",outcome="permanent"}'), 1)
    assert.equal(of('dateline_attempt_duration_seconds_count{channel="webhook",outcome="temporary"}'), 1)
    assert.equal(of('dateline_hand_over_lag_seconds_count{channel="webhook",attempt="first"}'), 12)
    const { items } = (await stage.editor.get(`/v1/releases/${id}/deliveries?state=failed`)).json
    assert.equal(of(`dateline_deliveries_failed_total{channel="webhook",reason="${items[0].reason}"}`), 1)
    const retried = (await stage.editor.get(`/v1/releases/${id}/deliveries?state=retrying`)).json.items[0]
    assert.equal(of(`dateline_deliveries_retried_total{channel="webhook",reason="${retried.reason}"}`), 1)
    assert.equal(of('dateline_outcomes_unrecorded'), 0)
    assert.equal(of('dateline_database_up'), 1)
    assert.equal(of('dateline_queue_depth{job="machine"}'), 0)
    // Bounded: nothing that a far side is called by stands in a label.
    assert.doesNotMatch([...samples.keys()].join('\n'), /127\.0\.0\.1|outlet\.example|[0-9a-f]{8}-[0-9a-f]{4}-7/)
  })

  it('do not count a test, of which nobody hears', async () => {
    const earlier = (await scrape(stage)).samples
    const tester = await stage.client('submitter', stage.submitter.accountId, 'test')
    const list = await stage.list([{}])
    const created = await tester.post('/v1/releases', {
      issuerIds: [stage.issuerId],
      source: { kind: 'issuer' },
      editions: [{ language: 'en', headline: 'H', dateline: { place: 'Dubai' }, body: { format: 'text', content: 'A test.' } }],
      contacts: [{ name: 'Press office', email: 'press@acme.example' }],
      targets: [{ language: 'en', outletListId: list.id }],
    })
    const { id, revision } = expectStatus(created, 201).json
    expectStatus(await tester.put(`/v1/releases/${id}/submission`), 200)
    expectStatus(await tester.put(`/v1/releases/${id}/approval`, { hash: revision.hash }), 200)
    expectStatus(await tester.put(`/v1/releases/${id}/publication`, {}), 202)
    for (;;) if ((await tester.get(`/v1/releases/${id}/status`)).json.counts.delivered === 1) break
    const counters = ({ samples }: { samples: Map<string, number> }) =>
      [...samples].filter(([name]) => /^dateline_\w+_total/.test(name))
    assert.deepEqual(counters(await scrape(stage)), counters({ samples: earlier }))
  })

  it('are read by the token, by auditors, editors and admins, and by nobody else', async () => {
    for (const role of ['auditor', 'editor', 'admin'] as const) {
      expectStatus(await (await stage.client(role)).get('/metrics'), 200)
    }
    expectStatus(await stage.submitter.get('/metrics'), 403)
    expectStatus(await stage.as().get('/metrics'), 401)
    expectStatus(await stage.as(`${token}.`).get('/metrics'), 401)
    expectStatus(await stage.as(token).get('/v1/wire'), 401)
    expectStatus(await (await stage.client('auditor', undefined, 'test')).get('/metrics'), 403)
  })
})

describe('figures of what waits', () => {
  const clock = handClock(new Date())
  let stage: Stage
  before(async () => {
    stage = await startStage({ clock, env: { METRICS_TOKEN: token } })
  })
  after(() => stage.close())

  it('say how late what is held is, apart from what is not', async () => {
    const list = await stage.list([{}, {}, { channel: 'email' }])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.admin.put('/v1/wire/hold', { reason: 'A test.' }), 201)
    expectStatus(await stage.publish(id, { releaseAt: new Date(clock.now().getTime() + 30_000).toISOString() }), 202)
    const [dispatch] = await stage.deps.db.dispatch.findMany()
    const { expandDispatch } = await import('../../src/publications/expand.ts')
    await expandDispatch(stage.deps, dispatch?.id ?? '')
    clock.advance(30_000 + 90_000)
    const held = (await scrape(stage)).samples
    assert.equal(held.get('dateline_holds{scope="wire"}'), 1)
    assert.equal(held.get('dateline_held_lag_max_seconds{class="machine"}'), 90)
    assert.equal(held.get('dateline_held_lag_max_seconds{class="mail"}'), 90)
    assert.equal(held.get('dateline_lag_max_seconds{class="machine"}'), undefined)
    assert.equal(held.get('dateline_deliveries_pending{class="machine"}'), 2)
    assert.equal(held.get('dateline_batches{state="ready"}'), 2)

    expectStatus(await stage.admin.delete('/v1/wire/hold?reason=Done'), 200)
    const sooner = (await scrape(stage)).samples
    assert.equal(sooner.get('dateline_holds{scope="wire"}'), 1, 'read once in five seconds, however often it is asked')
    clock.advance(freshMs)
    const { samples } = await scrape(stage)
    assert.equal(samples.get('dateline_holds{scope="wire"}'), undefined)
    assert.equal(samples.get('dateline_lag_max_seconds{class="machine"}'), 95)
    assert.equal(samples.get('dateline_held_lag_max_seconds{class="machine"}'), undefined)
  })

  it('are read without a scan of the ledger or of anything else that grows', async () => {
    const plan = await stage.deps.db.$transaction(async (tx) => {
      // In a table of three rows any plan is good; this leaves only what no index serves.
      await tx.$executeRaw`SET LOCAL enable_seqscan = off`
      const { Prisma } = await import('../../src/db/client.ts')
      return tx.$queryRaw<{ 'QUERY PLAN': string }[]>`${Prisma.sql`EXPLAIN ${readAll(clock.now())}`}`
    })
    const lines = plan.map((row) => row['QUERY PLAN'])
    assert.ok(
      lines.some((line) => /deliveries_\w+.*due/.test(line)),
      lines.join('\n'),
    )
    // Of dispatches only where a list is held, as every sweep asks it.
    const scans = lines.filter((line) => /Seq Scan on (?!dispatches)/.test(line))
    assert.deepEqual(scans, [], lines.join('\n'))
    const whole = lines.filter((line) => /on (deliveries|attempts|events)\w*/.test(line) && !/due_at/.test(line))
    assert.deepEqual(whole, [])
    assert.ok(gauges.length > 10)
    assert.doesNotMatch(lines.join('\n'), /tally_shards_pkey/, 'the counters of all publications that there ever were')
  })
})

it('a scrape while Postgres is away tells that, and what the process counted', async (t) => {
  let cable: Awaited<ReturnType<typeof openCable>> | undefined
  const stage = await startStage({
    env: { METRICS_TOKEN: token },
    via: async (url) => {
      const opened = new URL(url)
      cable = await openCable(Number(opened.port || 5432))
      opened.hostname = '127.0.0.1'
      opened.port = String(cable.port)
      return opened.href
    },
  })
  t.after(async () => {
    await cable?.plug().catch(() => {})
    await stage.close()
    await cable?.close()
  })
  await cable?.pull()
  const { samples, types } = await scrape(stage)
  assert.equal(samples.get('dateline_database_up'), 0)
  assert.ok(types.has('dateline_lag_max_seconds'))
  assert.ok(![...samples.keys()].some((name) => name.startsWith('dateline_lag_max_seconds')), 'an old figure would lie')
  assert.ok(samples.has('dateline_outcomes_unrecorded') && samples.has('process_resident_memory_bytes'))
})
