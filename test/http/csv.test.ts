import assert from 'node:assert/strict'
import { text as readText } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { parse } from 'csv-parse/sync'
import { escapeCell, streamCsv, unescapeCell } from '../../src/http/csv.ts'
import { openRandom, pick, scripts, seed, writeText } from '../harness/text.ts'

/** What stands at the beginning, in the middle or at the end of a cell that is hard to keep. */
const hard = [
  '=',
  '+',
  '-',
  '@',
  '＝',
  '＋',
  '－',
  '＠',
  "'",
  "'=",
  "''",
  '\t',
  '\r',
  '\n',
  '\r\n',
  '\u2028',
  '"',
  '""',
  ',',
  ';',
  ' ',
  '',
]

describe(`cells (TEXT_SEED=${seed})`, () => {
  const random = openRandom(seed)
  const cell = () => `${pick(random, hard)}${pick(random, hard)}${text()}${pick(random, hard)}${text()}${pick(random, hard)}`
  const text = () => (random() < 0.2 ? '' : writeText(random, pick(random, Object.values(scripts)), 3))
  const rows = Array.from({ length: 2000 }, () => ({ a: cell(), b: cell(), c: cell() }))
  const written = () => readText(streamCsv(each(rows), { columns: ['a', 'b', 'c'], bom: true }))

  it('come back as they were, in every script, with quotes, line ends and signs of formulas', async () => {
    const read: Record<string, string>[] = parse(await written(), { columns: true, bom: true, record_delimiter: '\r\n' })
    const back = read.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, unescapeCell(value)])))
    assert.deepEqual(back, rows)
  })

  it('are never what a spreadsheet would run', async () => {
    const read: string[][] = parse(await written(), { bom: true, record_delimiter: '\r\n' })
    assert.deepEqual(
      read.flat().filter((value) => /^[=+\-@\t\r＝＋－＠]/.test(value)),
      [],
    )
  })

  it('have a mark in front only where they need one, and lose one only where it was set', () => {
    for (const [meant, kept] of [
      ['=1+1', "'=1+1"],
      ["'=1+1", "''=1+1"],
      ["''－", "'''－"],
      ['＝１', "'＝１"],
      ["'s Gravenhage", "'s Gravenhage"],
      ["'", "'"],
      ['', ''],
    ] as const)
      assert.deepEqual([escapeCell(meant), unescapeCell(kept)], [kept, meant])
  })
})

async function* each<T>(rows: readonly T[]): AsyncGenerator<T> {
  yield* rows
}
