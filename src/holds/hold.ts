import { z } from 'zod'
import { oneLine } from '../accounts/text.ts'
import { Id } from '../ids.ts'
import { Problem } from '../problem.ts'

/** What a hold may stop, from the widest to the narrowest. */
export const scopes = ['wire', 'account', 'issuer', 'list', 'channel', 'host', 'publication'] as const
/** One of scopes. */
export type Scope = (typeof scopes)[number]

/** Why a hold is there: somebody pressed it, the database woke in another place, or an edition has not come in time. */
export const Cause = z.enum(['pressed', 'restored', 'editions-missing'])
export type Cause = z.infer<typeof Cause>

const Reason = oneLine(500).meta({ description: 'why; whoever owns a release that is held can read it' })

/** What is said when a hold is placed. */
export const NewHold = z.strictObject({ reason: Reason }).meta({ example: { reason: 'A wrong figure went out' } })
export type NewHold = z.infer<typeof NewHold>

/** What is said when a hold is lifted. */
export const Lifting = z.strictObject({ reason: Reason })

/** What becomes of deliveries of which a restored database cannot know whether they were sent. */
export const Doubtful = z.enum(['send', 'drop'])
export type Doubtful = z.infer<typeof Doubtful>

const Behind = z.object({
  publications: z.int().meta({ description: 'whose hour has come and that are not finished' }),
  pending: z.int(),
  sending: z.int().meta({ description: 'hand-overs that had begun, and attempts of unknown outcome' }),
  retrying: z.int(),
})

const example = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
  scope: 'wire',
  subject: null,
  cause: 'pressed',
  reason: 'A wrong figure went out',
  actor: 'Night desk',
  createdAt: '2026-12-01T05:00:04.000Z',
  liftedAt: null,
  liftedBy: null,
  behind: { publications: 2, pending: 4120, sending: 0, retrying: 16 },
} as const

/** A hold as the wire's staff sees it. */
export const HoldView = z
  .object({
    id: Id,
    scope: z.enum(scopes),
    subject: z.string().nullable().meta({ description: 'the id, channel or host; null for the wire' }),
    cause: Cause.meta({
      description: '`restored`: the database woke in another place; `editions-missing`: a publication waits for a translation',
    }),
    reason: z.string(),
    actor: z.string().meta({ description: 'the name of the key that placed it; `dateline` where nobody did' }),
    createdAt: z.iso.datetime(),
    liftedAt: z.iso.datetime().nullable(),
    liftedBy: z.string().nullable(),
    behind: Behind.nullable().meta({ description: 'what waits behind it; null once it is lifted' }),
  })
  .meta({ id: 'Hold', example })
export type HoldView = z.infer<typeof HoldView>

/** What waits behind a hold, in figures. */
export type Behind = z.infer<typeof Behind>

/** A row of `holds`. */
export type HoldRow = {
  id: string
  scope: string
  subject: string
  cause: string
  reason: string
  actor: string
  createdAt: Date
  liftedAt: Date | null
  liftedBy: string | null
}

/** What is asked about, or is to be let go, and is there, but not held. */
export function notHeld(scope: Scope): Problem {
  if (scope === 'wire') return new Problem('not-found', 'The wire is not held.')
  return new Problem(
    'not-found',
    `This ${scope === 'list' ? 'outlet list' : scope} is not held by a hold of its own. GET /v1/holds lists all.`,
  )
}

/** A row as it is shown. */
export function toHoldView(row: HoldRow, behind: Behind | undefined): HoldView {
  return {
    id: row.id,
    scope: z.enum(scopes).parse(row.scope),
    subject: row.subject || null,
    cause: HoldView.shape.cause.parse(row.cause),
    reason: row.reason,
    actor: row.actor,
    createdAt: row.createdAt.toISOString(),
    liftedAt: row.liftedAt?.toISOString() ?? null,
    liftedBy: row.liftedBy,
    behind: row.liftedAt ? null : (behind ?? { publications: 0, pending: 0, sending: 0, retrying: 0 }),
  }
}
