import { z } from 'zod'
import type { Dispatch, Publication } from '../db/generated/client.ts'
import { Id } from '../ids.ts'

/** Where a publication may stand. */
export const publicationStates = ['scheduled', 'releasing', 'released', 'canceled', 'held', 'overdue'] as const

const example = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
  releaseId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60',
  version: 1,
  state: 'scheduled',
  releaseAt: '2026-12-01T05:00:00.000Z',
  releaseAtGiven: '2026-12-01T09:00:00+04:00[Asia/Dubai]',
  embargoUntil: null,
  urgency: 4,
  lateMs: null,
  startedAt: null,
  releasedAt: null,
  targets: [
    {
      language: 'ar',
      outletListId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e61',
      outletListName: 'Gulf dailies',
      excludeOutletIds: [],
    },
  ],
} as const

/** One version going out, as whoever owns the release sees it. */
export const PublicationView = z
  .object({
    id: Id,
    releaseId: Id,
    version: z.int(),
    state: z.enum(publicationStates),
    releaseAt: z.iso.datetime(),
    releaseAtGiven: z.string().nullable().meta({ description: 'the hour as it was asked for' }),
    embargoUntil: z.iso.datetime().nullable(),
    urgency: z.int(),
    lateMs: z.int().nullable().meta({ description: 'how long after releaseAt it started' }),
    startedAt: z.iso.datetime().nullable(),
    releasedAt: z.iso.datetime().nullable().meta({ description: 'when the last first attempt was made' }),
    targets: z.array(
      z.object({ language: z.string(), outletListId: Id, outletListName: z.string(), excludeOutletIds: z.array(Id) }),
    ),
  })
  .meta({ id: 'Publication', example: { ...example, targets: [{ ...example.targets[0], excludeOutletIds: [] }] } })

export type PublicationView = z.infer<typeof PublicationView>

const State = z.enum(publicationStates)

/** A row with its dispatches, in order, as it is shown. */
export function toPublicationView(row: Publication & { dispatches: Dispatch[] }): PublicationView {
  return {
    id: row.id,
    releaseId: row.releaseId,
    version: row.versionNumber,
    state: State.parse(row.state),
    releaseAt: row.releaseAt.toISOString(),
    releaseAtGiven: row.releaseAtGiven,
    embargoUntil: row.embargoUntil?.toISOString() ?? null,
    urgency: row.urgency,
    lateMs: row.lateMs,
    startedAt: row.startedAt?.toISOString() ?? null,
    releasedAt: row.releasedAt?.toISOString() ?? null,
    targets: row.dispatches.map(({ language, outletListId, outletListName, excludeOutletIds }) => ({
      language,
      outletListId,
      outletListName,
      excludeOutletIds,
    })),
  }
}
