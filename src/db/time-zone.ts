import pg from 'pg'

/**
 * Sees to it that every session of a database counts in UTC: the driver writes instants without a zone, and a session that reads
 * them in another one would keep another moment, hours early or late, without a sign.
 *
 * @param client a connection of that database
 * @param url the same: a setting of the database counts from the next session on
 * @throws when the zone is set elsewhere, for the role or by a pooler, and cannot be set for the database
 */
export async function requireUtc(client: pg.Client, url: string): Promise<void> {
  if ((await readZone(client)) === 'UTC') return
  await client.query(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone TO ''UTC''', current_database()); END $$`)
  const zone = await readZoneAnew(url)
  if (zone === 'UTC') return
  throw new Error(
    `The database counts in ${zone}, Dateline in UTC. Run: ALTER ROLE <the role of DATABASE_URL> SET timezone TO 'UTC'`,
  )
}

async function readZone(client: pg.Client): Promise<string> {
  const { rows } = await client.query('SHOW timezone')
  return String(rows[0]?.TimeZone)
}

async function readZoneAnew(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return await readZone(client)
  } finally {
    await client.end()
  }
}
