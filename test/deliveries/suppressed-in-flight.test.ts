import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { z } from 'zod'
import type { Message, Outcome } from '../../src/channels/channel.ts'
import { openDb } from '../../src/db/client.ts'
import { claimSlice } from '../../src/deliveries/claim.ts'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { leaseBatch } from '../../src/deliveries/lease.ts'
import { watchSuppressions } from '../../src/deliveries/watch-suppressions.ts'
import { sweep } from '../../src/worker.ts'
import { expectStatus } from '../harness/client.ts'
import { type HandClock, handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { openTurns, type Turns } from '../holds/turns.ts'
import { makeJournalist, makeList, makeMailbox } from '../outlets/factories.ts'

const addressOf = ({ settings }: Message) => z.object({ to: z.string() }).parse(settings).to

describe('somebody who is suppressed between claim and hand-over', () => {
  let stage: Stage
  let clock: HandClock
  let turns: Turns
  before(async () => {
    clock = handClock(new Date())
    stage = await startStage({ clock, env: { BATCH_CONCURRENCY: '1' } })
    turns = openTurns(stage.deps, clock)
  })
  after(async () => {
    await turns.close()
    await stage.close()
  })
  let received: number
  beforeEach(() => {
    received = stage.mail.received.length
  })

  const counts = async (id: string) => (await stage.submitter.get(`/v1/releases/${id}/status`)).json.counts
  /** Delivers a list as one batch, one by one; during the first hand-over something happens, and a second and more goes by. */
  const deliverWhile = async (listId: string, happens: (first: Message) => Promise<unknown>) => {
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: listId }] })
    expectStatus(await stage.publish(id), 202)
    await sweep(turns.worker, 0)
    const { email } = turns.worker.senders
    assert.ok(email)
    const sent: unknown[] = []
    const send = async (message: Message, signal: AbortSignal): Promise<Outcome> => {
      if (sent.push(addressOf(message)) === 1) {
        await happens(message)
        clock.advance(1001)
      }
      return email.send(message, signal)
    }
    const publication = await stage.deps.db.publication.findFirstOrThrow({ where: { releaseId: id } })
    const batch = await stage.deps.db.batch.findFirstOrThrow({ where: { publicationId: publication.id } })
    await deliverBatch({ ...turns.worker, senders: { email: { ...email, send } } }, batch.id)
    return { id, sent }
  }

  it('is not written to and ends as suppressed; the rest of the batch goes on', async () => {
    const list = await stage.list(Array.from({ length: 6 }, () => ({ channel: 'email' as const })))
    const silenced: string[] = []
    const { id, sent } = await deliverWhile(list.id, async (first) => {
      const endpoints = await stage.deps.db.endpoint.findMany({ where: { id: { in: list.endpointIds } } })
      silenced.push(...endpoints.flatMap(({ address }) => (address === addressOf(first) ? [] : address)).slice(0, 2))
      for (const address of silenced) expectStatus(await stage.admin.post('/v1/suppressions', { channel: 'email', address }), 201)
    })
    assert.equal(sent.length, 4)
    assert.deepEqual([(await counts(id)).delivered, (await counts(id)).pending, (await counts(id)).sending], [4, 2, 0])
    await turns.turn()
    const after = await counts(id)
    assert.deepEqual([after.delivered, after.suppressed, after.pending], [4, 2, 0])
    const { items } = (await stage.submitter.get(`/v1/releases/${id}/deliveries?state=suppressed`)).json
    assert.deepEqual(
      items.map(({ attempts }: { attempts: number }) => attempts),
      [0, 0],
      'nothing was tried',
    )
    const arrived = stage.mail.received.slice(received).map(({ to }) => to)
    assert.deepEqual([arrived.length, arrived.filter((to) => silenced.includes(to))], [4, []])
  })
  it('nor is somebody who is erased meanwhile', async () => {
    const { admin } = stage
    const listId = await makeList(admin)
    const journalistIds = await Promise.all(
      ['Nour Aziz', 'Omar Saleh'].map((name) => makeJournalist(admin, { name, languages: ['en'] })),
    )
    for (const id of journalistIds) await makeMailbox(admin, `journalists/${id}`, `${id}@gulf.example`)
    expectStatus(await admin.post(`/v1/outlet-lists/${listId}/members`, { journalistIds }), 200)
    const { id, sent } = await deliverWhile(listId, async (first) => {
      const other = journalistIds.find((journalistId) => !addressOf(first).startsWith(journalistId))
      expectStatus(await admin.put(`/v1/journalists/${other}/erasure`, { reason: 'Asked for it by letter' }), 200)
    })
    await turns.turn()
    assert.equal(sent.length, 1)
    assert.deepEqual([(await counts(id)).delivered, (await counts(id)).suppressed], [1, 1])
  })

  it('is asked about with all that wait, once in a second; what cannot be asked about is not sent', async () => {
    const list = await stage.list(Array.from({ length: 3 }, () => ({ channel: 'email' as const })))
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id), 202)
    await sweep(turns.worker, 0)
    const { id: batchId } = await stage.deps.db.batch.findFirstOrThrow({ where: { state: 'ready' } })
    const lease = await leaseBatch(turns.worker, batchId)
    assert.ok(lease)
    const { claims } = await claimSlice(turns.worker, lease)
    const [one, two, three] = claims
    assert.ok(one && two && three)
    const watch = watchSuppressions(turns.worker, lease)
    watch.add(claims, clock.monotonicMs())
    clock.advance(1001)
    assert.equal(await watch.find(one), undefined)
    await stage.deps.db.suppression.createMany({
      data: [two, three].map(({ addressHash }) => ({
        addressHash: Buffer.from(addressHash, 'hex'),
        reason: 'admin',
        createdAt: clock.now(),
      })),
    })
    assert.equal(await watch.find(two), undefined, 'the answer about the first was about all, and holds for a second')
    clock.advance(1001)
    assert.equal(await watch.find(three), 'suppressed')
    const nowhere = openDb('postgres://nobody@127.0.0.1:1/nothing', 1)
    const blind = watchSuppressions({ ...turns.worker, db: nowhere }, lease)
    blind.add([one, two], clock.monotonicMs())
    assert.equal(await blind.find(one), undefined, 'it has just been claimed')
    clock.advance(1001)
    assert.equal(await blind.find(two), 'unknown')
    await nowhere.$disconnect()
  })
})
