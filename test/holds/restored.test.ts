import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { startSmtpReceiver } from '../../src/demo/receivers/smtp.ts'
import { holdIfRestored } from '../../src/holds/hold-if-restored.ts'
import { sweep } from '../../src/worker.ts'
import type { Answer, Client } from '../harness/client.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { createDatabase, takeDatabase } from '../harness/database.ts'
import { type Service, startService } from '../harness/service.ts'
import { startStage } from '../harness/stage.ts'
import { openTurns, type Turns } from './turns.ts'

describe('a database that was restored', () => {
  const clock = handClock('2026-12-01T08:00:00Z')
  const releases = { begun: '', due: '', ahead: '', done: '' }
  let keys: { admin: string; editor: string; submitter: string }
  let origin: Awaited<ReturnType<typeof takeDatabase>>
  let mail: Awaited<ReturnType<typeof startSmtpReceiver>>
  let pending: string[]
  before(async () => {
    mail = await startSmtpReceiver()
    origin = await takeDatabase()
    const database = { url: origin.url, drop: async () => {} }
    const stage = await startStage({ clock, database, env: { SMTP_URL: mail.url, BATCH_SIZE: '1' } })
    const turns = openTurns(stage.deps, clock)
    const list = await stage.list([{ channel: 'email' }, { channel: 'email' }, { channel: 'email' }])
    const publish = async (releaseAt?: string) => {
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      expectStatus(await stage.publish(id, releaseAt ? { releaseAt } : {}), 202)
      return id
    }
    releases.done = await publish()
    await turns.turn()
    releases.begun = await publish()
    await sweep(turns.worker, 0)
    const { id } = await stage.deps.db.batch.findFirstOrThrow({ where: { state: 'ready' }, orderBy: { id: 'asc' } })
    assert.equal(await deliverBatch(turns.worker, id), true)
    releases.due = await publish('2026-12-01T09:00:00Z')
    releases.ahead = await publish('2026-12-02T09:00:00Z')
    const { key: admin } = await stage.client('admin')
    keys = { admin, editor: stage.editor.key, submitter: stage.submitter.key }
    const { items } = (await stage.submitter.get(`/v1/releases/${releases.begun}/deliveries?state=pending`)).json
    pending = items.map((delivery: { id: string }) => delivery.id).sort()
    await turns.close()
    await stage.close()
  })
  after(async () => {
    for (const { turns, service } of opened) {
      await turns.close()
      await service.close()
    }
    await origin.drop()
    await mail.close()
  })

  const opened: { service: Service; turns: Turns }[] = []
  /** The backup, two hours later in another place. */
  const restore = async (name: string) => {
    const server = process.env.TEST_POSTGRES_URL ?? ''
    const copy = `${new URL(origin.url).pathname.slice(1)}_${name}`
    const url = await createDatabase(server, copy, new URL(origin.url).pathname.slice(1))
    clock.set('2026-12-01T10:00:00Z')
    const service = await startService({ clock, env: { SMTP_URL: mail.url }, database: { url, drop: async () => {} } })
    const turns = openTurns(service.deps, clock)
    opened.push({ service, turns })
    const as = { admin: service.as(keys.admin), editor: service.as(keys.editor), submitter: service.as(keys.submitter) }
    return { service, turns, ...as, status: (id: string) => statusOf(as.submitter, id) }
  }
  const statusOf = async (client: Client, id: string): Promise<Answer['json']> =>
    (await client.get(`/v1/releases/${id}/status`)).json

  it('starts held; resuming needs an admin and a word on the doubtful deliveries; dropped ones end as failed', async () => {
    const restored = await restore('drop')
    const { turns, admin, editor, status, service } = restored
    const before = mail.received.length
    await turns.turn()
    await turns.turn()
    assert.equal(mail.received.length, before)
    const hold = expectStatus(await editor.get('/v1/wire/hold'), 200).json
    assert.deepEqual([hold.cause, hold.actor, hold.behind.pending], ['restored', 'dateline', 5])
    assert.deepEqual(
      [(await status(releases.due)).publication, (await status(releases.ahead)).publication],
      ['held', 'scheduled'],
    )

    const doubtful = expectStatus(await editor.get('/v1/wire/hold/doubtful'), 200).json.items
    const found = doubtful.map(({ releaseId, pending }: { releaseId: string; pending: number }) => [releaseId, pending])
    assert.deepEqual(found, [
      [releases.begun, 2],
      [releases.due, 3],
    ])
    const rows = expectStatus(await editor.get('/v1/wire/hold/doubtful/deliveries?limit=4'), 200).json
    assert.deepEqual([rows.items.length, typeof rows.nextCursor], [4, 'string'])
    const one = `/v1/wire/hold/doubtful/deliveries?publicationId=${doubtful[0].id}`
    const ids = expectStatus(await editor.get(one), 200).json.items.map(({ id }: { id: string }) => id)
    assert.deepEqual(ids.sort(), pending)

    const undecided = expectStatus(await admin.delete('/v1/wire/hold?reason=Restored'), 409)
    assert.equal(undecided.problem, 'wrong-state')
    expectStatus(await editor.delete('/v1/wire/hold?reason=Restored&doubtful=drop'), 403)
    expectStatus(await admin.delete('/v1/wire/hold?reason=Restored&doubtful=maybe'), 422)
    const lifted = expectStatus(await admin.delete('/v1/wire/hold?reason=Restored&doubtful=drop'), 200).json
    assert.equal(lifted.liftedBy, 'A admin')
    await turns.turn()
    assert.equal(mail.received.length, before)
    const [begun, due] = [await status(releases.begun), await status(releases.due)]
    assert.deepEqual([begun.publication, begun.counts.delivered, begun.counts.failed, begun.finished], ['released', 1, 2, true])
    assert.deepEqual([due.publication, due.counts.failed, due.finished], ['canceled', 3, true])
    const failed = (await editor.get(`/v1/releases/${releases.begun}/deliveries?state=failed`)).json.items
    assert.deepEqual([...new Set(failed.map(({ reason }: { reason: string }) => reason))], ['doubtful'])
    assert.equal((await restored.submitter.put(`/v1/releases/${releases.due}/publication`, {})).problem, 'wrong-state')

    clock.set('2026-12-02T09:00:00Z')
    await turns.turn()
    assert.equal((await status(releases.ahead)).counts.delivered, 3)
    assert.equal(await holdIfRestored(service.deps), false, 'it is at home from now on')
  })

  it('lets doubtful deliveries go with the ids that they had', async () => {
    const restored = await restore('send')
    const { turns, admin, status } = restored
    const before = mail.received.length
    expectStatus(await admin.delete('/v1/wire/hold?reason=Restored&doubtful=send'), 200)
    clock.advance(1000)
    await turns.turn()
    await turns.turn()
    const sent = mail.received.slice(before).map(({ messageId }) => messageId.split('@')[0] ?? '')
    assert.deepEqual(sent.filter((id) => pending.includes(id)).sort(), pending)
    assert.deepEqual([sent.length, (await status(releases.due)).publication], [5, 'released'])
  })

  it('processes that start together hold it once; a hold that was pressed before the backup counts from now', async () => {
    const [{ service } = assert.fail('nothing was restored')] = opened
    const admin = service.as(keys.admin)
    const pressed = expectStatus(await admin.put('/v1/wire/hold', { reason: 'Pressed' }), 201).json
    await service.deps.db.wire.updateMany({ data: { home: 'elsewhere' } })
    clock.advance(60_000)
    const held = await Promise.all([1, 2, 3].map(() => holdIfRestored(service.deps)))
    assert.deepEqual(held.filter(Boolean).length, 1)
    const now = expectStatus(await admin.get('/v1/wire/hold'), 200).json
    assert.deepEqual([now.id, now.cause, now.createdAt], [pressed.id, 'restored', clock.now().toISOString()])
    expectStatus(await admin.delete('/v1/wire/hold?reason=No'), 409)
  })
})
