import { z } from 'zod'
import { HoldOver } from '../holds/find-holds.ts'
import { Id } from '../ids.ts'

/** How many deliveries are in each state. */
export const Counts = z.object({
  pending: z.int(),
  sending: z.int(),
  retrying: z.int(),
  available: z.int(),
  delivered: z.int(),
  failed: z.int(),
  suppressed: z.int(),
  superseded: z.int(),
  canceled: z.int(),
})

export type Counts = z.infer<typeof Counts>

/** How many deliveries bounced after they were handed over, or were complained of. */
export const FactCounts = z.object({ hardBounces: z.int(), softBounces: z.int(), complaints: z.int() })
export type FactCounts = z.infer<typeof FactCounts>

const Handed = z.object({
  firstHandOverAt: z.iso.datetime().nullable(),
  lastHandOverAt: z.iso.datetime().nullable(),
  skewMs: z.int().nullable().meta({ description: 'from the first hand-over to the last' }),
})

const counts = {
  pending: 0,
  sending: 0,
  retrying: 1,
  available: 0,
  delivered: 141,
  failed: 2,
  suppressed: 0,
  superseded: 0,
  canceled: 0,
}
const handed = { firstHandOverAt: '2026-12-01T05:00:00.021Z', lastHandOverAt: '2026-12-01T05:00:02.410Z', skewMs: 2389 }

/** What became of a release so far, in figures. Cheap to ask: it reads counters, not deliveries. */
export const StatusView = z
  .object({
    releaseId: Id,
    version: z.int(),
    test: z.boolean().meta({ description: 'of a test release: nothing of it has reached anybody' }),
    review: z.string().meta({ description: 'state of the version' }),
    publication: z.string().nullable().meta({ description: 'state of its publication, null before there is one' }),
    releaseAt: z.iso.datetime().nullable(),
    embargoUntil: z.iso.datetime().nullable(),
    holds: z.array(HoldOver).meta({
      description:
        'what stops it or a part of it, and why; nothing more leaves until each is lifted. A submitter is told why of its own account and publication, and no host',
    }),
    lateMs: z.int().nullable().meta({ description: 'how long after releaseAt the first batch could start' }),
    clearAt: z.iso.datetime().nullable().meta({ description: 'clear time: the first hand-over' }),
    lastHandOverAt: z.iso.datetime().nullable(),
    finished: z.boolean().meta({ description: 'every delivery has reached an end' }),
    total: z.int(),
    counts: Counts,
    facts: FactCounts.meta({ description: 'what was learned of deliveries once they were handed over; their states stay' }),
    classes: z.array(Handed.extend({ class: z.enum(['machine', 'mail']) })).meta({ description: 'skew per channel class' }),
    targets: z.array(
      z.object({
        language: z.string(),
        insteadOf: z
          .string()
          .nullable()
          .meta({ description: 'the language whose edition was missing, where this one stands for it' }),
        outletListId: Id.nullable().meta({ description: 'null: whoever was sent an earlier version' }),
        outletListName: z.string(),
        expanded: z.boolean(),
        total: z.int(),
        covered: z.int().meta({ description: 'endpoints that an earlier target of this publication reaches' }),
        counts: Counts,
        channels: z.array(Handed.extend({ channel: z.string(), counts: Counts })),
      }),
    ),
  })
  .meta({
    id: 'Status',
    example: {
      releaseId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
      version: 1,
      test: false,
      review: 'approved',
      publication: 'released',
      releaseAt: '2026-12-01T05:00:00.000Z',
      embargoUntil: null,
      holds: [],
      lateMs: 4,
      clearAt: '2026-12-01T05:00:00.021Z',
      lastHandOverAt: '2026-12-01T05:00:02.410Z',
      finished: false,
      total: 144,
      counts,
      facts: { hardBounces: 1, softBounces: 0, complaints: 0 },
      classes: [{ class: 'mail', ...handed }],
      targets: [
        {
          language: 'ar',
          insteadOf: null,
          outletListId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60',
          outletListName: 'Gulf dailies',
          expanded: true,
          total: 144,
          covered: 3,
          counts,
          channels: [{ channel: 'email', counts, ...handed }],
        },
      ],
    },
  })

export type StatusView = z.infer<typeof StatusView>
