import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type DraftDeps, draftTaken, takeNext } from '../../src/translations/draft-by-machine.ts'
import { takeUpTranslations } from '../../src/translations/take-up.ts'
import type { Translator } from '../../src/translators/translator.ts'
import { expectStatus } from '../harness/client.ts'
import { type HandClock, handClock } from '../harness/clock.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'
import { type LibreServer, openLibreServer } from '../translators/libre-server.ts'
import { approve, type Handed, handIn, order } from './factories.ts'

const provider = 'libretranslate'

describe('a worker that has translations drafted', () => {
  let stage: Stage
  let other: Stage
  let server: LibreServer
  let clock: HandClock
  before(async () => {
    clock = handClock('2026-11-23T09:00:00Z')
    server = await openLibreServer()
    stage = await startStage({ clock, env: { LIBRETRANSLATE_URL: server.url } })
    const submitter = await stage.client('submitter')
    expectStatus(await stage.admin.put(`/v1/accounts/${submitter.accountId}/issuers/${stage.issuerId}`), 204)
    other = { ...stage, submitter }
  })
  after(async () => {
    await stage.close()
    server.close()
  })

  const deps = (over: Partial<Translator> = {}): DraftDeps => {
    const atOnce: Translator['translate'] = async ({ texts }) => ({
      ok: true,
      texts: texts.map(({ content }) => content),
      lostNames: [],
    })
    const languages: Translator['languages'] = async () => ({ ok: true, pairs: [] })
    const translators = { [provider]: { key: provider, languages, translate: atOnce, ...over } }
    return { db: stage.deps.db, clock, log: stage.deps.log, translators, stopping: new AbortController().signal }
  }
  const idOf = (path: string) => path.split('/').at(-1) ?? ''
  const orderBy = async (by: Stage, release: Handed, body: object = {}) => idOf(await order(by, release, { provider, ...body }))

  /** The ids of all that wait, in the order in which one worker drafts them. */
  const draftAll = async (): Promise<string[]> => {
    const drafted: string[] = []
    for (let lease = await takeNext(deps()); lease; lease = await takeNext(deps())) {
      await draftTaken(deps(), lease)
      drafted.push(lease.id)
    }
    return drafted
  }

  it('takes one of an account that ordered last among the first, though another has ordered fifty before', async () => {
    for (let ordered = 0; ordered < 50; ordered += 2) {
      const release = await handIn(stage)
      for (const language of ['de', 'ja']) await orderBy(stage, release, { language })
    }
    const late = await orderBy(other, await handIn(other))
    const drafted = await draftAll()
    assert.equal(drafted.length, 51)
    assert.ok(drafted.indexOf(late) < 2, `${drafted.indexOf(late)}`)
  })

  it('goes on by turns, and counts what is under way', async () => {
    const mine = await Promise.all([1, 2, 3, 4].map(async () => orderBy(stage, await handIn(stage))))
    const theirs = await Promise.all([1, 2].map(async () => orderBy(other, await handIn(other))))
    const leases = []
    for (let taken = 0; taken < 6; taken += 1) leases.push(await takeNext(deps()))
    const whose = leases.map((lease) => (theirs.includes(lease?.id ?? '') ? 'theirs' : 'mine'))
    assert.deepEqual(whose.slice(0, 4).toSorted(), ['mine', 'mine', 'theirs', 'theirs'])
    assert.notEqual(whose[0], whose[1])
    assert.deepEqual(new Set(leases.map((lease) => lease?.id)), new Set([...mine, ...theirs]))
    for (const lease of leases) if (lease) await draftTaken(deps(), lease)
  })

  it('takes of an account first what is due first: for itself, or for the hour of its publication; then the oldest', async () => {
    const hour = (hours: number) => new Date(clock.now().getTime() + hours * 3_600_000).toISOString()
    const { id: outletListId } = await stage.list([{ languages: ['en'] }])
    const release = await handIn(stage, { targets: [{ language: 'en', outletListId }] })
    const dueAt = (hours: number) => ({ dueAt: hour(hours) })
    const old = await orderBy(stage, await handIn(stage))
    const nextWeek = await orderBy(stage, await handIn(stage), dueAt(168))
    const published = await orderBy(stage, release, dueAt(100))
    const young = await orderBy(stage, await handIn(stage))
    const tomorrow = await orderBy(stage, await handIn(stage), dueAt(24))
    const soon = await orderBy(stage, await handIn(stage), dueAt(1))
    await approve(stage, release)
    expectStatus(await stage.publish(release.id, { releaseAt: hour(2) }), 202)
    assert.deepEqual(await draftAll(), [soon, published, tomorrow, nextWeek, old, young])
  })

  it('has three drafted at once and no more; one that takes long keeps none waiting', async () => {
    const long = await handIn(stage, { editions: [edition('en', '<p>Acme takes its time.</p>')] })
    const slow = await orderBy(stage, long, { dueAt: '2026-11-24T00:00:00Z' })
    for (let ordered = 0; ordered < 8; ordered += 1) await orderBy(stage, await handIn(stage))
    const [go, three, allAsked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let [asked, underWay, most] = [0, 0, 0]
    const translate: Translator['translate'] = async ({ texts }) => {
      asked += 1
      underWay += 1
      most = Math.max(most, underWay)
      if (underWay === 3) three.resolve()
      if (asked === 9) allAsked.resolve()
      await (texts.some(({ content }) => content.includes('takes its time')) ? go.promise : three.promise)
      underWay -= 1
      return { ok: true, texts: texts.map(({ content }) => content), lostNames: [] }
    }
    const worker = takeUpTranslations({ ...deps({ translate }), config: stage.deps.config })
    await allAsked.promise
    const states = await stage.deps.db.translation.findMany({ where: { id: slow }, select: { state: true } })
    // Before anything is asserted: what goes on would keep the test from ending.
    go.resolve()
    await worker.stop()
    assert.deepEqual(states, [{ state: 'requested' }])
    assert.equal(most, 3)
    assert.equal(await stage.deps.db.translation.count({ where: { state: 'requested', nextTryAt: { not: null } } }), 0)
  })

  /** Orders of ten more accounts, written as the version before writes them: without saying whose they are. */
  const orderMany = async (releases: number) => {
    const { db } = stage.deps
    const { releaseId } = await db.translation.findFirstOrThrow()
    await db.$executeRaw`
      WITH buyers AS (
        INSERT INTO accounts (name, kind, created_at, updated_at) SELECT 'Buyer ' || n, 'company', now(), now()
        FROM generate_series(1, 10) AS n RETURNING id
      ), numbered AS (SELECT id, row_number() OVER () AS n FROM buyers), handed AS (
        INSERT INTO releases (account_id, created_at, updated_at)
        SELECT id, now(), now() FROM generate_series(1, ${releases}::int) AS n JOIN numbered ON numbered.n = 1 + n.n % 10 RETURNING id
      ), numbers AS (
        INSERT INTO versions (release_id, number, state_at, created_at) SELECT id, 1, now(), now() FROM handed RETURNING release_id
      )
      INSERT INTO translations (release_id, version_number, language, source_language, source, source_hash, requested_by, provider,
        due_at, next_try_at, created_at, updated_at)
      SELECT numbers.release_id, 1, language, 'en', source, source_hash, 'Buyer', ${provider},
        now() + random() * interval '9 days', ${clock.now()}, now(), now()
      FROM numbers, unnest(ARRAY['de', 'ja']) AS language, (
        SELECT source, source_hash FROM translations WHERE release_id = ${releaseId}::uuid LIMIT 1) AS sample`
  }

  it('never takes one that another worker has: twelve take two hundred, each once', async () => {
    await orderMany(100)
    const taken: string[] = []
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        for (let lease = await takeNext(deps()); lease; lease = await takeNext(deps())) taken.push(lease.id)
      }),
    )
    assert.deepEqual([taken.length, new Set(taken).size], [200, 200])
    const rows = await stage.deps.db.translation.findMany({ where: { id: { in: taken } }, select: { generation: true } })
    assert.ok(rows.every(({ generation }) => generation === 1))
  })

  it('finds whose turn it is among ten thousand at once', async () => {
    await orderMany(5_000)
    await stage.deps.db.$executeRaw`ANALYZE translations, releases, publications`
    const taken: number[] = []
    for (let take = 0; take < 21; take += 1) {
      const began = performance.now()
      assert.ok(await takeNext(deps()))
      taken.push(performance.now() - began)
    }
    const median = taken.toSorted((a, b) => a - b)[10] ?? 0
    console.log(`one of ten thousand is taken in ${median.toFixed(1)} ms`)
    assert.ok(median < 100, `${median} ms`)
  })
})
