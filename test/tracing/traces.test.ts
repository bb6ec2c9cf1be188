import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import pino from 'pino'
import { openTracing } from '../../src/tracing/open-tracing.ts'
import { currentTraceparent, startSpan } from '../../src/tracing/span.ts'
import { expectStatus } from '../harness/client.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'
import { root } from '../house/tree.ts'
import { type Received, startCollector } from './collector.ts'

const log = pino({ level: 'silent' })

it('where nobody takes traces, what makes them is not even loaded', async () => {
  const script = `
    import { registerHooks } from 'node:module'
    const asked = new Set()
    registerHooks({ resolve: (name, context, next) => { asked.add(name); return next(name, context) } })
    await import('./src/app.ts')
    await import('./src/worker.ts')
    const { openTracing } = await import('./src/tracing/open-tracing.ts')
    await openTracing({ endpoint: undefined, role: 'all' })
    console.log([...asked].filter((name) => name.startsWith('@opentelemetry/')).join(' '))
    process.exit(0)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: root })
  assert.equal(stdout.trim(), '@opentelemetry/api')
})

it('where nobody takes traces there are none, and nothing of them is kept', async () => {
  const close = await openTracing({ endpoint: undefined, role: 'all', log })
  const span = startSpan('publish', { parent: null })
  assert.deepEqual([span.recorded, span.traceparent, span.enter(currentTraceparent)], [false, undefined, null])
  span.end()
  await close()
})

describe('the trace of a release', () => {
  const caller = { trace: 'a1b2c3d4e5f60718293a4b5c6d7e8f90', span: '0102030405060708' }
  const traceparent = `00-${caller.trace}-${caller.span}-01`
  let stage: Stage
  let collector: Awaited<ReturnType<typeof startCollector>>
  let closeTracing: () => Promise<void>
  before(async () => {
    collector = await startCollector()
    closeTracing = await openTracing({ endpoint: collector.url, role: 'all', log })
    stage = await startStage({ env: { TRACE_ONE_IN: '1' }, keep: true })
  })
  after(async () => {
    await stage.close()
    await collector.close()
  })

  it('leads from the request that handed it in to each hand-over', async () => {
    const list = await stage.list([{}, {}, { behave: 'refuse' }])
    const draft = {
      issuerIds: [stage.issuerId],
      source: { kind: 'issuer' },
      editions: [edition('en')],
      contacts: [{ name: 'Press office', email: 'press@acme.example' }],
      targets: [{ language: 'en', outletListId: list.id }],
    }
    const created = expectStatus(await stage.submitter.post('/v1/releases', draft, { traceparent }), 201)
    const { id } = created.json
    expectStatus(await stage.submitter.put(`/v1/releases/${id}/submission`), 200)
    const { headers } = await stage.editor.get(`/v1/releases/${id}`)
    expectStatus(await stage.editor.put(`/v1/releases/${id}/approval`, undefined, { 'if-match': String(headers.etag) }), 200)
    const worker = await stage.work()
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, (status) => status.finished)
    const row = await stage.deps.db.publication.findFirstOrThrow({ where: { releaseId: id } })
    expectStatus(await stage.as().get('/healthz'), 200)
    for (const close of [worker.stop, closeTracing]) await close()

    const named = (name: string) => collector.spans.filter((span) => span.name === name)
    const [submit] = named('POST /v1/releases')
    const [put] = named('PUT /v1/releases/:id/publication')
    const [publish] = named('publish')
    const [expand] = named('expand')
    const [batch] = named('batch')
    assert.deepEqual([submit?.traceId, submit?.parentSpanId], [caller.trace, caller.span], 'goes on with the caller’s trace')
    assert.equal(publish?.parentSpanId, put?.spanId)
    assert.deepEqual(
      publish?.links.map((link) => [link.traceId, link.spanId]),
      [[submit?.traceId, submit?.spanId]],
      'the publishing refers to the request that handed it in',
    )
    assert.equal(row.traceparent, `00-${publish?.traceId}-${publish?.spanId}-01`)
    assert.deepEqual([expand?.parentSpanId, batch?.parentSpanId], [publish?.spanId, publish?.spanId])
    const sends = named('send')
    assert.equal(sends.length, 3)
    assert.deepEqual([...new Set(sends.map(({ parentSpanId }) => parentSpanId))], [batch?.spanId])
    const all = [put, publish, expand, batch, ...sends]
    assert.deepEqual(
      [...new Set(all.map((span) => span?.traceId))],
      [put?.traceId],
      'one trace from the request to the hand-over',
    )
    assert.deepEqual(sends.map((span) => attributeOf(span, 'dateline.outcome')).sort(), ['delivered', 'delivered', 'permanent'])
    assert.equal(attributeOf(put, 'http.response.status_code'), '202')
    assert.deepEqual(named('GET /healthz'), [], 'probes leave no traces')
    // Strangers get no traceparent: what we trace is not theirs to go on with, and tells them when a release was handed in.
    assert.ok(stage.hooks.received.length > 0)
    assert.doesNotMatch(JSON.stringify(stage.hooks.received), new RegExp(publish?.traceId ?? 'none'))
    assert.doesNotMatch(JSON.stringify(collector.spans), /outlet\.example|127\.0\.0\.1|Headline|Text in/)
  })
})

it('a traceparent that is none begins a trace of its own', async (t) => {
  const collector = await startCollector()
  const close = await openTracing({ endpoint: collector.url, role: 'all', log })
  t.after(() => collector.close())
  for (const parent of ['00-00000000000000000000000000000000-0102030405060708-01', 'x', null]) startSpan('own', { parent }).end()
  startSpan('unsampled', { parent: '00-a1b2c3d4e5f60718293a4b5c6d7e8f90-0102030405060708-00' }).end()
  await close()
  assert.equal(collector.spans.length, 3, 'a caller that does not sample is heeded')
  assert.ok(collector.spans.every(({ parentSpanId }) => !parentSpanId))
})

function attributeOf(span: Received | undefined, key: string): string | undefined {
  const value = span?.attributes.find((attribute) => attribute.key === key)?.value
  return value === undefined ? undefined : String(value.stringValue ?? value.intValue)
}
