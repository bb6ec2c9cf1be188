import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { z } from 'zod'
import type { Prisma } from './client.ts'

/** Asks one statement, written as any other: rows with their columns by name. */
export type Ask = <R>(statement: Prisma.Sql) => Promise<R[]>

/** The same, with each row as the texts that Postgres writes, in the order of the columns: for who reads many rows and needs few of them parsed. */
export type AskTexts = (statement: Prisma.Sql) => Promise<(string | null)[][]>

/** What a transaction holds from before anything is read until it ends. */
export type Locks = {
  /** names of advisory locks that it shares with others of its kind */
  shared?: readonly string[]
  /** the batch that it alone changes */
  batchId?: string
}

/** What asks within a transaction. */
export type Asking = { ask: Ask; askTexts: AskTexts }

/**
 * The database as the dispatch engine asks it: a few connections on which each statement is planned once, where Prisma would plan
 * and translate it every time (docs/decisions/0012-fast-statements.md). For the statements of a hand-over and nothing else.
 */
export type Fast = {
  /** Runs in a transaction. */
  transaction<T>(run: (asking: Asking) => Promise<T>, locks?: Locks): Promise<T>
  /** Runs one statement on its own. */
  ask: Ask
  close(): Promise<void>
}

/**
 * What statements are planned under. By primary key, row by row: what a statement of ours takes is known, what the planner believes of a
 * publication that is seconds old is not. The plan for any value is the plan for every value.
 */
export const planSettings: readonly string[] = [
  'plan_cache_mode=force_generic_plan',
  'jit=off',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'enable_bitmapscan=off',
  // Rows are what costs: else reading all of what is small now is as good as a key, and the plan stays when it is large.
  'cpu_tuple_cost=10',
]

/** How long a transaction tries to get its locks. */
const lockedWithinMs = 60_000
const askAgainMs = 50

/**
 * Opens the pool. Nothing is connected before the first statement.
 *
 * @param url a direct connection: prepared statements and settings do not pass every pooler
 * @param max connections at most
 */
export function openFast(url: string, max: number): Fast {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    // What a connection has planned is lost with it: none is closed for being idle.
    idleTimeoutMillis: 0,
    query_timeout: 70_000,
    application_name: 'dateline fast',
    options: planSettings.map((setting) => `-c ${setting}`).join(' '),
  })
  // Whoever asks next is told; nobody waits for an idle connection that broke.
  pool.on('error', () => {})
  // The same while a connection is taken: the statement that runs tells it, and without a listener the process would end.
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    ask: askOn(pool).ask,
    transaction: async (run, locks = {}) => {
      for (const deadline = performance.now() + lockedWithinMs; ; ) {
        const client = await pool.connect()
        const done = await inTransaction(client, locks, () => run(askOn(client)))
        if (done) return done.result
        if (performance.now() > deadline) throw new Error(`somebody kept ${locks.shared} locked for ${lockedWithinMs} ms`)
        await setTimeout(askAgainMs)
      }
    },
    close: () => pool.end(),
  }
}

const asTexts = { getTypeParser: () => (text: string) => text }

function askOn(client: pg.Pool | pg.PoolClient): Asking {
  return {
    ask: async (statement) => {
      const { text, values } = statement
      const { rows } = await client.query({ name: nameOf(text), text, values })
      return rows
    },
    askTexts: async (statement) => {
      const { text, values } = statement
      const { rows } = await client.query({ name: nameOf(text), text, values, rowMode: 'array', types: asTexts })
      return rows
    },
  }
}

/** Undefined where somebody else has the locks to himself: nothing was done, and the connection is for others meanwhile. */
async function inTransaction<T>(client: pg.PoolClient, locks: Locks, run: () => Promise<T>): Promise<{ result: T } | undefined> {
  let broken: Error | undefined
  try {
    if (!(await begin(client, locks))) {
      await client.query('ROLLBACK')
      return undefined
    }
    const result = await run()
    await client.query('COMMIT')
    return { result }
  } catch (error) {
    await client.query('ROLLBACK').catch((cause: unknown) => {
      broken = new Error('the connection cannot be used again', { cause })
    })
    throw error
  } finally {
    client.release(broken)
  }
}

// One round trip. A statement sees what was committed before it began: so the locks come first, and everybody takes them in this order.
// Locks are tried, not waited for: a cancellation takes seconds, and whoever waited would keep a connection from all other publications.
// Who waits to have them alone goes first: it is not kept from them by ever new ones that share them.
async function begin(client: pg.PoolClient, { shared = [], batchId }: Locks): Promise<boolean> {
  const tries = [...new Set(shared)]
    .sort()
    .map((name) => `pg_try_advisory_xact_lock_shared(hashtextextended(${pg.escapeLiteral(name)}, 0))`)
  const all = ['true', ...tries].join(' AND ')
  const batch =
    batchId === undefined ? [] : [`SELECT FROM batches WHERE id = ${pg.escapeLiteral(batchId)} AND (SELECT ${all}) FOR UPDATE`]
  const [, locked] = Results.parse(await client.query(['BEGIN', `SELECT ${all} AS locked`, ...batch].join(';')))
  return locked?.rows[0]?.locked === true
}

const Results = z.array(z.object({ rows: z.array(z.object({ locked: z.boolean().optional() })) }))

const names = new Map<string, string>()

/** A prepared statement's name says what it is, so that two versions of Dateline never share one. */
function nameOf(text: string): string {
  const name = names.get(text) ?? createHash('sha256').update(text).digest('base64url').slice(0, 24)
  names.set(text, name)
  return name
}
