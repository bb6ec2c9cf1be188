import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Message, Outcome } from '../../src/channels/channel.ts'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { sweep } from '../../src/worker.ts'
import { expectStatus } from '../harness/client.ts'
import { type HandClock, handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { openTurns, type Turns } from './turns.ts'

describe('a hold that is placed between claim and hand-over', () => {
  let stage: Stage
  let clock: HandClock
  let turns: Turns
  let id: string
  before(async () => {
    clock = handClock(new Date())
    stage = await startStage({ clock, env: { BATCH_CONCURRENCY: '1' } })
    turns = openTurns(stage.deps, clock)
  })
  after(async () => {
    await turns.close()
    await stage.close()
  })
  beforeEach(async () => {
    const list = await stage.list(Array.from({ length: 5 }, () => ({})))
    id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id), 202)
    await sweep(turns.worker, 0)
  })

  const counts = async () => (await stage.submitter.get(`/v1/releases/${id}/status`)).json.counts
  const ledger = async () => (await stage.submitter.get(`/v1/releases/${id}/deliveries`)).json.items
  /** Delivers the one batch; during the first hand-over somebody presses, and a second goes by. */
  const deliverPressed = async (path: string) => {
    const publication = await stage.deps.db.publication.findFirstOrThrow({ where: { releaseId: id } })
    const batch = await stage.deps.db.batch.findFirstOrThrow({ where: { publicationId: publication.id } })
    const { webhook } = turns.worker.senders
    assert.ok(webhook)
    let begun = 0
    const send = async (message: Message, signal: AbortSignal): Promise<Outcome> => {
      begun += 1
      expectStatus(await stage.admin.put(path, { reason: 'Now' }), begun === 1 ? 201 : 200)
      clock.advance(1000)
      return webhook.send(message, signal)
    }
    assert.equal(await deliverBatch({ ...turns.worker, senders: { webhook: { ...webhook, send } } }, batch.id), true)
    assert.equal(begun, 1, 'what had begun ends, and nothing begins after it')
    return stage.deps.db.batch.findFirstOrThrow({ where: { id: batch.id } })
  }

  it('sends nothing of what is claimed; it goes back untried and unspent', async () => {
    const batch = await deliverPressed('/v1/wire/hold')
    assert.deepEqual([(await counts()).delivered, (await counts()).pending, (await counts()).sending], [1, 4, 0])
    assert.deepEqual(
      (await ledger()).flatMap(({ state, attempts }: { state: string; attempts: number }) =>
        state === 'pending' ? [attempts] : [],
      ),
      [0, 0, 0, 0],
    )
    assert.deepEqual([batch.state, batch.generation], ['ready', 1])
    await turns.turn()
    assert.equal((await stage.deps.db.batch.findFirstOrThrow({ where: { id: batch.id } })).generation, 1, 'it is not taken again')
    expectStatus(await stage.admin.delete('/v1/wire/hold?reason=Go'), 200)
    await turns.turn()
    assert.equal((await counts()).delivered, 5)
  })

  it('on a host: what goes there leaves the batch and waits to be gathered', async () => {
    const path = `/v1/hosts/${encodeURIComponent(new URL(stage.hooks.url).host)}/hold`
    const batch = await deliverPressed(path)
    assert.deepEqual([batch.state, (await counts()).delivered, (await counts()).pending], ['done', 1, 4])
    await turns.turn()
    assert.equal((await counts()).delivered, 1)
    expectStatus(await stage.admin.delete(`${path}?reason=Go`), 200)
    clock.advance(1000)
    await turns.turn()
    assert.equal((await counts()).delivered, 5)
  })

  it('canceled while it is held: nothing leaves when it is lifted', async () => {
    await deliverPressed('/v1/wire/hold')
    expectStatus(await stage.submitter.delete(`/v1/releases/${id}/publication`), 200)
    expectStatus(await stage.admin.delete('/v1/wire/hold?reason=Go'), 200)
    await turns.turn()
    assert.deepEqual([(await counts()).delivered, (await counts()).canceled], [1, 4])
  })
})
