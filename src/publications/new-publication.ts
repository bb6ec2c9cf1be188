import { z } from 'zod'
import { Instant } from '../releases/instant.ts'
import { Targets } from '../releases/target.ts'
import { NewPendingEditions } from './pending-editions.ts'

/** How an approved version goes out. What is left out, or the whole body, stays as the release itself says. */
export const NewPublication = z
  .strictObject({
    releaseAt: Instant.nullable().optional().meta({ description: 'null: at once' }),
    embargoUntil: Instant.nullable().optional(),
    targets: Targets.optional().meta({ description: 'none, for a later version: only whoever was sent an earlier one' }),
    pendingEditions: NewPendingEditions.optional().meta({
      description:
        'lets targets stand whose translation is ordered and not delivered yet; left out: every target has its edition',
    }),
  })
  .nullish()
  .transform((given) => given ?? {})
  .meta({ example: { releaseAt: '2026-12-01T09:00:00+04:00[Asia/Dubai]' } })

export type NewPublication = z.infer<typeof NewPublication>
