import { recordEvent } from '../accounts/events.ts'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { removeStale } from '../files/open-files.ts'
import { removeBytes } from './remove-bytes.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'files'>

/** For so long a file waits for a release that names it. */
export const keepUnusedDays = 30

/** Longer than any upload takes. */
const unfinishedMs = 86_400_000
const atOnce = 100

/**
 * Removes what nobody will ask for any more: files that were never handed in to their end, or whose removal was broken off, and those
 * that no revision has named for thirty days. Several workers may do it at once.
 *
 * @throws unavailable while the store is away; what is left is found the next time
 */
export async function tidyAttachments(deps: Deps): Promise<void> {
  const now = deps.clock.now().getTime()
  await removeStale(deps.files, new Date(now - unfinishedMs))
  await removeAll(deps, () => takeUnfinished(deps, new Date(now - unfinishedMs)))
  await removeAll(deps, () => takeUnused(deps, new Date(now - keepUnusedDays * 86_400_000)))
}

async function removeAll(deps: Deps, take: () => Promise<string[]>): Promise<void> {
  for (let ids = await take(); ids.length > 0; ids = await take()) {
    for (const id of ids) await removeBytes(deps, id)
  }
}

/** Those whose last change is long ago; one that is taken again counts from now. */
function takeUnfinished({ db, clock }: Deps, before: Date): Promise<string[]> {
  return inTransaction(db, async (tx) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      UPDATE attachments SET state = 'removing', updated_at = ${clock.now()} WHERE id IN (
        SELECT id FROM attachments WHERE state <> 'ready' AND updated_at < ${before} LIMIT ${atOnce} FOR UPDATE SKIP LOCKED
      ) RETURNING id`
    return rows.map(({ id }) => id)
  })
}

function takeUnused({ db, clock }: Deps, before: Date): Promise<string[]> {
  return inTransaction(db, async (tx) => {
    const unused = { state: 'ready', createdAt: { lt: before }, uses: { none: {} } }
    const found = await tx.attachment.findMany({ where: unused, select: { id: true }, take: atOnce })
    const ids = found.map(({ id }) => id)
    // Locked first and asked again: a revision that names one may have been saved since, or be saved at this moment.
    await tx.$queryRaw`SELECT 1 FROM attachments WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`
    const rows = await tx.attachment.findMany({ where: { ...unused, id: { in: ids } } })
    for (const { id, accountId, fileName } of rows) {
      await tx.attachment.update({ where: { id }, data: { state: 'removing', updatedAt: clock.now() } })
      await recordEvent({ tx, clock }, undefined, {
        kind: 'attachment.dropped',
        subject: { type: 'attachment', id },
        accountId,
        data: { fileName, unusedDays: keepUnusedDays },
      })
    }
    return rows.map(({ id }) => id)
  })
}
