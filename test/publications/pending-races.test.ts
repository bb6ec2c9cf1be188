import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { watchClocks } from '../../src/embargo/clocks.ts'
import { expandDispatch } from '../../src/publications/expand.ts'
import { followEditions } from '../../src/publications/follow-editions.ts'
import { startDue } from '../../src/publications/start.ts'
import { findUnexpanded, finishAll } from '../../src/publications/sweep.ts'
import { type Answer, expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'
import { approve, german, handIn, order, putSeen } from '../translations/factories.ts'
import { approveNext, newText, publishNext } from './next-version.ts'

const minute = 1000

/** Without a worker: what sweep does is called by hand, in the order that a race may give it. */
describe('editions that are still being translated, while others are at the same publication', () => {
  const clock = handClock(new Date())
  let stage: Stage
  let other: pg.Client
  before(async () => {
    stage = await startStage({ clock })
    other = new pg.Client({ connectionString: stage.deps.config.databaseUrl })
    await other.connect()
  })
  after(async () => {
    await other.end()
    await stage.close()
  })

  const inMinutes = (n: number) => new Date(clock.now().getTime() + n * minute).toISOString()
  const pending = (n: number, policy: string, together = true) => ({ deadline: inMinutes(n), policy, together })
  const publicationOf = async (id: string, version = 1) =>
    expectStatus(await stage.editor.get(`/v1/releases/${id}/versions/${version}/publication`), 200).json
  const statesOf = async (id: string): Promise<string[]> =>
    (await publicationOf(id)).targets.map(
      ({ language, insteadOf, state }: Record<string, string>) => `${language}${insteadOf ? ` for ${insteadOf}` : ''} ${state}`,
    )
  const eventsOf = async (id: string): Promise<{ kind: string; data: object }[]> =>
    expectStatus(await stage.submitter.get(`/v1/releases/${id}/events?limit=100`), 200).json.items
  const sweep = async () => {
    await startDue(stage.deps)
    await followEditions(stage.deps)
    for (const id of await findUnexpanded(stage.deps)) await expandDispatch(stage.deps, id)
    await startDue(stage.deps)
    await finishAll(stage.deps)
  }

  type Waiting = { id: string; translation: string; endpointIds: string[]; outletIds: string[] }
  /** Published in English and German, of which the latter is being translated. */
  const waiting = async (body: object, readers = [['en'], ['de']]): Promise<Waiting> => {
    const { id: outletListId, ...members } = await stage.list(readers.map((languages) => ({ languages })))
    const targets = ['en', 'de'].map((language) => ({ language, outletListId }))
    const release = await handIn(stage, {
      targets,
      editions: [edition('en', '<p>Acme opened 12 stations for 5 million euros.</p>')],
    })
    const translation = await order(stage, release)
    await approve(stage, release)
    expectStatus(await stage.publish(release.id, body), 202)
    return { id: release.id, translation, ...members }
  }
  const review = async (translation: string, text: object = german) => {
    expectStatus(await putSeen(stage.submitter, translation, 'draft', text), 200)
    expectStatus(await putSeen(stage.editor, translation, 'review'), 200)
  }
  const deliver = (translation: string) => stage.submitter.put(`${translation}/delivery`)
  const lift = (id: string) => stage.editor.delete(`/v1/releases/${id}/publication/hold?reason=Decided`)
  /** Does something while another has locked what a query selects, and has it wait. */
  const whileLocked = async (query: string, act: () => Promise<Answer>, meanwhile: () => Promise<unknown>): Promise<Answer> => {
    await other.query(`BEGIN; ${query}`)
    const acting = act()
    const isWaiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    while ((await stage.deps.db.$queryRawUnsafe<unknown[]>(isWaiting)).length === 0);
    await meanwhile()
    await other.query('COMMIT')
    return acting
  }
  const usedOf = async (): Promise<number> => {
    const { _sum } = await stage.deps.db.usage.aggregate({
      where: { kind: 'recipients', accountId: stage.submitter.accountId },
      _sum: { used: true },
    })
    return _sum.used ?? 0
  }

  it('what was delivered before the deadline leaves, however late a sweep comes by', async () => {
    const { id, translation } = await waiting({ releaseAt: inMinutes(100), pendingEditions: pending(5, 'drop') })
    await review(translation)
    expectStatus(await deliver(translation), 200)
    clock.advance(6 * minute)
    await sweep()
    assert.deepEqual(await statesOf(id), ['en waiting', 'de waiting'])
  })

  it('what is delivered and let go before a sweep comes by leaves', async () => {
    const { id, translation } = await waiting({ releaseAt: inMinutes(10), pendingEditions: pending(5, 'hold') })
    clock.advance(5 * minute)
    await sweep()
    await review(translation)
    expectStatus(await deliver(translation), 200)
    expectStatus(await lift(id), 200)
    await sweep()
    assert.deepEqual(await statesOf(id), ['en expanded', 'de expanded'])
  })

  it('another deadline that is being granted at that instant counts', async () => {
    const { id } = await waiting({ releaseAt: null, pendingEditions: pending(5, 'drop', false) })
    await sweep()
    clock.advance(5 * minute)
    const longer = await whileLocked(
      `SELECT FROM publications WHERE release_id = '${id}' FOR UPDATE`,
      () => stage.publish(id, { pendingEditions: pending(30, 'drop', false) }),
      () => followEditions(stage.deps),
    )
    expectStatus(longer, 202)
    await sweep()
    assert.deepEqual(await statesOf(id), ['en expanded', 'de pending'])
  })

  it('another deadline that comes after it was decided is refused, or waits again where nothing has left', async () => {
    const late = await waiting({ releaseAt: null, pendingEditions: pending(5, 'drop', false) })
    await sweep()
    clock.advance(5 * minute)
    await sweep()
    expectStatus(await stage.publish(late.id, { pendingEditions: pending(30, 'drop', false) }), 409)
    const early = await waiting({ releaseAt: inMinutes(100), pendingEditions: pending(5, 'fall-back') })
    clock.advance(5 * minute)
    await sweep()
    assert.deepEqual(await statesOf(early.id), ['en waiting', 'de canceled'])
    expectStatus(await stage.publish(early.id, { pendingEditions: pending(30, 'fall-back') }), 202)
    assert.deepEqual(await statesOf(early.id), ['en waiting', 'de pending'])
  })

  it('a delivery that is under way at the deadline is in time', async () => {
    const { id, translation } = await waiting({ releaseAt: inMinutes(100), pendingEditions: pending(5, 'drop') })
    await review(translation)
    const delivery = await whileLocked(
      'LOCK TABLE revisions IN EXCLUSIVE MODE',
      () => deliver(translation),
      async () => {
        clock.advance(5 * minute)
        await followEditions(stage.deps)
      },
    )
    expectStatus(delivery, 200)
    await sweep()
    assert.deepEqual(await statesOf(id), ['en waiting', 'de waiting'])
  })

  it('a publication that somebody has locked keeps nobody', async () => {
    const { id } = await waiting({ releaseAt: inMinutes(100), pendingEditions: pending(5, 'drop') })
    clock.advance(5 * minute)
    await other.query(`BEGIN; SELECT FROM publications WHERE release_id = '${id}' FOR UPDATE`)
    await followEditions(stage.deps)
    await other.query('COMMIT')
    assert.deepEqual(await statesOf(id), ['en waiting', 'de pending'])
  })

  it('an edition must be as complete as in a submission', async () => {
    const patch = (lengths: object) => stage.admin.patch('/v1/wire', { lengths }, { 'if-match': '*' })
    const { translation } = await waiting({ releaseAt: inMinutes(100), pendingEditions: pending(50, 'drop') })
    await review(translation)
    expectStatus(await patch({ de: { most: 3 } }), 200)
    expectStatus(await deliver(translation), 422)
    expectStatus(await patch({}), 200)
    const { dateline: _, ...without } = german
    await review(translation, without)
    assert.equal(expectStatus(await deliver(translation), 422).json.errors[0].pointer, '/editions/1/dateline')
  })

  it('what a machine drafted and nobody has read comes into no approved version, but of a trusted account', async () => {
    const account = `/v1/accounts/${stage.submitter.accountId}`
    const patch = (change: object) => stage.admin.patch(account, change, { 'if-match': '*' })
    const { translation } = await waiting({ releaseAt: inMinutes(100), pendingEditions: pending(50, 'drop') })
    expectStatus(await patch({ machineTranslation: 'unreviewed' }), 200)
    expectStatus(await putSeen(stage.submitter, translation, 'draft', { ...german, machine: true }), 200)
    assert.equal(expectStatus(await deliver(translation), 409).problem, 'wrong-state')
    expectStatus(await patch({ trusted: true }), 200)
    expectStatus(await deliver(translation), 200)
    expectStatus(await patch({ machineTranslation: 'reviewed', trusted: false }), 200)
  })

  it('recipients of what is never sent are given back', async () => {
    const used = await usedOf()
    await waiting({ releaseAt: inMinutes(6), pendingEditions: pending(5, 'drop') })
    assert.equal(await usedOf(), used + 2)
    clock.advance(6 * minute)
    await sweep()
    assert.equal(await usedOf(), used + 1)
    const { id } = await waiting({ releaseAt: null, pendingEditions: pending(50, 'drop', false) })
    await sweep()
    await publishNext(stage, id, newText(stage))
    for (const _ of ['starts', 'ends what waits']) await sweep()
    assert.equal(await usedOf(), used + 2)
    const canceled = await waiting({ releaseAt: null, pendingEditions: pending(50, 'drop', false) })
    await sweep()
    assert.equal(await usedOf(), used + 4)
    expectStatus(await stage.editor.delete(`/v1/releases/${canceled.id}/publication`), 200)
    assert.equal(await usedOf(), used + 3)
  })

  it('a wall clock that was set decides nothing, nor does one in a database that was restored', async () => {
    const { id } = await waiting({ releaseAt: inMinutes(100), pendingEditions: pending(50, 'drop') })
    watchClocks(clock).agree()
    clock.step(60 * minute)
    await sweep()
    clock.step(-60 * minute)
    await stage.deps.db.hold.create({
      data: { scope: 'wire', cause: 'restored', reason: 'r', actor: 'restore', createdAt: clock.now() },
    })
    clock.advance(50 * minute)
    await sweep()
    assert.deepEqual((await publicationOf(id)).pendingEditions.languages, ['de'])
    await stage.deps.db.hold.updateMany({ where: { scope: 'wire' }, data: { liftedAt: clock.now(), liftedBy: 'x' } })
  })

  it('an update that is canceled before its hour leaves what the first waits for; a draft of one is in nobody’s way', async () => {
    const { id, translation } = await waiting({ releaseAt: null, pendingEditions: pending(300, 'drop', false) })
    await sweep()
    await review(translation)
    await publishNext(stage, id, newText(stage, { kind: 'update' }), { releaseAt: inMinutes(100) })
    expectStatus(await deliver(translation), 409)
    await sweep()
    assert.deepEqual(await statesOf(id), ['en expanded', 'de pending'])
    expectStatus(await stage.editor.delete(`/v1/releases/${id}/publication`), 200)
    expectStatus(await deliver(translation), 200)
    await sweep()
    assert.deepEqual(await statesOf(id), ['en expanded', 'de expanded'])
  })

  it('what arrives while an update is being published does not go out behind it', async () => {
    const { id, translation } = await waiting({ releaseAt: null, pendingEditions: pending(300, 'drop', false) })
    await sweep()
    await review(translation)
    expectStatus(await deliver(translation), 200)
    await approveNext(stage, id, newText(stage, { kind: 'update' }))
    const published = await whileLocked(
      `SELECT FROM wires FOR UPDATE; SELECT FROM publications WHERE release_id = '${id}' FOR UPDATE; LOCK TABLE publications IN EXCLUSIVE MODE`,
      () => stage.submitter.put(`/v1/releases/${id}/publication`, { releaseAt: null }),
      () => followEditions(stage.deps),
    )
    expectStatus(published, 202)
    await sweep()
    await sweep()
    assert.deepEqual(await statesOf(id), ['en expanded', 'de canceled'])
  })

  it('what is asked for is in the events', async () => {
    const { id } = await waiting({ releaseAt: inMinutes(100), pendingEditions: pending(50, 'hold') })
    expectStatus(await stage.publish(id, { pendingEditions: pending(60, 'drop') }), 202)
    const [rescheduled] = await eventsOf(id)
    assert.match(
      JSON.stringify(rescheduled?.data),
      /"before":.*"policy":"hold".*"after":.*"policy":"drop"|"after":.*"drop".*"before":.*"hold"/,
    )
  })

  it('held at its hour it is `held`, and another deadline lifts that hold', async () => {
    const { id, translation } = await waiting({ releaseAt: inMinutes(5), pendingEditions: pending(5, 'hold') })
    clock.advance(5 * minute)
    await sweep()
    await sweep()
    assert.equal((await publicationOf(id)).state, 'held')
    expectStatus(await stage.publish(id, { releaseAt: inMinutes(20), pendingEditions: pending(10, 'hold') }), 403)
    const again = { releaseAt: inMinutes(20), pendingEditions: pending(10, 'hold') }
    expectStatus(await stage.editor.put(`/v1/releases/${id}/publication`, again), 202)
    await review(translation)
    expectStatus(await deliver(translation), 200)
    await sweep()
    clock.advance(20 * minute)
    await sweep()
    assert.equal((await publicationOf(id)).state, 'releasing')
  })

  it('a hold for something else says nothing of what is missing', async () => {
    const { id } = await waiting({ releaseAt: inMinutes(50), pendingEditions: pending(5, 'hold') })
    expectStatus(await stage.editor.put(`/v1/releases/${id}/publication/hold`, { reason: 'Check a figure' }), 201)
    clock.advance(5 * minute)
    await sweep()
    expectStatus(await lift(id), 200)
    await sweep()
    assert.deepEqual(await statesOf(id), ['en waiting', 'de pending'])
    assert.equal(expectStatus(await lift(id), 200).json.cause, 'editions-missing')
    await sweep()
    assert.deepEqual(await statesOf(id), ['en expanded', 'de canceled'])
  })

  it('an outlet that is back when a late edition leaves gets it', async () => {
    const { id, translation, outletIds } = await waiting({ releaseAt: inMinutes(1), pendingEditions: pending(90, 'drop', false) })
    const pausedUntil = inMinutes(20)
    expectStatus(await stage.admin.patch(`/v1/outlets/${outletIds[1]}`, { pausedUntil }, { 'if-match': '*' }), 200)
    clock.advance(30 * minute)
    await review(translation)
    expectStatus(await deliver(translation), 200)
    await sweep()
    assert.equal((await publicationOf(id)).targets[1].reach.endpoints, 1)
  })
})
