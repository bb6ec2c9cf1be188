import type { Config } from '../config.ts'
import { findEmbeddedPostgres, startEmbeddedPostgres } from '../db/embedded.ts'

/** The database that a backup is of, or that one is restored into. `close` ends what was started for it, and nothing else. */
export type Database = { url: string; close(): Promise<void> }

/**
 * The database that the environment names, or the embedded one: joined where a Dateline runs on it, started where none does.
 *
 * @throws a sentence when there has never been an embedded one, unless `create` says to make it
 */
export async function openDatabase(
  { databaseDirectUrl, databaseUrl, dataDir }: Config,
  { create }: { create: boolean },
): Promise<Database> {
  const given = databaseDirectUrl ?? databaseUrl
  const known = given === undefined ? await findEmbeddedPostgres(dataDir) : { url: given }
  if (known?.url) return { url: known.url, close: async () => {} }
  if (!known && !create) {
    throw new Error(`There is no database: DATABASE_URL is not set, and no Dateline has run in ${dataDir}.`)
  }
  const started = await startEmbeddedPostgres({ dir: dataDir })
  return { url: started.url, close: started.stop }
}
