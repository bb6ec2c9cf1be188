import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Prisma } from '../../src/db/client.ts'
import { countReach, makeRoomToCount } from '../../src/outlets/count-reach.ts'
import { reached } from '../../src/outlets/reach.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeList } from './factories.ts'

const nobody = '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'
let service: Service

// A wire of some size, made in the database: 6,500 outlets and 20,000 journalists, each with one endpoint.
before(async () => {
  service = await startService()
  const { db } = service.deps
  await db.$executeRaw`
    INSERT INTO outlets (name, country, languages, sectors, time_zone, created_at, updated_at)
    SELECT 'Outlet ' || n, (ARRAY['AE','KR','DE','FR'])[n % 4 + 1], ARRAY[(ARRAY['ar','ko','de','fr','zh-Hant'])[n % 5 + 1], 'en'],
      '{energy}', 'UTC', now(), now() FROM generate_series(1, 6500) AS n`
  await db.$executeRaw`
    INSERT INTO journalists (name, languages, sectors, created_at, updated_at)
    SELECT 'Journalist ' || n, ARRAY[(ARRAY['ar','ko','de','fr','zh-Hant'])[n % 5 + 1]], '{}', now(), now()
    FROM generate_series(1, 20000) AS n`
  await db.$executeRaw`
    INSERT INTO endpoints (outlet_id, journalist_id, channel, address, address_hash, host, settings, format, languages, created_at, updated_at)
    SELECT outlet_id, journalist_id, 'email', id::text, uuid_send(id), 'outlet.example', '{}', 'html', '{}', now(), now()
    FROM (SELECT id, id AS outlet_id, NULL::uuid AS journalist_id FROM outlets UNION ALL SELECT id, NULL, id FROM journalists) AS owners`
  await db.$executeRaw`
    INSERT INTO suppressions (channel, address_hash, reason, created_at)
    SELECT 'email', address_hash, 'unsubscribe', now() FROM endpoints ORDER BY id LIMIT 500`
  await db.$executeRaw`ANALYZE`
})
after(() => service.close())

/** How often the busiest step of the plan runs: thousands of times would be a look per outlet or journalist. */
async function mostLoops(outletListId: string, language: string | null): Promise<number> {
  const { db, clock } = service.deps
  const target = { outletListId, language, excludeOutletIds: [], accountId: nobody, at: clock.now() }
  const reach = Prisma.sql`(${await reached(db, target)}) AS reach`
  const plan = await db.$transaction(async (tx) => {
    await makeRoomToCount(tx)
    return tx.$queryRaw<
      { 'QUERY PLAN': string }[]
    >`EXPLAIN (ANALYZE, TIMING OFF) ${countReach(reach, { names: true, atHand: false })}`
  })
  const text = plan.map((row) => row['QUERY PLAN']).join('\n')
  assert.doesNotMatch(text, /external merge|Batches: [2-9]/, text)
  return Math.max(...[...text.matchAll(/loops=(\d+)/g)].map(([, count]) => Number(count)))
}

const preview = async (listId: string, language: string) =>
  expectStatus(await service.admin.get(`/v1/outlet-lists/${listId}/preview?language=${language}`), 200).json

const byRule: [what: string, rule: object, language: string, endpoints: number][] = [
  ['everybody', {}, 'zh-Hant-TW', 1300 + 20_000 / 5 - 500],
  ['all that read English', { include: { languages: ['en'], sectors: ['energy'], channels: ['email'] } }, 'en-GB', 6000],
  ['everybody but some', { exclude: { countries: ['AE'], tags: ['gone'] } }, 'ar', 1300 + 20_000 / 5],
]
for (const [what, rule, language, endpoints] of byRule)
  test(`previewing a rule for ${what} reads each table in one go, in memory`, async () => {
    const listId = await makeList(service.admin, { rule })
    const { endpoints: counted } = await preview(listId, language)
    assert.ok(Math.abs(counted - endpoints) <= 500, `${counted}`)
    assert.ok((await mostLoops(listId, language)) < 10_000)
  })

test('so does one of 20,000 journalists by hand and the outlets by rule', async () => {
  const listId = await makeList(service.admin, { rule: { include: { kinds: ['outlet'] } } })
  await service.deps.db.$executeRaw`
    INSERT INTO outlet_list_members (outlet_list_id, journalist_id) SELECT ${listId}::uuid, id FROM journalists`
  assert.equal((await preview(listId, 'zh-Hant-TW')).endpoints, 20_000 / 5 + 1300 - 100)
  assert.ok((await mostLoops(listId, 'zh-Hant-TW')) < 10_000)
})

test('so does one of a list that is made of others', async () => {
  const part = async (operation: string, rule: object) => ({ outletListId: await makeList(service.admin, { rule }), operation })
  const parts = [await part('union', {}), await part('difference', { include: { kinds: ['outlet'] } })]
  const listId = await makeList(service.admin, { parts })
  assert.equal((await preview(listId, 'ar')).journalists, 20_000 / 5)
  assert.ok((await mostLoops(listId, 'ar')) < 10_000)
})
