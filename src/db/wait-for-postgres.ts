import { setTimeout } from 'node:timers/promises'
import pg from 'pg'

const tryAgainMs = 100
const connectTimeoutMs = 5_000

/** What a server says, or its machine for it, that is on its way up or down: cannot_connect_now, admin_shutdown, crash_shutdown. */
const comingBack = ['ECONNREFUSED', 'ECONNRESET', '57P03', '57P01', '57P02']

/**
 * Waits for a Postgres that is just being started again, so that a process that comes up beside it need not be started a second time.
 *
 * @param waiting called once where there is something to wait for
 * @returns a connection, to be closed by the caller
 * @throws the last error, once the time is over; anything that waiting does not mend at once
 */
export async function waitForPostgres(
  url: string,
  { withinMs, waiting }: { withinMs: number; waiting: () => void },
): Promise<pg.Client> {
  const untilMs = performance.now() + withinMs
  let hasWaited = false
  for (;;) {
    const { client, error } = await tryOnce(url)
    if (client) return client
    if (!comingBack.includes(codeOf(error)) || performance.now() > untilMs) throw error
    if (!hasWaited) waiting()
    hasWaited = true
    await setTimeout(tryAgainMs)
  }
}

async function tryOnce(url: string): Promise<{ client?: pg.Client; error?: unknown }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs })
  // The server may go away: the statement that runs tells it, and without a listener the process would end.
  client.on('error', () => {})
  try {
    await client.connect()
    return { client }
  } catch (error) {
    await client.end().catch(() => {})
    return { error }
  }
}

/** A host with several addresses fails with an error for each. */
function codeOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error
  return first instanceof Error && 'code' in first ? String(first.code) : ''
}
