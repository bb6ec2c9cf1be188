import { recordEvent } from '../accounts/events.ts'
import { principalScope } from '../accounts/scope.ts'
import type { Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/** @throws not-found, also for another account's and for one that is not whole */
export async function getAttachment({ db }: Pick<Deps, 'db'>, principal: Principal, id: string): Promise<Prisma.AttachmentModel> {
  const row = await db.attachment.findFirst({ where: { id, state: 'ready', ...principalScope(principal) } })
  if (!row) throw notFound('attachment')
  return row
}

/**
 * Records that somebody with a key was given the bytes of a file that is not public yet, as a reading of a text is recorded. What is
 * public leaves no trace.
 */
export async function recordLook({ db, clock }: Deps, by: Principal, { id, accountId }: Prisma.AttachmentModel): Promise<void> {
  const now = clock.now()
  const isOver = { OR: [{ embargoUntil: null }, { embargoUntil: { lte: now } }] }
  const revision = { version: { publications: { some: { startedAt: { not: null }, ...isOver } } } }
  if ((await db.attachmentUse.count({ where: { attachmentId: id, revision } })) > 0) return
  await recordEvent({ tx: db, clock }, by, { kind: 'attachment.read', subject: { type: 'attachment', id }, accountId, data: {} })
}
