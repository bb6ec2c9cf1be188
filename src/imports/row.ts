import { z } from 'zod'
import { TechnicalContact } from '../outlets/technical-contact.ts'

/** What a row is about. */
export const rowKinds = ['outlet', 'journalist', 'endpoint'] as const
/** One of rowKinds. */
export type RowKind = (typeof rowKinds)[number]

/** What becomes of a row. */
export const rowActions = ['create', 'update', 'unchanged', 'refused'] as const
/** One of rowActions. */
export type RowAction = (typeof rowActions)[number]

/** One wrong cell: its column as the format names it, a code to decide by, a predicate for people that quotes no secret. */
export const CellError = z.object({ column: z.string(), code: z.string(), detail: z.string() })
export type CellError = z.infer<typeof CellError>

const Profile = z
  .object({
    name: z.string(),
    country: z.string(),
    languages: z.array(z.string()),
    sectors: z.array(z.string()),
    tags: z.array(z.string()),
    timeZone: z.string(),
    tier: z.int(),
    acceptsEmbargo: z.boolean(),
    pausedUntil: z.string(),
    phone: z.string(),
    technicalContact: TechnicalContact,
  })
  .partial()

const Way = z
  .object({
    channel: z.string(),
    format: z.string(),
    languages: z.array(z.string()),
    pacePerMinute: z.int(),
    editions: z.string(),
    state: z.string(),
    settings: z.record(z.string(), z.json()),
  })
  .partial()

/**
 * What the cells of a row say, checked one by one; a blank cell says nothing and is left out. Secrets stand elsewhere, sealed.
 * `profile` is what there is to say of an outlet or a journalist, `way` of an endpoint.
 */
export const Cells = z.object({
  profile: Profile.optional(),
  /** where a journalist works: external ids or ids */
  outlets: z.array(z.string()).optional(),
  /** whose endpoint it is: an external id or an id */
  owner: z.string().optional(),
  way: Way.optional(),
  /** the columns that change, of a row that updates */
  changes: z.array(z.string()).default([]),
})
export type Cells = z.infer<typeof Cells>

/** A row that can be planned: it was read without an error. */
export type Row = { line: number; kind: RowKind; externalId: string; cells: Cells; secrets: Record<string, string> }

/** A row that is refused, with what could be read of it. */
export type RefusedRow = { line: number; kind: RowKind | null; externalId: string | null; errors: CellError[] }
