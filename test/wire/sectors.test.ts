import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { findUnknownSectors } from '../../src/wire/sector.ts'
import { untilWaiting, whileLocked } from '../accounts/while-locked.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'

type Sector = { key: string; position: number }

describe('sectors', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  const list = async (): Promise<Sector[]> => expectStatus(await service.admin.get('/v1/sectors'), 200).json.items
  const put = (key: string, body: object) => service.admin.put(`/v1/sectors/${key}`, body)

  it('200 lists the whole vocabulary in its order, to every role', async () => {
    const submitter = await service.client('submitter')
    const { items } = expectStatus(await submitter.get('/v1/sectors'), 200).json
    assert.deepEqual(
      items.slice(0, 3).map(({ key }: Sector) => key),
      ['top-story', 'daily-news', 'energy'],
    )
  })

  it('201 then 200: a PUT creates at the end, replaces in place, and is an event only when it changes something', async () => {
    const space = { labels: { EN: 'Space', 'zh-TW': '太空' }, mediaTopic: 'medtop:13000000' }
    const created = expectStatus(await put('space-travel', space), 201).json
    assert.deepEqual(created.labels, { en: 'Space', 'zh-Hant': '太空' })
    assert.equal((await list()).at(-1)?.key, 'space-travel')
    const replaced = expectStatus(await put('space-travel', { labels: { en: 'Space travel' } }), 200).json
    assert.deepEqual(replaced, {
      key: 'space-travel',
      labels: { en: 'Space travel' },
      mediaTopic: null,
      position: created.position,
    })
    expectStatus(await put('space-travel', { labels: { en: 'Space travel' } }), 200)
    const { items } = (await service.admin.get('/v1/events?subjectId=space-travel')).json
    assert.deepEqual(
      items.map(({ kind }: { kind: string }) => kind),
      ['sector.changed', 'sector.created'],
    )
  })

  it('200 and 201: two that put the same new key at once make one', async () => {
    const answers = await whileLocked(service.deps.db, {
      lock: (tx) => tx.$executeRaw`LOCK TABLE sectors IN SHARE ROW EXCLUSIVE MODE`,
      waiting: 2,
      start: () => Promise.all(['One', 'Two'].map((label) => put('twins', { labels: { en: label } }))),
    })
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 201])
    assert.equal((await list()).filter(({ key }) => key === 'twins').length, 1)
  })

  it('422 without a label, with a Media Topic that is none; 404 for a key that cannot exist', async () => {
    expectStatus(await put('energy', { labels: {} }), 422)
    expectStatus(await put('energy', { labels: { en: 'Energy' }, mediaTopic: 'medtop:4000000' }), 422)
    expectStatus(await put('energy', { labels: { en: 'Energy' }, key: 'power' }), 422)
    for (const key of ['Energy', 'a--b', '-a', '1a', 'a%00', 'a'.repeat(61)]) {
      expectStatus(await put(key, { labels: { en: 'Energy' } }), 404)
    }
  })

  it('204 deletes one that nobody uses; 404 after that', async () => {
    expectStatus(await put('brief', { labels: { en: 'Brief' } }), 201)
    expectStatus(await service.admin.delete('/v1/sectors/brief'), 204)
    expectStatus(await service.admin.delete('/v1/sectors/brief'), 404)
    assert.ok(!(await list()).some(({ key }) => key === 'brief'))
  })

  it('409 while an outlet, a journalist or the rule of a list names it', async () => {
    const { db } = service.deps
    const now = service.deps.clock.now()
    const stamps = { createdAt: now, updatedAt: now }
    const facts = { name: 'The Daily', languages: ['en'], ...stamps }
    await db.outlet.create({ data: { ...facts, country: 'AE', timeZone: 'Asia/Dubai', sectors: ['energy', 'sports'] } })
    await db.journalist.create({ data: { ...facts, sectors: ['travel'] } })
    await db.outletList.create({ data: { name: 'Science', rule: { exclude: { sectors: ['health', 'science'] } }, ...stamps } })
    for (const key of ['energy', 'sports', 'travel', 'science']) {
      assert.equal(expectStatus(await service.admin.delete(`/v1/sectors/${key}`), 409).problem, 'wrong-state')
    }
    await db.outlet.updateMany({ data: { archivedAt: now } })
    expectStatus(await service.admin.delete('/v1/sectors/energy'), 204)
  })

  for (const { path, key, body } of [
    {
      path: 'outlets',
      key: 'culture',
      body: { name: 'The Weekly', country: 'AE', languages: ['en'], timeZone: 'Asia/Dubai', sectors: ['culture'] },
    },
    { path: 'journalists', key: 'technology', body: { name: 'Jane', languages: ['en'], sectors: ['technology'] } },
    { path: 'outlet-lists', key: 'industry', body: { name: 'Makers', rule: { include: { sectors: ['industry'] } } } },
  ]) {
    it(`409 while one of the ${path} that is just being written names it`, async () => {
      const { db } = service.deps
      const [written, deleted] = await whileLocked(db, {
        // What is written is in the log of events before it is committed: there it waits.
        lock: (tx) => tx.$executeRaw`LOCK TABLE events IN SHARE MODE`,
        waiting: 2,
        start: async () => {
          const writing = service.admin.post(`/v1/${path}`, body)
          await untilWaiting(db, 1)
          return Promise.all([writing, service.admin.delete(`/v1/sectors/${key}`)])
        },
      })
      expectStatus(written, 201)
      expectStatus(deleted, 409)
    })
  }

  it('names the keys that are not in the vocabulary', async () => {
    const { db } = service.deps
    assert.deepEqual(await findUnknownSectors(db, ['nonsense', 'finance', 'Finance']), ['nonsense', 'Finance'])
    assert.deepEqual(await findUnknownSectors(db, []), [])
  })
})
