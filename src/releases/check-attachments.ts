import type { Tx } from '../db/client.ts'
import type { RevisionContent } from './content.ts'
import { refuse } from './refuse.ts'

/**
 * Checks that the files that a release names are its account's own, whole, and tests exactly where it is one; and keeps them from being
 * deleted until the transaction ends.
 *
 * @throws invalid, with a pointer per file
 */
export async function checkAttachments(
  tx: Tx,
  owner: { accountId: string; test: boolean },
  attachments: RevisionContent['attachments'],
): Promise<void> {
  const ids = attachments.flatMap((attachment) => (attachment.kind === 'file' ? [attachment.id] : []))
  if (ids.length === 0) return
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM attachments WHERE id = ANY(${ids}::uuid[]) AND account_id = ${owner.accountId}::uuid AND test = ${owner.test} AND state = 'ready'
    ORDER BY id FOR SHARE`
  const known = new Set(rows.map(({ id }) => id))
  const errors = attachments.flatMap((attachment, at) => {
    if (attachment.kind !== 'file' || known.has(attachment.id)) return []
    // A file of somebody else and one that does not exist are told alike.
    const detail = `this account has no file ${attachment.id}: hand it in with POST /v1/attachments first, and name the id that it gives`
    return [{ pointer: `/attachments/${at}/id`, code: 'unknown-attachment', detail }]
  })
  refuse('invalid', errors)
}
