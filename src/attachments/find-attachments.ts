import type { z } from 'zod'
import { principalScope } from '../accounts/scope.ts'
import type { Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { PageQuery, pageOf, readCursor } from '../http/page.ts'
import type { Principal } from '../http/principal.ts'
import { AttachmentView, attachmentExample } from './attachment.ts'

/** How files are listed. */
export const AttachmentQuery = PageQuery.extend({
  kind: AttachmentView.shape.kind.optional(),
}).strict()

/** A page of files, oldest first. */
export const AttachmentPage = pageOf(AttachmentView).meta({ example: { items: [attachmentExample], nextCursor: null } })

/**
 * The files that an account has handed in and that are whole, oldest first; of staff's asking those of all accounts.
 *
 * @returns up to limit + 1 rows: one more tells that there is a next page
 */
export async function findAttachments(
  { db }: Pick<AppDeps, 'db'>,
  principal: Principal,
  { limit, cursor, kind }: z.infer<typeof AttachmentQuery>,
): Promise<Prisma.AttachmentModel[]> {
  const after = readCursor(cursor)
  return db.attachment.findMany({
    where: { state: 'ready', ...principalScope(principal), ...(kind && { kind }), ...(after && { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take: limit + 1,
  })
}
