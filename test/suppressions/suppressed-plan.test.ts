import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Prisma } from '../../src/db/client.ts'
import { isSuppressed } from '../../src/suppressions/suppressed.ts'
import { type Service, startService } from '../harness/service.ts'

const account = '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'
const asked = { channel: Prisma.sql`r.channel`, addressHash: Prisma.sql`r.address_hash`, host: Prisma.sql`r.host` }
const condition = isSuppressed(asked, Prisma.sql`${account}::uuid`)
let service: Service

// As many as a real wire has, made in the database: 92,500 recipients, 6,000 addresses that are suppressed, and 50 domains.
before(async () => {
  service = await startService()
  const { db } = service.deps
  await db.$executeRaw`
    CREATE TABLE recipients AS SELECT 'email' AS channel, sha256(n::text::bytea) AS address_hash,
      (ARRAY['outlet', 'mail.outlet', 'deep.mail.outlet'])[n % 3 + 1] || n % 8000 || '.example:25' AS host
    FROM generate_series(1, 92500) AS n`
  await db.$executeRaw`
    INSERT INTO suppressions (channel, account_id, address_hash, reason, created_at)
    SELECT (ARRAY['email', NULL, 'webhook'])[n % 3 + 1], CASE WHEN n % 2 = 0 THEN ${account}::uuid END, sha256(n::text::bytea), 'unsubscribe', now()
    FROM generate_series(1, 6000) AS n`
  await db.$executeRaw`
    INSERT INTO suppressions (domain, reason, created_at)
    SELECT 'outlet' || n || '.example', 'admin', now() FROM generate_series(7000, 7049) AS n`
  await db.$executeRaw`ANALYZE`
})
after(() => service.close())

test('of 92,500 recipients each is found that is suppressed, by address or by domain', async () => {
  const [counted] = await service.deps.db.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM recipients r WHERE ${condition}`
  // Two thirds of the addresses are suppressed on mail; each domain has 12 recipients, or 11 (none is among the 6,000).
  const [underDomain] = await service.deps.db.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM recipients r WHERE host ~ 'outlet70[0-4][0-9]\\.example:'`
  assert.ok(underDomain && underDomain.n > 500)
  assert.equal(counted?.n, 4000 + underDomain.n)
})

for (const [where, query] of [
  ['in a list', Prisma.sql`SELECT CASE WHEN ${condition} THEN 'suppressed' END FROM recipients r`],
  ['in a count', Prisma.sql`SELECT count(*) FILTER (WHERE ${condition}) FROM recipients r`],
] as const)
  test(`${where}: whoever is not suppressed costs no look into the table`, async () => {
    const plan = await service.deps.db.$queryRaw<{ 'QUERY PLAN': string }[]>`EXPLAIN (ANALYZE, TIMING OFF) ${query}`
    const text = plan.map((row) => row['QUERY PLAN']).join('\n')
    const loops = [...text.matchAll(/loops=(\d+)/g)].map(([, count]) => Number(count))
    assert.ok(Math.max(...loops) < 10_000, text)
  })
