import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Answer, expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'
import { approve, german, handIn, order, putSeen } from '../translations/factories.ts'
import { publishNext, untilVersion } from './next-version.ts'

/** Time stands still here but where it is moved; receivers take nothing that is signed five minutes from their own. */
const minute = 1000

describe('editions that are still being translated', () => {
  const clock = handClock(new Date())
  let stage: Stage
  before(async () => {
    stage = await startStage({ clock, keep: true })
    await stage.work()
  })
  after(() => stage.close())

  const inMinutes = (n: number) => new Date(clock.now().getTime() + n * minute).toISOString()
  const publicationOf = async (id: string) => expectStatus(await stage.editor.get(`/v1/releases/${id}/publication`), 200).json
  const eventsOf = async (id: string): Promise<string[]> => {
    const { items } = expectStatus(await stage.submitter.get(`/v1/releases/${id}/events?limit=100`), 200).json
    return items.map(({ kind }: { kind: string }) => kind)
  }

  /** Asks whenever there is news of it, until it is so: sweep comes by once a second. */
  const untilPublication = async (id: string, done: (publication: Answer['json']) => boolean): Promise<Answer['json']> => {
    for (const deadline = performance.now() + 30_000; performance.now() < deadline; ) {
      const publication = await publicationOf(id)
      if (done(publication)) return publication
      await stage.deps.signals.wait(publication.id, 500)
    }
    return assert.fail(`never so: ${JSON.stringify(await publicationOf(id))}`)
  }

  type Targets = { language: string; outletListId: string }[]

  /** A release with these editions, and a German translation of it ordered; approved. */
  const awaiting = async (targets: Targets, languages = ['en']): Promise<{ id: string; translation: string }> => {
    const editions = languages.map((language) =>
      edition(language, `<p>Acme opened 12 stations today for 5 million euros, ${language}.</p>`),
    )
    const release = await handIn(stage, { targets, editions })
    const translation = await order(stage, release)
    await approve(stage, release)
    return { id: release.id, translation }
  }
  const deliver = async (translation: string) => {
    expectStatus(await putSeen(stage.submitter, translation, 'draft', german), 200)
    expectStatus(await putSeen(stage.editor, translation, 'review'), 200)
    expectStatus(await stage.submitter.put(`${translation}/delivery`), 200)
  }
  /** What each endpoint was sent: the languages of its deliveries in their order. */
  const sentTo = async (id: string, endpointIds: string[]): Promise<string[]> => {
    const rows = await stage.deps.db.delivery.findMany({
      where: { endpointId: { in: endpointIds } },
      orderBy: { language: 'asc' },
    })
    const publication = await publicationOf(id)
    const mine = rows.filter((row) => row.publicationId === publication.id && row.state === 'delivered')
    return endpointIds.map((endpointId) =>
      mine
        .filter((row) => row.endpointId === endpointId)
        .map((row) => row.language)
        .join(' '),
    )
  }
  const firstOnly = async (endpointId: string | undefined) =>
    expectStatus(await stage.admin.patch(`/v1/endpoints/${endpointId}`, { editions: 'first' }, { 'if-match': '*' }), 200)

  it('arrive before the deadline, and leave with the others at one instant, each naming the other', async () => {
    const list = await stage.list([{ languages: ['en'] }, { languages: ['de'] }])
    const { id, translation } = await awaiting(['en', 'de'].map((language) => ({ language, outletListId: list.id })))
    const body = { releaseAt: inMinutes(20), pendingEditions: { deadline: inMinutes(10), policy: 'hold' } }
    const { json } = expectStatus(await stage.publish(id, body), 202)
    assert.deepEqual(json.pendingEditions.languages, ['de'])
    assert.deepEqual(
      json.targets.map(({ state }: { state: string }) => state),
      ['waiting', 'pending'],
    )
    await deliver(translation)
    const arrived = await untilPublication(id, ({ pendingEditions }) => pendingEditions.languages.length === 0)
    assert.equal(arrived.pendingEditions.missedAt, null)
    const release = expectStatus(await stage.editor.get(`/v1/releases/${id}`), 200).json
    assert.deepEqual(
      release.editions.map(({ language }: { language: string }) => language),
      ['en', 'de'],
    )
    assert.equal(release.revision.number, 2)
    const before = stage.hooks.received.length
    clock.advance(20 * minute)
    const status = await stage.until(id, ({ finished }) => finished)
    assert.deepEqual([status.total, status.counts.delivered], [2, 2])
    const sent = stage.hooks.received.slice(before).map(({ body: bytes }) => JSON.parse(String(bytes)))
    assert.deepEqual(new Set(sent.map(({ language }) => language)), new Set(['en', 'de']))
    assert.equal(new Set(sent.map(({ versionCreated }) => versionCreated)).size, 1)
    for (const one of sent) assert.ok(JSON.stringify(one).includes(`urn:dateline:${id}:${one.language === 'en' ? 'de' : 'en'}`))
    assert.ok((await eventsOf(id)).includes('publication.editions-arrived'))
    assert.ok((await eventsOf(id)).includes('release.edition-added'))
  })

  it('hold everything where they are missing at the deadline, until they come and an editor lets it go', async () => {
    const list = await stage.list([{ languages: ['en'] }, { languages: ['de'] }])
    const { id, translation } = await awaiting(['en', 'de'].map((language) => ({ language, outletListId: list.id })))
    const pendingEditions = { deadline: inMinutes(5), policy: 'hold' }
    expectStatus(await stage.publish(id, { releaseAt: inMinutes(10), pendingEditions }), 202)
    clock.advance(5 * minute)
    await untilPublication(id, (now) => now.pendingEditions.missedAt !== null)
    const { holds } = await stage.until(id, ({ holds }) => holds.length > 0)
    assert.match(holds[0].reason, /No edition in de by the deadline/)
    clock.advance(6 * minute)
    await deliver(translation)
    await untilPublication(id, (now) => now.pendingEditions.languages.length === 0)
    assert.deepEqual(await sentTo(id, list.endpointIds), ['', ''])
    expectStatus(await stage.editor.delete(`/v1/releases/${id}/publication/hold?reason=It%20is%20there`), 200)
    await stage.until(id, ({ finished }) => finished)
    assert.deepEqual(await sentTo(id, list.endpointIds), ['en', 'de'])
  })

  it('are gone without where the hold is lifted while they are missing', async () => {
    const list = await stage.list([{ languages: ['en'] }, { languages: ['de'] }])
    const { id } = await awaiting(['en', 'de'].map((language) => ({ language, outletListId: list.id })))
    expectStatus(
      await stage.publish(id, { releaseAt: inMinutes(5), pendingEditions: { deadline: inMinutes(5), policy: 'hold' } }),
      202,
    )
    clock.advance(5 * minute)
    await untilPublication(id, (now) => now.pendingEditions.missedAt !== null)
    assert.deepEqual(await sentTo(id, list.endpointIds), ['', ''])
    expectStatus(await stage.editor.delete(`/v1/releases/${id}/publication/hold?reason=Go%20without`), 200)
    const { total } = await stage.until(id, ({ finished }) => finished)
    assert.equal(total, 1)
    assert.deepEqual(await sentTo(id, list.endpointIds), ['en', ''])
    assert.deepEqual(
      (await eventsOf(id)).filter((kind) => /editions/.test(kind)),
      ['publication.editions-dropped', 'publication.editions-missing'],
    )
  })

  it('are dropped: who reads another language that goes out gets that, as if they had not been asked for', async () => {
    const list = await stage.list([{ languages: ['en'] }, { languages: ['de'] }, { languages: ['de', 'en'] }])
    await firstOnly(list.endpointIds[2])
    const { id } = await awaiting(['en', 'de'].map((language) => ({ language, outletListId: list.id })))
    expectStatus(
      await stage.publish(id, { releaseAt: inMinutes(10), pendingEditions: { deadline: inMinutes(5), policy: 'drop' } }),
      202,
    )
    clock.advance(10 * minute)
    await stage.until(id, ({ finished }) => finished)
    assert.deepEqual(await sentTo(id, list.endpointIds), ['en', '', 'en'])
    const { state, targets } = await publicationOf(id)
    assert.deepEqual([state, targets.map((target: { state: string }) => target.state)], ['released', ['expanded', 'canceled']])
  })

  it('fall back: each outlet that was to get one gets another that it reads, and nobody else does', async () => {
    const english = await stage.list([{ languages: ['en'] }])
    const list = await stage.list(
      [['de'], ['de', 'en'], ['de', 'fr'], ['en'], ['de', 'fr', 'en']].map((languages) => ({ languages })),
    )
    await firstOnly(list.endpointIds[4])
    const targets = [
      { language: 'en', outletListId: english.id },
      { language: 'de', outletListId: list.id },
    ]
    const { id } = await awaiting(targets, ['en', 'fr'])
    const pendingEditions = { deadline: inMinutes(5), policy: 'fall-back' }
    expectStatus(await stage.publish(id, { releaseAt: inMinutes(10), pendingEditions }), 202)
    clock.advance(10 * minute)
    await stage.until(id, ({ finished }) => finished)
    assert.deepEqual(await sentTo(id, english.endpointIds), ['en'])
    assert.deepEqual(await sentTo(id, list.endpointIds), ['', 'en', 'fr', '', 'fr'])
    const stood = (await publicationOf(id)).targets.filter(({ insteadOf }: { insteadOf: string | null }) => insteadOf === 'de')
    assert.deepEqual(
      stood.map(({ language }: { language: string }) => language),
      ['en', 'fr'],
    )
  })

  it('follow language by language where that is asked for; it is released when the last is out', async () => {
    const list = await stage.list([{ languages: ['en'] }, { languages: ['de'] }, { languages: ['de', 'en'] }])
    await firstOnly(list.endpointIds[2])
    const { id, translation } = await awaiting(['en', 'de'].map((language) => ({ language, outletListId: list.id })))
    const pendingEditions = { deadline: inMinutes(30), policy: 'drop', together: false }
    expectStatus(await stage.publish(id, { releaseAt: null, pendingEditions }), 202)
    const first = await stage.until(id, ({ counts }) => counts.delivered === 1)
    assert.deepEqual([first.publication, first.finished], ['releasing', false])
    assert.deepEqual(await sentTo(id, list.endpointIds), ['en', '', ''])
    await deliver(translation)
    const last = await stage.until(id, ({ finished }) => finished)
    assert.deepEqual([last.publication, last.total], ['released', 3])
    assert.deepEqual(await sentTo(id, list.endpointIds), ['en', 'de', 'de'])
  })

  it('give way at the deadline language by language, too: who waited for one gets what others were sent', async () => {
    const list = await stage.list([{ languages: ['en'] }, { languages: ['de'] }, { languages: ['de', 'en'] }])
    await firstOnly(list.endpointIds[2])
    const { id } = await awaiting(['en', 'de'].map((language) => ({ language, outletListId: list.id })))
    const pendingEditions = { deadline: inMinutes(5), policy: 'drop', together: false }
    expectStatus(await stage.publish(id, { releaseAt: null, pendingEditions }), 202)
    await stage.until(id, ({ counts }) => counts.delivered === 1)
    const longer = { ...pendingEditions, deadline: inMinutes(10) }
    assert.equal(
      expectStatus(await stage.publish(id, { pendingEditions: longer }), 202).json.pendingEditions.deadline,
      longer.deadline,
    )
    expectStatus(await stage.publish(id, { pendingEditions: { ...longer, together: true } }), 409)
    clock.advance(6 * minute)
    assert.equal((await stage.until(id, ({ counts }) => counts.delivered === 1)).finished, false)
    clock.advance(4 * minute)
    await stage.until(id, ({ finished }) => finished)
    assert.deepEqual(await sentTo(id, list.endpointIds), ['en', '', 'en'])
  })

  it('are waited for once more where the publication gets another hour and deadline', async () => {
    const list = await stage.list([{ languages: ['en'] }, { languages: ['de', 'en'] }])
    const { id, translation } = await awaiting(['en', 'de'].map((language) => ({ language, outletListId: list.id })))
    const ask = (deadline: number, hour: number) =>
      stage.publish(id, { releaseAt: inMinutes(hour), pendingEditions: { deadline: inMinutes(deadline), policy: 'fall-back' } })
    expectStatus(await ask(5, 60), 202)
    clock.advance(5 * minute)
    await untilPublication(id, (now) => now.pendingEditions.missedAt !== null)
    const again = expectStatus(await ask(10, 60), 202).json
    assert.deepEqual([again.pendingEditions.languages, again.pendingEditions.missedAt, again.targets.length], [['de'], null, 2])
    expectStatus(await stage.publish(id, { releaseAt: inMinutes(8) }), 422)
    await deliver(translation)
    await untilPublication(id, ({ pendingEditions }) => pendingEditions.languages.length === 0)
    clock.advance(60 * minute)
    await stage.until(id, ({ finished }) => finished)
    assert.deepEqual(await sentTo(id, list.endpointIds), ['en', 'de en'])
  })

  it('end with the version: an update leaves nothing of the earlier one to be translated', async () => {
    const list = await stage.list([{ languages: ['en'] }, { languages: ['de'] }])
    const { id, translation } = await awaiting(['en', 'de'].map((language) => ({ language, outletListId: list.id })))
    const pendingEditions = { deadline: inMinutes(30), policy: 'fall-back', together: false }
    expectStatus(await stage.publish(id, { releaseAt: null, pendingEditions }), 202)
    await stage.until(id, ({ counts }) => counts.delivered === 1)
    const next = {
      ...{ kind: 'update', reason: 'News.', issuerIds: [stage.issuerId], source: { kind: 'issuer' } },
      ...{
        editions: [edition('en', '<p>Updated.</p>')],
        contacts: [{ name: 'Press', email: 'press@acme.example', public: true }],
      },
    }
    await publishNext(stage, id, next)
    await stage.until(id, ({ version, finished }) => version === 2 && finished)
    assert.equal(expectStatus(await putSeen(stage.submitter, translation, 'draft', german), 409).problem, 'translation-stale')
    const finished = await untilVersion(stage, { id, number: 1 }, (status) => status.finished)
    assert.equal(finished.publication, 'released')
    const first = expectStatus(await stage.editor.get(`/v1/releases/${id}/versions/1/publication`), 200).json
    assert.deepEqual(
      first.targets.map(({ state }: { state: string }) => state),
      ['expanded', 'canceled'],
    )
  })

  it('are refused where nobody translates, where the deadline is over, and where it is after the hour', async () => {
    const list = await stage.list([{ languages: ['en'] }, { languages: ['de'] }])
    const targets = ['en', 'de'].map((language) => ({ language, outletListId: list.id }))
    const release = await handIn(stage, { targets, editions: [edition('en')] })
    const { id } = release
    assert.equal(expectStatus(await stage.submitter.put(`${release.path}/submission`), 422).problem, 'edition-missing')
    const canceled = await order(stage, release)
    await approve(stage, release)
    const ask = async (pendingEditions: object, releaseAt: string | null = inMinutes(10)) => {
      const { status, problem, json } = await stage.publish(id, {
        releaseAt,
        pendingEditions: { policy: 'drop', ...pendingEditions },
      })
      return [status, problem, json.errors[0].pointer]
    }
    const soon = { deadline: inMinutes(5) }
    expectStatus(await stage.submitter.delete(canceled), 200)
    assert.deepEqual(await ask(soon), [422, 'edition-missing', '/targets/1/language'])
    const translation = await order(stage, release)
    assert.equal(expectStatus(await stage.publish(id, {}), 422).problem, 'edition-missing')
    assert.deepEqual(await ask({ deadline: inMinutes(-1) }), [422, 'instant-past', '/pendingEditions/deadline'])
    assert.deepEqual(await ask({ deadline: inMinutes(11) }), [422, 'invalid', '/pendingEditions/deadline'])
    assert.deepEqual(await ask(soon, null), [422, 'invalid', '/pendingEditions/deadline'])
    assert.deepEqual(await ask({ ...soon, policy: 'wait' }), [422, 'invalid', '/pendingEditions/policy'])
    // Canceled before its hour, the version can be changed again.
    expectStatus(await stage.publish(id, { releaseAt: inMinutes(10), pendingEditions: { ...soon, policy: 'drop' } }), 202)
    await deliver(translation)
    expectStatus(await stage.submitter.delete(`/v1/releases/${id}/publication`), 200)
    assert.equal(expectStatus(await stage.publish(id, {}), 202).json.state, 'scheduled')
  })
})
