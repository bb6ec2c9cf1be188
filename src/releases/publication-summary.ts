import { z } from 'zod'
import type { Prisma } from '../db/client.ts'
import { Id } from '../ids.ts'

const at = z.iso.datetime()

/** What became of a version that goes out, in short. The publication itself tells more. */
export const PublicationSummary = z.object({
  id: Id,
  state: z.enum(['scheduled', 'releasing', 'released', 'canceled', 'held', 'overdue']),
  releaseAt: at,
  embargoUntil: at.nullable(),
  startedAt: at.nullable(),
  lateMs: z.int().nullable().meta({ description: 'how long after releaseAt it started, in milliseconds' }),
  releasedAt: at.nullable(),
})

export type PublicationSummary = z.infer<typeof PublicationSummary>

/** A row in short. */
export function toPublicationSummary(row: Prisma.PublicationModel): PublicationSummary {
  return {
    id: row.id,
    state: PublicationSummary.shape.state.parse(row.state),
    releaseAt: row.releaseAt.toISOString(),
    embargoUntil: row.embargoUntil?.toISOString() ?? null,
    startedAt: row.startedAt?.toISOString() ?? null,
    lateMs: row.lateMs,
    releasedAt: row.releasedAt?.toISOString() ?? null,
  }
}
