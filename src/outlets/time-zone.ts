import { z } from 'zod'

/**
 * The IANA name of a time zone, in its usual spelling: `asia/dubai` is `Asia/Dubai`.
 *
 * @returns undefined for an unknown name, and for a bare offset such as `+04:00`, which knows no summer time
 */
export function parseTimeZone(text: string): string | undefined {
  if (!/^[A-Za-z]/.test(text)) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

/** A time zone as the API takes it. */
export const TimeZone = z
  .string()
  .max(100)
  .refine((text) => parseTimeZone(text) !== undefined, {
    error: 'is not a time zone we know: send a name of the IANA database, such as "Asia/Dubai"',
  })
  .overwrite((text) => parseTimeZone(text) ?? text)
  .meta({ description: 'IANA time zone', example: 'Asia/Dubai' })
