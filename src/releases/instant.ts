import { z } from 'zod'

// Date and time, then an offset or Z, then a zone in brackets: RFC 3339 section 5.6 with the suffix of RFC 9557.
const form = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)?(\[!?([^\]=]+)\])?$/

/**
 * A moment as the API takes it: RFC 3339, or RFC 9557 with its zone (`2026-12-01T09:00:00+04:00[Asia/Dubai]`). A wall-clock
 * time with a zone but no offset is taken where it is unambiguous. Finer than a millisecond is rounded up: nothing leaves early.
 *
 * Parsed, it is `{ at, given }`: the moment in UTC, and the text as it was asked for.
 */
export const Instant = z
  .string()
  .max(100)
  .transform((given, context) => {
    const at = readInstant(given)
    if (at instanceof Date) return { at, given }
    context.issues.push({ code: 'custom', message: at, input: given })
    return z.NEVER
  })
  .meta({ description: 'RFC 3339, or RFC 9557 with a zone', example: '2026-12-01T09:00:00+04:00[Asia/Dubai]' })

export type Instant = z.infer<typeof Instant>

/** An Instant as the JSON column keeps it. */
export const StoredInstant = z.object({ at: z.coerce.date<string | Date>(), given: z.string() })

/** @returns the moment, or what is wrong with the text */
function readInstant(text: string): Date | string {
  const match = form.exec(text)
  if (!match) return 'is not an instant: send one as in RFC 3339, such as "2026-12-01T09:00:00Z"'
  const [, , , offset, , zone] = match
  if (!offset && !zone) {
    return `is a local time, which is another moment in every place: add an offset ("${text}+04:00"), "Z", or a zone ("${text}[Asia/Dubai]")`
  }
  if (zone && !isZone(zone))
    return `names the time zone "${zone}", which does not exist: use a name of the IANA list, such as "Asia/Dubai"`
  try {
    return toDate(zone ? readZoned(text).toInstant() : Temporal.Instant.from(text))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return explain(text, offset, zone)
  }
}

function readZoned(text: string): Temporal.ZonedDateTime {
  return Temporal.ZonedDateTime.from(text, { offset: 'reject', disambiguation: 'reject' })
}

function explain(text: string, offset: string | undefined, zone: string | undefined): string {
  const local = text.replace(/\[.*$/, '').replace(/([Zz]|[+-]\d\d:\d\d)$/, '')
  if (!isLocalTime(local)) return 'is no date and time of the calendar: check the day and the hour'
  if (!zone) return 'has an offset that does not exist: offsets are from -23:59 to +23:59'
  if (!offset) return `is skipped or happens twice in ${zone} (the clocks change then): add the offset that you mean`
  const meant = Temporal.PlainDateTime.from(local).toZonedDateTime(zone).offset
  return `has the offset ${offset}, but ${zone} is at ${meant} then: correct one of the two, or leave the offset out`
}

function isLocalTime(text: string): boolean {
  try {
    return Temporal.PlainDateTime.from(text) !== undefined
  } catch {
    return false
  }
}

function isZone(zone: string): boolean {
  try {
    return new Temporal.ZonedDateTime(0n, zone) !== undefined
  } catch {
    return false
  }
}

function toDate(instant: Temporal.Instant): Date {
  return new Date(instant.round({ smallestUnit: 'millisecond', roundingMode: 'ceil' }).epochMilliseconds)
}
