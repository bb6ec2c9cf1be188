import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import type { Principal } from '../http/principal.ts'
import { type AttachmentView, keyOf, toAttachmentView } from './attachment.ts'
import type { Inspected } from './inspect.ts'
import { renditionType } from './picture.ts'
import type { Incoming } from './receive.ts'
import { removeBytes } from './remove-bytes.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'files'>

/** A file that was received and may be taken. */
export type Taken = { file: Incoming; inspected: Inspected; fileName: string }

/**
 * Puts a file into the store, with a row that says so before the first byte is there: whatever ends this process, nothing lies in
 * the store that no row names, and tidyAttachments finds it.
 *
 * @returns the id of an attachment that is `receiving`
 * @throws unavailable while the store is away
 */
export async function keepBytes(deps: Deps, principal: Principal, { file, inspected, fileName }: Taken): Promise<string> {
  const { db, clock, files } = deps
  const { type, picture, scannedAt } = inspected
  const now = clock.now()
  const { kind, contentType } = type
  const renditions = (picture?.renditions ?? []).map(({ path: _, ...rest }) => ({ ...rest, contentType: renditionType }))
  const { id } = await db.attachment.create({
    data: {
      accountId: principal.accountId,
      test: principal.mode === 'test',
      ...{ kind, contentType, fileName, renditions, scannedAt },
      sizeBytes: file.sizeBytes,
      sha256: new Uint8Array(file.digests.sha256),
      width: picture?.width ?? null,
      height: picture?.height ?? null,
      createdAt: now,
      updatedAt: now,
    },
    select: { id: true },
  })
  try {
    await files.put(keyOf(id, 'original'), file.path)
    for (const { name, path } of picture?.renditions ?? []) await files.put(keyOf(id, name), path)
    return id
  } catch (error) {
    await forgetUnfinished(deps, id)
    throw error
  }
}

/** Makes an attachment of what is in the store by now. */
export async function completeAttachment(
  deps: { tx: Tx; clock: Clock },
  principal: Principal,
  id: string,
): Promise<AttachmentView> {
  const row = await deps.tx.attachment.update({
    where: { id, state: 'receiving' },
    data: { state: 'ready', updatedAt: deps.clock.now() },
  })
  const view = toAttachmentView(row)
  const { kind, fileName, contentType, sizeBytes, sha256 } = view
  await recordEvent(deps, principal, {
    kind: 'attachment.created',
    subject: { type: 'attachment', id },
    accountId: row.accountId,
    data: { kind, fileName, contentType, sizeBytes, sha256 },
  })
  return view
}

/** Removes what did not become an attachment, such as a repeat of a request. What cannot be removed now is found by tidyAttachments. */
export async function forgetUnfinished(deps: Deps, id: string): Promise<void> {
  const { count } = await deps.db.attachment.updateMany({ where: { id, state: 'receiving' }, data: { state: 'removing' } })
  if (count === 1) await removeBytes(deps, id).catch(() => {})
}
