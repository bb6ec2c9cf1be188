import { foldText } from './fold.ts'
import type { Notation } from './notation.ts'

/** One way to name a time zone: what stands after a time, what stands before one and its date, and the minutes east of UTC that it may have. */
export type ZoneForm = { after: RegExp; before: RegExp; offsets: readonly number[] }

// Standard and summer time both, whatever is written: releases say EST in July.
const offsets: Readonly<Record<string, readonly number[]>> = {
  eastern: [-300, -240],
  central: [-360, -300],
  mountain: [-420, -360],
  pacific: [-480, -420],
  brasilia: [-180],
  utc: [0],
  london: [0, 60],
  europe: [60, 120],
  moscow: [180],
  gulf: [240],
  india: [330],
  indochina: [420],
  china: [480],
  japan: [540],
  sydney: [600, 660],
}

const codes: readonly (readonly [string, readonly number[]])[] = [
  ['E[SD]?T', offsets.eastern ?? []],
  ['P[SD]?T', offsets.pacific ?? []],
  ['M[SD]?T', offsets.mountain ?? []],
  // China's standard time as well.
  ['CST', [-360, -300, 480]],
  ['CD?T', offsets.central ?? []],
  ['GMT|UTC', [0]],
  ['BST', [60]],
  ['CES?T|MES?Z', offsets.europe ?? []],
  ['EES?T', [120, 180]],
  ['MSK', [180]],
  ['AST', [-240, -180, 180]],
  ['GST', [240]],
  // India, Ireland and Israel.
  ['IST', [330, 60, 120, 180]],
  ['ICT|WIB', [420]],
  ['HKT|SGT|MYT|WITA', [480]],
  ['[JK]ST|WIT', [540]],
  ['AES?T|AEDT', [600, 660]],
  ['BRT', [-180]],
]

/** The zones that a notation names, and those that every language has codes for. */
export function toZoneForms({ zones = {} }: Notation): ZoneForm[] {
  const build = (fragment: string, own: readonly number[], flags: string) => ({
    after: new RegExp(`[ \\u00a0\\u202f,，(（]{0,3}(?:${fragment})(?![A-Za-z])`, `${flags}y`),
    before: new RegExp(`(?<![A-Za-z])(?:${fragment})[ \\u00a0)）の]{0,2}[\\d 年月日년월일]{0,16}$`, flags),
    offsets: own,
  })
  const named = Object.entries(zones).map(([fragment, name]) =>
    build(foldText(fragment).plain.replaceAll('_', '[ \\u00a0]*'), offsets[name] ?? [], 'iu'),
  )
  return [...named, ...codes.map(([fragment, own]) => build(fragment, own, 'u'))]
}

const shifted = /[ \u00a0,(（]{0,3}(?:UTC|GMT) ?(?<sign>[+-]) ?(?<hours>\d{1,2})(?::(?<minutes>\d{2}))?/uy

/**
 * The zone that is told beside a time.
 *
 * @returns minutes east of UTC, more than one where it changes over the year or its name is ambiguous; undefined where none is told
 */
export function zoneAt(text: string, { start, end }: { start: number; end: number }, zones: readonly ZoneForm[]) {
  shifted.lastIndex = end
  const { sign, hours, minutes } = shifted.exec(text)?.groups ?? {}
  if (hours !== undefined) return [(sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes ?? 0))]
  const before = text.slice(Math.max(0, start - 40), start)
  const found = zones.find(({ after, before: stands }) => {
    after.lastIndex = end
    return after.test(text) || stands.test(before)
  })
  return found?.offsets
}
