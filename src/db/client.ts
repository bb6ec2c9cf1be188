import { PrismaPg } from '@prisma/adapter-pg'
import { z } from 'zod'
import { Prisma, PrismaClient } from './generated/client.ts'

export { Prisma }

/** The database: Prisma for one thing at a time, `$queryRaw` and `$executeRaw` where rows come by the hundred. */
export type Db = PrismaClient

/** The database inside a transaction. */
export type Tx = Prisma.TransactionClient

/** A database outside or inside a transaction: what a use-case that only reads takes. */
export type AnyDb = Db | Tx

/**
 * Opens a pool. Nothing is connected before the first query.
 *
 * @param max connections at most
 */
export function openDb(url: string, max: number): Db {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: url,
      max,
      connectionTimeoutMillis: 10_000,
      // A new connection costs Postgres more than most of what it is opened for: a quiet minute closes none.
      idleTimeoutMillis: 300_000,
      keepAlive: true,
      query_timeout: 70_000,
    }),
    transactionOptions: { maxWait: 15_000, timeout: 60_000 },
  })
}

/** Runs in a transaction: the one that is open, or a new one. */
export async function inTransaction<T>(db: AnyDb, run: (tx: Tx) => Promise<T>): Promise<T> {
  if ('$transaction' in db && typeof db.$transaction === 'function') return db.$transaction(run)
  return run(db)
}

/** Whether an error is a broken unique key, as Prisma tells it. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}

// Cannot reach, timed out, connection closed, no connection free; the server is starting or stopping.
const awayCodes = ['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'ECONNREFUSED', 'ECONNRESET', '57P01', '57P02', '57P03']

const Away = z.union([
  z.object({ code: z.enum(awayCodes) }),
  z.object({ message: z.string().regex(/^Connection terminated|^timeout exceeded when trying to connect/) }),
  z.object({
    meta: z.object({
      driverAdapterError: z.object({
        cause: z.object({ kind: z.enum(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout']) }),
      }),
    }),
  }),
])

/** Whether an error says that Postgres cannot be reached now, rather than that we asked it for something wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (Away.safeParse(error).success) return true
  return error instanceof Error && error.cause !== undefined && isDatabaseAway(error.cause)
}

// What is wrong with a value, a constraint that says no, and what a trigger raises: classes of SQLSTATE, and Prisma's names for them.
const refusal = /^(22|23)\w{3}$|^P0\d{3}$|^P20(00|02|03|11)$/

const Refused = z.union([
  z.object({ code: z.string().regex(refusal) }),
  z.object({
    meta: z.object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.string().regex(refusal) }) }) }),
  }),
])

/**
 * Whether an error is about what was to be written, and would be the same tomorrow. A full disk, a server that only reads, a deadlock
 * are about the database, and pass.
 */
export function isRefused(error: unknown): boolean {
  return error instanceof TypeError || Refused.safeParse(error).success
}
