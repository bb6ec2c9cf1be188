import { z } from 'zod'
import type { Dispatch, Publication } from '../db/generated/client.ts'
import { Id } from '../ids.ts'
import { Reach, reachExample } from '../outlets/count-reach.ts'
import { PendingEditionsView, toPendingEditionsView } from './pending-editions.ts'

/** Where a target of a publication may stand. */
export const targetStates = ['pending', 'waiting', 'expanded', 'canceled'] as const

/** Where a publication may stand. */
export const publicationStates = ['scheduled', 'releasing', 'released', 'canceled', 'held', 'overdue'] as const

const example = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
  releaseId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60',
  version: 1,
  test: false,
  state: 'scheduled',
  releaseAt: '2026-12-01T05:00:00.000Z',
  releaseAtGiven: '2026-12-01T09:00:00+04:00[Asia/Dubai]',
  embargoUntil: null,
  urgency: 4,
  lateMs: null,
  startedAt: null,
  releasedAt: null,
  pendingEditions: null,
  targets: [
    {
      language: 'ar',
      insteadOf: null,
      state: 'expanded',
      outletListId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e61',
      outletListName: 'Gulf dailies',
      excludeOutletIds: [],
      reach: reachExample,
    },
  ],
} as const

/** One version going out, as whoever owns the release sees it. */
export const PublicationView = z
  .object({
    id: Id,
    releaseId: Id,
    version: z.int(),
    test: z.boolean().meta({ description: 'of a test release: its deliveries end in a sink' }),
    state: z.enum(publicationStates),
    releaseAt: z.iso.datetime(),
    releaseAtGiven: z.string().nullable().meta({ description: 'the hour as it was asked for' }),
    embargoUntil: z.iso.datetime().nullable(),
    urgency: z.int(),
    lateMs: z.int().nullable().meta({ description: 'how long after releaseAt it started' }),
    startedAt: z.iso.datetime().nullable(),
    releasedAt: z.iso.datetime().nullable().meta({ description: 'when the last first attempt was made' }),
    pendingEditions: PendingEditionsView.nullable().meta({ description: 'null: published with all its editions' }),
    targets: z.array(
      z.object({
        language: z.string(),
        insteadOf: z
          .string()
          .nullable()
          .meta({ description: 'the language whose edition was missing, where this one stands for it' }),
        state: z
          .enum(targetStates)
          .meta({ description: '`pending`: its edition is still being translated; `canceled`: nobody gets it by this target' }),
        outletListId: Id.nullable().meta({ description: 'null: whoever was sent an earlier version' }),
        outletListName: z.string(),
        excludeOutletIds: z.array(Id),
        reach: Reach.nullable().meta({
          description:
            'whom it reached, fixed shortly before the hour whatever becomes of the list; endpoints that an earlier target reached count here, too; null: not yet',
        }),
      }),
    ),
  })
  .meta({ id: 'Publication', example: { ...example, targets: [{ ...example.targets[0], excludeOutletIds: [] }] } })

export type PublicationView = z.infer<typeof PublicationView>

const State = z.enum(publicationStates)
const TargetState = z.enum(targetStates)

/** A row with its dispatches, in order, as it is shown. */
export function toPublicationView(row: Publication & { dispatches: Dispatch[] }): PublicationView {
  return {
    id: row.id,
    releaseId: row.releaseId,
    version: row.versionNumber,
    test: row.test,
    state: State.parse(row.state),
    releaseAt: row.releaseAt.toISOString(),
    releaseAtGiven: row.releaseAtGiven,
    embargoUntil: row.embargoUntil?.toISOString() ?? null,
    urgency: row.urgency,
    lateMs: row.lateMs,
    startedAt: row.startedAt?.toISOString() ?? null,
    releasedAt: row.releasedAt?.toISOString() ?? null,
    pendingEditions: toPendingEditionsView(row),
    targets: row.dispatches.map(({ language, insteadOf, state, outletListId, outletListName, excludeOutletIds, reach }) => ({
      language,
      insteadOf,
      state: TargetState.parse(state),
      outletListId,
      outletListName,
      excludeOutletIds,
      reach: Reach.nullable().parse(reach),
    })),
  }
}
