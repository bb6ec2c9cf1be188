import { z } from 'zod'
import type { Usage } from './usage.ts'

const used = z.int().meta({ description: 'since the period began' })
const limit = z.int().nullable().meta({ description: 'null: without limit' })
const Period = z.object({ startsAt: z.iso.datetime(), endsAt: z.iso.datetime(), used, limit })

/** What an account has used of its limits, as it is shown. */
export const UsageView = z
  .object({
    releases: Period.meta({ description: 'today, UTC' }),
    recipients: Period.meta({ description: 'this month, UTC; what was canceled before its hour is given back' }),
    concurrency: z.object({ limit }),
  })
  .meta({
    id: 'Usage',
    example: {
      releases: { startsAt: '2026-11-23T00:00:00.000Z', endsAt: '2026-11-24T00:00:00.000Z', used: 3, limit: 20 },
      recipients: { startsAt: '2026-11-01T00:00:00.000Z', endsAt: '2026-12-01T00:00:00.000Z', used: 41_230, limit: 500_000 },
      concurrency: { limit: null },
    },
  })

export type UsageView = z.infer<typeof UsageView>

/** A period as it is shown. */
export function toPeriodView({ startsAt, endsAt, used, limit }: Usage): UsageView['releases'] {
  return { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), used, limit }
}
