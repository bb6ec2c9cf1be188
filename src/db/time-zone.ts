import pg from 'pg'

/**
 * Sees to it that every session of a database counts in UTC: the driver writes instants without a zone, and a session that reads
 * them in another one would keep another moment, hours early or late, without a sign.
 *
 * @throws when the zone is set elsewhere, for the role or by a pooler, and cannot be set for the database
 */
export async function requireUtc(url: string): Promise<void> {
  if ((await readZone(url)) === 'UTC') return
  await ask(url, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone TO ''UTC''', current_database()); END $$`)
  const zone = await readZone(url)
  if (zone === 'UTC') return
  throw new Error(
    `The database counts in ${zone}, Dateline in UTC. Run: ALTER ROLE <the role of DATABASE_URL> SET timezone TO 'UTC'`,
  )
}

async function readZone(url: string): Promise<string> {
  const [row] = await ask(url, 'SHOW timezone')
  return String(row?.TimeZone)
}

/** On a connection of its own each time: a setting of the database counts from the next session on. */
async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
