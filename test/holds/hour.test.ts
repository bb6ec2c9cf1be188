import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type HandClock, handClock } from '../harness/clock.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'
import { openTurns, type Turns } from './turns.ts'

// Mail only: webhook receivers rightly refuse a signature from another day than theirs.
describe('an hour that comes while the wire is held', () => {
  let stage: Stage
  let clock: HandClock
  let turns: Turns
  let listId: string
  before(async () => {
    clock = handClock('2026-12-01T00:00:00Z')
    stage = await startStage({ clock })
    turns = openTurns(stage.deps, clock)
    listId = (await stage.list([{ channel: 'email' }])).id
  })
  after(async () => {
    await turns.close()
    await stage.close()
  })

  const scheduled = async (releaseAt: string, rest: object = {}) => {
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: listId }], ...rest })
    expectStatus(await stage.publish(id, { releaseAt }), 202)
    return id
  }
  const status = async (id: string) => (await stage.submitter.get(`/v1/releases/${id}/status`)).json
  const hold = async () => {
    expectStatus(await stage.admin.put('/v1/wire/hold', { reason: 'Until the lawyers have read it' }), 201)
    clock.advance(1000)
  }
  const lift = async () => {
    expectStatus(await stage.admin.delete('/v1/wire/hold?reason=Read'), 200)
    clock.advance(1000)
  }

  it('leaves it held and unreleased; lifting starts it at once, however late, and its lateness is recorded', async () => {
    clock.set('2026-12-01T08:59:30Z')
    const id = await scheduled('2026-12-01T09:00:00Z')
    await turns.turn()
    await hold()
    clock.set('2026-12-01T09:00:00Z')
    await turns.turn()
    assert.deepEqual(
      [(await status(id)).publication, (await status(id)).lateMs, (await status(id)).counts.pending],
      ['held', null, 1],
    )
    clock.set('2026-12-01T11:00:00Z')
    await turns.turn()
    assert.equal((await status(id)).publication, 'held')
    await lift()
    clock.set('2026-12-01T11:30:00Z')
    await turns.turn()
    const { publication, lateMs, counts } = await status(id)
    assert.deepEqual([publication, lateMs, counts.delivered], ['released', 150 * 60_000, 1])
    const kinds = (await stage.submitter.get(`/v1/releases/${id}/events?limit=200`)).json.items.map(
      ({ kind }: { kind: string }) => kind,
    )
    assert.deepEqual(
      kinds.filter((kind: string) => /^publication\.(held|started|released|overdue)$/.test(kind)),
      ['publication.released', 'publication.started', 'publication.held'],
    )
  })

  it('the most urgent leaves first, then the earliest', async () => {
    clock.set('2026-12-02T08:00:00Z')
    await hold()
    const late = await scheduled('2026-12-02T08:20:00Z', { urgency: 4 })
    const early = await scheduled('2026-12-02T08:10:00Z', { urgency: 4 })
    const flash = await scheduled('2026-12-02T08:30:00Z', { urgency: 1 })
    clock.set('2026-12-02T09:00:00Z')
    await turns.turn()
    await lift()
    const before = stage.mail.received.length
    await turns.turn()
    const left = stage.mail.received.slice(before).map(({ messageId }) => messageId.split('@')[0])
    const ids = await Promise.all(
      [flash, early, late].map(async (id) => (await stage.submitter.get(`/v1/releases/${id}/deliveries`)).json.items[0].id),
    )
    assert.deepEqual(left, ids)
  })

  it('it can be canceled, or be given another hour by an editor, and is held again if that comes too soon', async () => {
    clock.set('2026-12-03T08:00:00Z')
    await hold()
    const canceled = await scheduled('2026-12-03T08:10:00Z')
    const moved = await scheduled('2026-12-03T08:10:00Z', { editions: [edition('en', '<p>Another text.</p>')] })
    clock.set('2026-12-03T08:11:00Z')
    await turns.turn()
    expectStatus(await stage.submitter.delete(`/v1/releases/${canceled}/publication`), 200)
    expectStatus(await stage.publish(moved, { releaseAt: '2026-12-03T09:00:00Z' }), 403)
    expectStatus(await stage.editor.put(`/v1/releases/${moved}/publication`, { releaseAt: '2026-12-03T09:00:00Z' }), 202)
    assert.equal((await status(moved)).publication, 'scheduled')
    clock.set('2026-12-03T09:00:30Z')
    await turns.turn()
    assert.equal((await status(moved)).publication, 'held')
    const before = stage.mail.received.length
    await lift()
    await turns.turn()
    assert.deepEqual([stage.mail.received.length, (await status(moved)).publication], [before + 1, 'released'])
    assert.equal((await status(canceled)).publication, 'canceled')
  })
})
