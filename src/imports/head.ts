import { z } from 'zod'
import { Problem } from '../problem.ts'
import { columnNames } from './columns.ts'

/** A column of a file that the format does not have: nothing of it is read. */
export const IgnoredColumn = z.object({
  column: z.string(),
  suggestion: z.string().nullable().meta({ description: 'what was meant, perhaps' }),
})
export type IgnoredColumn = z.infer<typeof IgnoredColumn>

/** The first row of a file. */
export type Head = {
  /** as the file spells them */
  names: string[]
  /** as the format spells them, undefined for those that it does not have; by position */
  columns: (string | undefined)[]
}

const known = new Map(columnNames.map((name) => [name.toLowerCase(), name]))

/** More columns than any file of ours has: a table of something else. */
const mostColumns = 200

/** Reads the first row, whatever stands in it. */
export function readHead(cells: readonly string[]): Head {
  const names = cells.map((cell) => cell.trim())
  return { names, columns: names.map((name) => known.get(name.toLowerCase())) }
}

/** @throws import-unreadable for a head that no row can be read by */
export function requireHead({ names, columns }: Head): void {
  if (names.length > mostColumns) throw unreadable(`Line 1 has ${names.length} columns; at most ${mostColumns} are read.`)
  const twice = columns.find((name, index) => name !== undefined && columns.indexOf(name) !== index)
  if (twice) throw unreadable(`Line 1 has the column ${twice} twice. Keep one of them.`)
}

/** The columns that nothing is read of, with what may have been meant. */
export function findIgnored(names: readonly string[]): IgnoredColumn[] {
  const unknown = names.filter((name) => name !== '' && !known.has(name.toLowerCase()))
  return unknown.map((column) => ({ column, suggestion: suggest(column) }))
}

/** A file that is no table of ours. */
export function unreadable(detail: string, cause?: unknown): Problem {
  return new Problem('import-unreadable', detail, { cause })
}

function suggest(name: string): string | null {
  const plain = bare(name)
  const [nearest] = columnNames
    .map((column) => ({ column, distance: distanceOf(plain, bare(column)) }))
    .sort((a, b) => a.distance - b.distance)
  return nearest && nearest.distance <= Math.min(2, plain.length / 3) ? nearest.column : null
}

function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, 40)
}

/** How many letters have to be added, taken or changed (Levenshtein). */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1]
    for (let to = 0; to < other.length; to++) {
      const replaced = (row[to] ?? 0) + (letter === other[to] ? 0 : 1)
      next.push(Math.min(replaced, (row[to + 1] ?? 0) + 1, (next[to] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
