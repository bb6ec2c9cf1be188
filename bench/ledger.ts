import pg from 'pg'

/** What the ledger says of a publication: ids by state, and when the gate opened and the last outcome was written. */
export type Ledger = {
  ids: string[]
  /** the ids of those that were handed over */
  delivered: string[]
  /** state → how many */
  states: Record<string, number>
  startedAt: Date | null
  /** of the last change of a delivery */
  lastAt: Date | null
}

/** Reads the ledger itself, not the counters, of the newest publication of a release. */
export async function readLedger(databaseUrl: string, releaseId: string): Promise<Ledger> {
  return withClient(databaseUrl, async (client) => {
    const { rows: publications } = await client.query<{ id: string; started_at: Date | null }>(
      'SELECT id, started_at FROM publications WHERE release_id = $1 ORDER BY id DESC LIMIT 1',
      [releaseId],
    )
    const publication = publications[0]
    if (!publication) throw new Error(`release ${releaseId} has no publication`)
    const { rows } = await client.query<{ id: string; state: string; updated_at: Date }>(
      'SELECT id, state, updated_at FROM deliveries WHERE publication_id = $1',
      [publication.id],
    )
    const states: Record<string, number> = {}
    for (const { state } of rows) states[state] = (states[state] ?? 0) + 1
    const last = rows.reduce((latest, { updated_at }) => Math.max(latest, updated_at.getTime()), 0)
    return {
      ids: rows.map(({ id }) => id),
      delivered: rows.filter(({ state }) => state === 'delivered').map(({ id }) => id),
      states,
      startedAt: publication.started_at,
      lastAt: rows.length > 0 ? new Date(last) : null,
    }
  })
}

/** Runs with a connection of its own, and ends it. */
export async function withClient<T>(databaseUrl: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl })
  // A bench that is being ended takes the server away first; whoever asks it next is told.
  client.on('error', () => {})
  await client.connect()
  try {
    return await run(client)
  } finally {
    await client.end()
  }
}
