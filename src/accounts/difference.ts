import type { Prisma } from '../db/client.ts'
import { canonicalJson } from '../ids.ts'

type Fields = Prisma.InputJsonObject

/**
 * What a change really changes: the fields in which it differs, as they were and as they will be, ready for an event.
 *
 * @param view the thing as it is
 * @param change the fields that were sent
 * @returns undefined when everything already is as it was sent
 */
export function differenceOf(view: Fields, change: Fields): { before: Fields; after: Fields } | undefined {
  const differs = ([field, value]: [string, unknown]) =>
    value !== undefined && canonicalJson(value) !== canonicalJson(view[field] ?? null)
  const after = Object.fromEntries(Object.entries(change).filter(differs))
  const fields = Object.keys(after)
  if (fields.length === 0) return undefined
  return { before: Object.fromEntries(fields.map((field) => [field, view[field] ?? null])), after }
}
