import { z } from 'zod'
import { byLanguage } from '../accounts/by-language.ts'
import { oneLine } from '../accounts/text.ts'
import type { AnyDb, Prisma } from '../db/client.ts'

/** The key of a sector: kebab-case, never renamed. */
export const SectorKey = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be kebab-case, such as real-estate')
  .meta({ description: 'kebab-case, never renamed', example: 'energy' })

const mediaTopic = z
  .string()
  .regex(/^medtop:\d{8}$/, 'must be an IPTC Media Topic, such as medtop:04000000')
  .nullable()
  .meta({ description: 'IPTC Media Topic' })

const content = { labels: { en: 'Energy', ar: 'الطاقة', 'zh-Hant': '能源' }, mediaTopic: 'medtop:20000256' }

/** A word of the wire's vocabulary as an admin puts it. */
export const NewSector = z
  .strictObject({
    labels: byLanguage(oneLine())
      .refine((labels) => Object.keys(labels).length > 0, { error: 'needs a label in at least one language' })
      .meta({ description: 'language tag → label' }),
    mediaTopic: mediaTopic.default(null),
    position: z
      .int()
      .min(0)
      .max(9999)
      .optional()
      .meta({ description: 'where it stands; at the end when left out, or as before' }),
  })
  .meta({ example: content })

export type NewSector = z.infer<typeof NewSector>

/** A word of the wire's vocabulary, as it is shown. */
export const SectorView = z
  .object({ key: SectorKey, labels: z.record(z.string(), z.string()), mediaTopic, position: z.int() })
  .meta({ id: 'Sector', example: { key: 'energy', ...content, position: 2 } })

export type SectorView = z.infer<typeof SectorView>

/** A row as it is shown. */
export function toSectorView(row: Prisma.SectorModel): SectorView {
  return {
    key: row.key,
    labels: SectorView.shape.labels.parse(row.labels),
    mediaTopic: row.mediaTopic,
    position: row.position,
  }
}

/** The whole vocabulary, in its order. */
export async function listSectors(db: AnyDb): Promise<SectorView[]> {
  const rows = await db.sector.findMany({ orderBy: [{ position: 'asc' }, { key: 'asc' }] })
  return rows.map(toSectorView)
}

/**
 * Which of these keys are not in the vocabulary. Inside a transaction, the sectors that are cannot be deleted before it ends:
 * deleteSector waits for it, and then sees what it has written.
 *
 * @returns some of the keys, in their order; empty when all are known
 */
export async function findUnknownSectors(db: AnyDb, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return []
  // In one order: the locks of two that name the same sectors never cross.
  const rows = await db.$queryRaw<{ key: string }[]>`
    SELECT key FROM sectors WHERE key = ANY(${[...keys]}) ORDER BY key FOR KEY SHARE`
  const known = new Set(rows.map(({ key }) => key))
  return keys.filter((key) => !known.has(key))
}
