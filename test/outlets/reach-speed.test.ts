import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeList } from './factories.ts'

let service: Service

// A wire of real size, made in the database: 6,500 outlets and 10,000 journalists, each with one endpoint.
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
    FROM generate_series(1, 10000) AS n`
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

/** The quickest of three: what the work costs, not what else the machine does. */
async function measurePreview(listId: string, language: string): Promise<{ endpoints: number; ms: number }> {
  const runs: { endpoints: number; ms: number }[] = []
  for (let run = 0; run < 3; run++) {
    const startedAt = performance.now()
    const answer = expectStatus(await service.admin.get(`/v1/outlet-lists/${listId}/preview?language=${language}`), 200)
    runs.push({ endpoints: answer.json.endpoints, ms: performance.now() - startedAt })
  }
  return { endpoints: runs[0]?.endpoints ?? 0, ms: Math.min(...runs.map(({ ms }) => ms)) }
}

test('a preview over 6,500 outlets by rule takes less than half a second', async () => {
  const listId = await makeList(service.admin, { rule: { channels: ['email'], languages: ['en'], sectors: ['energy'] } })
  const { endpoints, ms } = await measurePreview(listId, 'en-GB')
  assert.equal(endpoints, 6000)
  assert.ok(ms < 500, `${Math.round(ms)} ms`)
})

test('so does one over 10,000 journalists by hand and the outlets by rule', async () => {
  const listId = await makeList(service.admin, { rule: {} })
  await service.deps.db.$executeRaw`
    INSERT INTO outlet_list_members (outlet_list_id, journalist_id) SELECT ${listId}::uuid, id FROM journalists`
  const { endpoints, ms } = await measurePreview(listId, 'zh-Hant-TW')
  assert.equal(endpoints, 2000 + 1300 - 100)
  assert.ok(ms < 500, `${Math.round(ms)} ms`)
})
