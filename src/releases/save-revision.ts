import type { Tx } from '../db/client.ts'
import type { ComposedRevision } from './compose-revision.ts'

/** Writes a revision with its editions and the files that it names. Whoever calls holds the version's lock, or has just made it. */
export async function saveRevision(
  tx: Tx,
  { versionId, number, now }: { versionId: string; number: number; now: Date },
  { content, editions, hash, warnings }: ComposedRevision,
): Promise<void> {
  const { id: revisionId } = await tx.revision.create({
    data: { versionId, number, hash, content, createdAt: now },
    select: { id: true },
  })
  const files = content.attachments.flatMap((attachment) =>
    attachment.kind === 'file' ? [{ revisionId, attachmentId: attachment.id }] : [],
  )
  if (files.length > 0) await tx.attachmentUse.createMany({ data: files })
  await tx.edition.createMany({
    data: editions.map((edition, position) => ({
      ...edition,
      revisionId,
      position,
      warnings: warnings.get(edition.language) ?? [],
    })),
  })
}
