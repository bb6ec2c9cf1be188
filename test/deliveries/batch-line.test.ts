import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pino from 'pino'
import { z } from 'zod'
import { startWorker } from '../../src/worker.ts'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'

const Line = z.looseObject({ msg: z.string(), batchId: z.string().optional() })
const Facts = z.object({
  publicationId: z.string(),
  dispatchId: z.string(),
  channel: z.string(),
  claimed: z.int(),
  postponed: z.int(),
  attempts: z.int(),
  outcomes: z.record(z.string(), z.int()),
})

describe('the log of a worker', () => {
  const lines: string[] = []
  let stage: Stage
  let stop: () => Promise<void>
  before(async () => {
    stage = await startStage()
    const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) })
    const worker = await startWorker({ ...stage.deps, log })
    stop = worker.stop
  })
  after(() => stage.close())

  it('has one wide line per batch, and no address, secret or text', async () => {
    const list = await stage.list([{}, {}, { behave: 'refuse' }, { behave: 'defer' }])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, ({ counts }) => counts.delivered === 2 && counts.failed === 1 && counts.retrying === 1)
    // Ends when the batch has ended, and with it its line is written.
    await stop()
    const [batch] = await stage.deps.db.batch.findMany({ orderBy: { id: 'asc' } })
    const written = lines.map((line) => Line.parse(JSON.parse(line)))
    const ofBatch = written.filter(({ batchId }) => batchId === batch?.id)
    assert.equal(ofBatch.length, 1)
    const [line] = ofBatch
    const { items } = (await stage.editor.get(`/v1/releases/${id}/deliveries`)).json
    const reasons = items.flatMap(({ reason }: { reason: string | null }) => reason ?? [])
    assert.deepEqual(Facts.parse(line), {
      publicationId: batch?.publicationId,
      dispatchId: batch?.dispatchId,
      channel: 'webhook',
      claimed: 4,
      postponed: 0,
      attempts: 4,
      outcomes: { delivered: 2, permanent: 1, temporary: 1 },
    })
    assert.deepEqual(Object.keys(Object(line?.reasons)).sort(), reasons.sort())
    const status = (await stage.editor.get(`/v1/releases/${id}/status`)).json
    assert.deepEqual([line?.firstHandOverAt, line?.lastHandOverAt], [status.clearAt, status.lastHandOverAt])
    const publication = await stage.deps.db.publication.findFirstOrThrow()
    assert.equal(line?.lateMs, Date.parse(status.clearAt) - publication.releaseAt.getTime())
    assert.ok(Number(line?.sendP50Ms) <= Number(line?.sendP95Ms) && Number(line?.sendP95Ms) <= Number(line?.sendMaxMs))
    assert.equal(written.filter(({ msg }) => msg === 'attempt').length, 0, 'a line per attempt is for debugging')
    assert.doesNotMatch(lines.join(''), /127\.0\.0\.1|outlet\.example|whsec_|Headline|Text in/)
  })
})
