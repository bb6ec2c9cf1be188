import { openDb } from '../db/client.ts'
import { startEmbeddedPostgres } from '../db/embedded.ts'

/** An empty database on the demo's own Postgres. */
export type DemoDatabase = { url: string; stop(): Promise<void> }

/**
 * Starts the demo's Postgres, or adopts the one that a killed demo left behind, and begins with an empty database.
 *
 * @param dir where its data lives
 * @throws when another demo is at work on it
 */
export async function openDatabase(dir: string): Promise<DemoDatabase> {
  const server = await startEmbeddedPostgres({ dir })
  const db = openDb(server.url, 1)
  try {
    // Not by force: whoever is still connected is another demo, and it should not lose its ground.
    await db.$executeRaw`DROP DATABASE IF EXISTS demo`
  } catch (error) {
    throw new Error(`Another demo runs in ${dir}. End it first.`, { cause: error })
  } finally {
    await db.$disconnect()
  }
  await createDatabase(server.url)
  const url = new URL(server.url)
  url.pathname = '/demo'
  return { url: url.href, stop: server.stop }
}

async function createDatabase(serverUrl: string): Promise<void> {
  const db = openDb(serverUrl, 1)
  await db.$executeRaw`CREATE DATABASE demo`.finally(() => db.$disconnect())
}
