import { randomBytes } from 'node:crypto'
import pg from 'pg'

/**
 * Makes a database on the server of this test run.
 *
 * @param template another database to copy, which nobody may be connected to
 * @returns its url
 */
export async function createDatabase(serverUrl: string, name: string, template?: string): Promise<string> {
  await onServer(serverUrl, `CREATE DATABASE ${name}${template ? ` TEMPLATE ${template} STRATEGY FILE_COPY` : ''}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

/** A migrated, empty database of a test's own, and how to drop it. */
export async function takeDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = process.env.TEST_POSTGRES_URL
  if (!server) throw new Error('Run tests with `npm test -- <part of a file name>`: it starts Postgres.')
  const name = `test_${randomBytes(6).toString('hex')}`
  const url = await createDatabase(server, name, 'template_dateline')
  return { url, drop: () => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`) }
}

const pools = new Map<string, pg.Pool>()

/** On connections that are kept for as long as this process lives: to open one costs as much as what it is for. */
async function onServer(url: string, sql: string): Promise<void> {
  const pool = pools.get(url) ?? new pg.Pool({ connectionString: url, allowExitOnIdle: true, idleTimeoutMillis: 0 })
  pools.set(url, pool)
  // The server is stopped at the end of a run.
  pool.on('error', () => {})
  await pool.query(sql)
}
