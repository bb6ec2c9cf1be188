import { z } from 'zod'
import type { Db } from '../db/client.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../http/page.ts'
import { ImportView, importExample, importStates, toImportView } from './import.ts'

/** How imports are searched. */
export const ImportQuery = z.strictObject({ ...PageQuery.shape, state: z.enum(importStates).optional() })
export type ImportQuery = z.infer<typeof ImportQuery>

/** A page of imports, the newest first. */
export const ImportPage = pageOf(ImportView).meta({ example: { items: [importExample], nextCursor: null } })
export type ImportPage = z.infer<typeof ImportPage>

/** Imports of the wire. */
export async function findImports({ db }: { db: Db }, { limit, cursor, state }: ImportQuery): Promise<ImportPage> {
  const after = readCursor(cursor)
  const where = { ...(after === undefined ? {} : { id: { lt: after } }), ...(state === undefined ? {} : { state }) }
  const rows = await db.import.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1 })
  return toPage(rows, limit, toImportView)
}
