import { z } from 'zod'
import type { Dispatch, Publication } from '../db/generated/client.ts'
import { Instant } from '../releases/instant.ts'
import { refuse } from '../releases/refuse.ts'

/** What becomes of a publication where an edition has not come by the deadline. */
export const PendingPolicy = z.enum(['hold', 'drop', 'fall-back'])
export type PendingPolicy = z.infer<typeof PendingPolicy>

const policyDescription =
  'where an edition is missing at the deadline: `hold` holds all that has not left until an editor lifts that; `drop` leaves the language out; `fall-back` sends whoever reads it another edition that they read'
const togetherDescription =
  'true: all languages leave at the hour, so the deadline is no later; false: each leaves as soon as its edition is there'

/** How a publication goes about languages whose editions are still being translated. */
export const NewPendingEditions = z
  .strictObject({
    deadline: Instant.meta({ description: 'what has not been delivered by then is missing' }),
    policy: PendingPolicy.meta({ description: policyDescription }),
    together: z.boolean().default(true).meta({ description: togetherDescription }),
  })
  .meta({ example: { deadline: '2026-12-01T08:30:00+04:00[Asia/Dubai]', policy: 'fall-back', together: true } })
export type NewPendingEditions = z.infer<typeof NewPendingEditions>

const example = {
  deadline: '2026-12-01T04:30:00.000Z',
  policy: 'fall-back',
  together: true,
  missedAt: null,
  languages: ['ko'],
} as const

/** What a publication still waits for, and how. */
export const PendingEditionsView = z
  .object({
    deadline: z.iso.datetime(),
    policy: PendingPolicy,
    together: z.boolean(),
    missedAt: z.iso.datetime().nullable().meta({ description: 'when the deadline had passed and an edition was missing' }),
    languages: z.array(z.string()).meta({ description: 'that it waits for' }),
  })
  .meta({ id: 'PendingEditions', example })

type Kept = Pick<Publication, 'pendingDeadline' | 'pendingPolicy' | 'pendingTogether' | 'pendingMissedAt'>

type Shown = Kept & { dispatches: Pick<Dispatch, 'state' | 'language'>[] }

/** Of a publication with its dispatches, as it is shown; null where it was published without. */
export function toPendingEditionsView(row: Shown): z.infer<typeof PendingEditionsView> | null {
  const { pendingDeadline, pendingPolicy, pendingTogether, pendingMissedAt, dispatches } = row
  if (!pendingDeadline) return null
  return {
    deadline: pendingDeadline.toISOString(),
    policy: PendingPolicy.parse(pendingPolicy),
    together: pendingTogether,
    missedAt: pendingMissedAt?.toISOString() ?? null,
    languages: [...new Set(dispatches.filter(({ state }) => state === 'pending').map(({ language }) => language))],
  }
}

/**
 * As a publication keeps it.
 *
 * @throws instant-past for a deadline that is over; invalid for one after the hour at which all are to leave together
 */
export function keepPendingEditions(
  pending: NewPendingEditions | undefined,
  { releaseAt, now }: { releaseAt: Date; now: Date },
): Partial<Kept> {
  if (!pending) return {}
  const { deadline, policy, together } = pending
  const pointer = '/pendingEditions/deadline'
  if (deadline.at < now) {
    const detail = `${deadline.given} is over (it is ${now.toISOString()}): send a later instant`
    refuse('instant-past', [{ pointer, code: 'past', detail }])
  }
  if (together && deadline.at > releaseAt) {
    const detail = `is after the hour (${releaseAt.toISOString()}), at which all languages leave together: send an earlier instant, a later releaseAt, or "together": false`
    refuse('invalid', [{ pointer, code: 'order', detail }])
  }
  return { pendingDeadline: deadline.at, pendingPolicy: policy, pendingTogether: together, pendingMissedAt: null }
}
