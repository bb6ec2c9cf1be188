import { longDate } from './house.ts'
import { houseOf } from './houses.ts'

/**
 * The day of a dateline as the newsrooms of the language write it: Thai ones in Buddhist years.
 *
 * @param tag language of the text
 * @param timeZone IANA zone in whose calendar the day is told
 */
export function writeDate(tag: string, at: Date, timeZone = 'UTC'): string {
  return new Intl.DateTimeFormat(tag, { ...houseOf(tag).date, timeZone }).format(at)
}

/** An instant as the language writes it, to the minute, in UTC and saying so. */
export function writeInstant(tag: string, at: Date): string {
  const { calendar } = houseOf(tag).date
  return new Intl.DateTimeFormat(tag, {
    ...longDate,
    calendar,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(at)
}
