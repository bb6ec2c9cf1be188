import { recordEvent } from '../accounts/events.ts'
import { type AnyDb, Prisma, type Tx } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { isOf, type Month, tableOf } from './month.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'log'>

/** Whether a delivery of a month is still to be sent, or a publication of it still to go out. */
export async function isUnfinished(db: AnyDb, month: Month): Promise<boolean> {
  if (month.parent === 'events') return false
  const [row] = await db.$queryRaw<{ unfinished: boolean }[]>`
    SELECT EXISTS (SELECT FROM publications WHERE ${isOf(month, Prisma.sql`id`)} AND state NOT IN ('released', 'canceled'))
      OR EXISTS (SELECT FROM tallies WHERE ${isOf(month, Prisma.sql`publication_id`)} AND pending + sending + retrying > 0)
      AS unfinished`
  return row?.unfinished ?? true
}

/**
 * Drops a month that stands alone, with the batches that its deliveries were sent in, their numbers and what was learned of them later, and
 * writes down that it is gone. One that was set going again while it was taken out is put back.
 */
export async function settleMonth({ db, clock, log }: Deps, month: Month): Promise<void> {
  if (await isUnfinished(db, month)) {
    log.warn({ month: month.name }, 'a month is put back: something of it was set going again')
    await attach(db, month)
    return
  }
  await db.$transaction(async (tx) => {
    const rows = await countRows(tx, month)
    if (month.parent === 'deliveries') {
      await tx.$executeRaw`DELETE FROM batches WHERE ${isOf(month, Prisma.sql`publication_id`)}`
      await tx.$executeRaw`DELETE FROM endpoint_items WHERE ${isOf(month, Prisma.sql`publication_id`)}`
      await tx.$executeRaw`DELETE FROM delivery_facts WHERE ${isOf(month, Prisma.sql`publication_id`)}`
    }
    await tx.$executeRaw`DROP TABLE ${tableOf(month)}`
    const data = { table: month.parent, month: month.name.slice(month.parent.length + 1).replace('_', '-'), rows }
    const subject = { type: 'month', id: month.name }
    await recordEvent({ tx, clock }, undefined, { kind: 'retention.dropped', subject, data })
  })
}

async function attach(db: AnyDb, { parent, from, to, ...month }: Month): Promise<void> {
  const bounds = `FOR VALUES FROM (${from === null ? 'MINVALUE' : `'${from}'`}) TO ('${to}')`
  const table = tableOf({ parent, from, to, ...month })
  await db.$executeRaw`ALTER TABLE ${Prisma.raw(`public.${parent}`)} ATTACH PARTITION ${table} ${Prisma.raw(bounds)}`
}

/** As Postgres last estimated; a small month may never have been. */
async function countRows(tx: Tx, month: Month): Promise<number> {
  const [estimate] = await tx.$queryRaw<{ rows: number }[]>`
    SELECT reltuples::float8 AS rows FROM pg_class WHERE relname = ${month.name} AND relnamespace = 'months'::regnamespace`
  if (estimate && estimate.rows > 0) return estimate.rows
  const [count] = await tx.$queryRaw<{ rows: number }[]>`SELECT count(*)::float8 AS rows FROM ${tableOf(month)}`
  return count?.rows ?? 0
}
