import { recordEvent } from '../accounts/events.ts'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { notFound, Problem } from '../problem.ts'
import { removeBytes } from './remove-bytes.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'files'>

/**
 * Deletes a file of one's own that no revision names. Its bytes go at once, or as soon as the store can be reached.
 *
 * @throws not-found, wrong-state while a revision names it
 */
export async function deleteAttachment(deps: Deps, principal: Principal, id: string): Promise<void> {
  const { clock } = deps
  await inTransaction(deps.db, async (tx) => {
    const own = { id, accountId: principal.accountId, test: principal.mode === 'test', state: 'ready' }
    // Locked before it is asked who names it: a revision that is being saved at this moment is waited for.
    await tx.$queryRaw`SELECT 1 FROM attachments WHERE id = ${id}::uuid FOR UPDATE`
    const row = await tx.attachment.findFirst({ where: own, include: { _count: { select: { uses: true } } } })
    if (!row) throw notFound('attachment')
    if (row._count.uses > 0) {
      throw new Problem('wrong-state', 'A release names this file, in this or an earlier revision: it is kept with it.')
    }
    await tx.attachment.update({ where: { id }, data: { state: 'removing', updatedAt: clock.now() } })
    await recordEvent({ tx, clock }, principal, {
      kind: 'attachment.deleted',
      subject: { type: 'attachment', id },
      accountId: row.accountId,
      data: { fileName: row.fileName, sha256: Buffer.from(row.sha256).toString('hex') },
    })
  })
  // It is gone for everybody; what stays of it now, tidyAttachments removes.
  await removeBytes(deps, id).catch(() => {})
}
