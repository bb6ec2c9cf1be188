import { longDate } from './house.ts'
import { houseOf } from './houses.ts'

/**
 * The day of a dateline as the newsrooms of the language write it: Thai ones in Buddhist years, French ones from `1er` on.
 *
 * @param tag language of the text
 * @param timeZone IANA zone in whose calendar the day is told
 */
export function writeDate(tag: string, at: Date, timeZone = 'UTC'): string {
  return write(tag, at, { timeZone })
}

const minuteMs = 60_000

/** An instant as the language writes it, in UTC and saying so; to the next whole minute, so that who goes by it is not early. */
export function writeInstant(tag: string, at: Date): string {
  const minute = new Date(Math.ceil(at.getTime() / minuteMs) * minuteMs)
  return write(tag, minute, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC', timeZoneName: 'short' })
}

function write(tag: string, at: Date, more: Intl.DateTimeFormatOptions): string {
  const { date, firstDay } = houseOf(tag)
  const parts = new Intl.DateTimeFormat(tag, { ...longDate, ...date, ...more }).formatToParts(at)
  return parts.map(({ type, value }) => (type === 'day' && value === '1' ? (firstDay ?? value) : value)).join('')
}
