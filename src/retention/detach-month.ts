import { Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { type Month, tableOf } from './month.ts'

type Deps = Pick<AppDeps, 'db' | 'workerName'>

/**
 * Takes a month out of its table, or finishes taking it out. It waits for every transaction that has used the table by now, and
 * nobody waits for it: so it may not stand in a transaction.
 *
 * @throws when it was interrupted; the month is `detaching` then
 */
export async function detachMonth({ db, workerName }: Deps, month: Month): Promise<void> {
  const how = month.state === 'detaching' ? 'FINALIZE' : 'CONCURRENTLY'
  await db.$executeRaw`
    ALTER TABLE ${Prisma.raw(`public.${month.parent}`)} DETACH PARTITION ${tableOf(month)} ${Prisma.raw(`${how} ${markOf(workerName)}`)}`
}

/** Gives up a detaching of this worker that waits for others. Whoever comes next finishes it. */
export async function interruptDetaching({ db, workerName }: Deps): Promise<void> {
  const mark = markOf(workerName)
  await db.$queryRaw`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE right(query, ${mark.length}::int) = ${mark}`
}

function markOf(workerName: string): string {
  return `/* retention of ${workerName.replace(/[^\w-]/g, '')} */`
}
