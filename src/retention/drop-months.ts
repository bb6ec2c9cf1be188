import type { AppDeps } from '../deps.ts'
import { getWire } from '../wire/wire.ts'
import { detachMonth } from './detach-month.ts'
import { cutTables, findMonths, type Month } from './month.ts'
import { isUnfinished, settleMonth } from './settle-month.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'log' | 'workerName'> & { stopping: AbortSignal }

/** A whole run: far longer than any transaction that it may have to wait for. */
const longestRunMs = 3_600_000

/**
 * Drops the months that the wire no longer keeps, table by table and without a lock that anybody feels: a month is taken out of
 * its table first, and dropped when it stands alone. What an earlier run left half done is finished. A month with a delivery or
 * a publication that has not ended is kept.
 *
 * One worker at a time does it; the others leave it to that one.
 */
export async function dropMonths(deps: Deps): Promise<void> {
  await deps.db.$transaction(
    async (tx) => {
      const [lock] = await tx.$queryRaw<{ mine: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(hashtextextended('drop months', 0)) AS mine`
      // By the pool, not by this transaction, which only holds the lock: what it does next may not stand in one.
      if (lock?.mine) await dropAll(deps)
    },
    { timeout: longestRunMs },
  )
}

async function dropAll(deps: Deps): Promise<void> {
  for (const month of await findMonths(deps.db)) {
    if (month.state === 'detaching' && !deps.stopping.aborted) await detachMonth(deps, month)
  }
  for (const month of await findOld(deps)) {
    if (deps.stopping.aborted) return
    if (await isUnfinished(deps.db, month)) {
      deps.log.warn({ month: month.name }, 'a month is kept beyond its time: something of it has not ended')
    } else await detachMonth(deps, month)
  }
  for (const month of await findMonths(deps.db)) {
    if (month.state === 'loose') await settleMonth(deps, month)
  }
}

/** Those that ended before what is kept: the present month, and as many before it as the wire says. */
async function findOld({ db, clock }: Deps): Promise<Month[]> {
  const { retention } = await getWire(db)
  const now = clock.now()
  const keptFrom = async (months: number | undefined): Promise<string> => {
    if (months === undefined) return ''
    const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1))
    const [row] = await db.$queryRaw<{ id: string }[]>`SELECT first_id(${first}::timestamptz)::text AS id`
    return row?.id ?? ''
  }
  const kept = { ledgerMonths: await keptFrom(retention.ledgerMonths), eventMonths: await keptFrom(retention.eventMonths) }
  return (await findMonths(db)).filter(({ parent, to, state }) => state === 'attached' && to <= kept[cutTables[parent]])
}
