/**
 * The day of a dateline as the language writes it, in the Gregorian calendar and Latin digits.
 *
 * @param tag language of the text
 * @param timeZone IANA zone in whose calendar the day is told
 */
export function writeDate(tag: string, at: Date, timeZone = 'UTC'): string {
  return new Intl.DateTimeFormat(tag, { ...everywhere, dateStyle: 'long', timeZone }).format(at)
}

/** An instant as the language writes it, to the minute, in UTC and saying so. */
export function writeInstant(tag: string, at: Date): string {
  return new Intl.DateTimeFormat(tag, {
    ...everywhere,
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(at)
}

// A newsroom abroad reads a Buddhist year or Eastern digits as a mistake.
const everywhere = { calendar: 'gregory', numberingSystem: 'latn' } as const
