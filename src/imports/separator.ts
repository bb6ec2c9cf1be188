import { parse } from 'csv-parse/sync'
import { type Head, readHead, requireHead, unreadable } from './head.ts'

/** What may stand between cells, and how a query names it. */
export const separators = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const

/** What a spreadsheet may write before the head to say what stands between cells. */
export const separatorLine = /^"?sep=(.)"?(?:\r\n|\r|\n)/i

/**
 * What stands between the cells of a file: of all that may, the one that makes known columns of its head.
 *
 * @param text how the file begins
 * @param named what somebody says that it is
 * @throws import-unreadable, with what was found, when the file is empty or its head has no `externalId`
 */
export function findSeparator(text: string, named?: string): { separator: string; head: Head } {
  const told = separatorLine.exec(text)?.[1]
  const beginning = text.replace(separatorLine, '').trimStart()
  if (beginning === '')
    throw unreadable('The file is empty. It begins with a row that names its columns: kind, externalId, name …')
  const heads = Object.values(separators).map((separator) => ({ separator, head: readFirst(beginning, separator) }))
  const [best] = heads.toSorted((a, b) => countKnown(b.head) - countKnown(a.head))
  const wanted = named ?? (told !== undefined && heads.some(({ separator }) => separator === told) ? told : undefined)
  const chosen = heads.find(({ separator }) => separator === wanted) ?? best
  if (!chosen || !best) throw new Error('there are separators')
  if (!chosen.head.columns.includes('externalId')) throw unreadable(explain(chosen, best))
  requireHead(chosen.head)
  return chosen
}

function readFirst(text: string, delimiter: string): Head {
  try {
    const [cells]: string[][] = parse(text, { delimiter, to: 1, relax_quotes: true, relax_column_count: true })
    return readHead(cells ?? [])
  } catch {
    // A quote that never closes, for one: reading the rows tells where.
    return readHead((text.split(/[\r\n]/, 1)[0] ?? '').split(delimiter))
  }
}

function countKnown({ columns }: Head): number {
  return columns.filter((name) => name !== undefined).length
}

type Found = { separator: string; head: Head }

function explain(chosen: Found, best: Found): string {
  const shown = chosen.head.names.slice(0, 8).map((name) => JSON.stringify(name.slice(0, 60)))
  const found = `With ${nameOf(chosen.separator)} between cells the columns are ${shown.join(', ')}; externalId is not among them.`
  if (chosen.separator !== best.separator && best.head.columns.includes('externalId'))
    return `${found} It looks as if a ${nameOf(best.separator)} stands between them: send ?separator=${nameOf(best.separator)}, or none.`
  return `${found} The first row names the columns, with a comma, semicolon, tab or pipe between them.`
}

function nameOf(separator: string): string {
  return Object.entries(separators).find(([, sign]) => sign === separator)?.[0] ?? separator
}
