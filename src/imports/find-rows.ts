import { z } from 'zod'
import type { Db, Prisma } from '../db/client.ts'
import { pageOf } from '../http/page.ts'
import { notFound } from '../problem.ts'
import { CellError, Cells, rowActions, rowKinds } from './row.ts'

/** How the rows of an import are searched. */
export const RowQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  cursor: z.coerce.number().int().min(0).max(2_147_483_647).default(0).meta({ description: 'nextCursor of the page before' }),
  action: z.enum(rowActions).optional(),
  kind: z.enum(rowKinds).optional(),
})
export type RowQuery = z.infer<typeof RowQuery>

const example = {
  line: 17,
  kind: 'journalist',
  externalId: 'crm-4711',
  action: 'refused',
  errors: [{ column: 'country', code: 'custom', detail: 'is not a country we know: send two capital letters of ISO 3166-1' }],
  changes: [],
} as const

/** A row of an import: what it would do, or has done. */
export const RowView = z
  .object({
    line: z.int().meta({ description: 'of the file, where the row begins; the head is 1' }),
    kind: z.enum(rowKinds).nullable(),
    externalId: z.string().nullable(),
    action: z.enum(rowActions),
    errors: z.array(CellError).meta({ description: 'why it is refused; the column is empty where the whole row is wrong' }),
    changes: z.array(z.string()).meta({ description: 'of an update: the columns that change' }),
  })
  .meta({ id: 'ImportRow', example })
export type RowView = z.infer<typeof RowView>

/** A page of rows, in the order of the file. */
export const RowPage = pageOf(RowView).meta({ example: { items: [example], nextCursor: '17' } })
export type RowPage = z.infer<typeof RowPage>

/**
 * The rows of an import, page by page.
 *
 * @throws not-found
 */
export async function findRows({ db }: { db: Db }, importId: string, query: RowQuery): Promise<RowPage> {
  const { limit, cursor, action, kind } = query
  if ((await db.import.count({ where: { id: importId } })) === 0) throw notFound('import')
  const wanted = { ...(action === undefined ? {} : { action }), ...(kind === undefined ? {} : { kind }) }
  const where = { importId, line: { gt: cursor }, ...wanted }
  const rows = await db.importRow.findMany({ where, orderBy: { line: 'asc' }, take: limit + 1 })
  const items = rows.slice(0, limit)
  return { items: items.map(toRowView), nextCursor: rows.length > limit ? String(items.at(-1)?.line) : null }
}

function toRowView(row: Prisma.ImportRowModel): RowView {
  return {
    line: row.line,
    kind: z.enum(rowKinds).nullable().parse(row.kind),
    externalId: row.externalId,
    action: z.enum(rowActions).parse(row.action),
    errors: z.array(CellError).parse(row.errors),
    changes: Cells.parse(row.data).changes,
  }
}
