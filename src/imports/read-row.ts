import type { z } from 'zod'
import { findChannel } from '../channels/list.ts'
import { ExternalId } from '../outlets/profile.ts'
import { readCell, readList } from './cell.ts'
import { type Column, profileColumns, secretNames, settingNames, wayColumns } from './columns.ts'
import type { Head } from './head.ts'
import { type CellError, Cells, type RefusedRow, type Row, type RowKind, rowKinds } from './row.ts'
import { readSetting } from './setting.ts'
import type { Line } from './table.ts'

/** Reads one row after the other; what repeats is checked once. */
export type RowReader = (line: Line) => Row | RefusedRow

type Parsed = { value: unknown } | { code: string; detail: string }

/** Longer than any field may be. */
const maxShown = 200

/** A reader for the files of a head: every cell is checked by the schema of the API's own field. */
export function readRowsOf({ columns }: Head): RowReader {
  const seen = new Map<string, Parsed>()
  const parse = (column: Column, kind: RowKind, text: string): Parsed => {
    const key = `${column.name} ${kind} ${text}`
    const known = column.repeats ? seen.get(key) : undefined
    if (known) return known
    const parsed = check(column.schemas[kind], column.read(text))
    if (column.repeats && text.length < 100 && seen.size < 20_000) seen.set(key, parsed)
    return parsed
  }
  return ({ line, cells }) => readRow({ line, cells, columns, parse })
}

type Reading = {
  line: number
  cells: string[]
  columns: Head['columns']
  parse: (column: Column, kind: RowKind, text: string) => Parsed
}

function readRow({ line, cells, columns, parse }: Reading): Row | RefusedRow {
  const errors: CellError[] = []
  const texts = readTexts(cells, columns, errors)
  const { kind, externalId } = identify(texts, errors)
  if (cells.length < columns.length || cells.slice(columns.length).some((cell) => cell.trim() !== '')) {
    const detail = `the row has ${cells.length} cells, the head has ${columns.length}: look for a missing quote or separator`
    errors.push({ column: '', code: 'columns', detail })
  }
  if (!kind || externalId === undefined || errors.length > 0)
    return { line, kind: kind ?? null, externalId: externalId ?? shown(texts.get('externalId')), errors }
  const take = (table: readonly Column[], into: Record<string, unknown>) => {
    for (const column of table) {
      const text = texts.get(column.name)
      if (text === undefined) continue
      const parsed = parse(column, kind, text)
      if ('value' in parsed) into[column.name] = parsed.value
      else errors.push({ column: column.name, ...parsed })
    }
  }
  const profile: Record<string, unknown> = {}
  const way: Record<string, unknown> = {}
  take(profileColumns, profile)
  take(wayColumns, way)
  const secrets = readWay(texts, way, errors)
  const references = readReferences(texts, kind, errors)
  if (errors.length > 0) return { line, kind, externalId, errors }
  return { line, kind, externalId, secrets, cells: toCells(kind, profile, way, references) }
}

/** The cells that say something, by the name of their column. */
function readTexts(cells: string[], columns: Head['columns'], errors: CellError[]): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [index, name] of columns.entries()) {
    const cell = cells[index]
    if (name === undefined || cell === undefined || cell === '') continue
    const text = readCell(cell)
    if (text === undefined) errors.push({ column: name, code: 'formula', detail: 'is a formula: put its value there' })
    else if (text !== '') texts.set(name, text)
  }
  return texts
}

function identify(texts: Map<string, string>, errors: CellError[]): { kind?: RowKind; externalId?: string } {
  const named = (texts.get('kind') ?? 'outlet').toLowerCase()
  const kind = rowKinds.find((one) => one === named)
  if (!kind) errors.push({ column: 'kind', code: 'kind', detail: `must be ${rowKinds.join(', ')}, or blank for an outlet` })
  const parsed = check(ExternalId, texts.get('externalId'))
  if ('value' in parsed && typeof parsed.value === 'string') return { kind, externalId: parsed.value }
  // A formula there has been told already.
  if (!errors.some(({ column }) => column === 'externalId'))
    errors.push({
      column: 'externalId',
      code: 'missing',
      detail: 'is missing or no text of one line, at most 200 characters long',
    })
  return { kind }
}

/** Channel and settings. @returns the secrets among them */
function readWay(texts: Map<string, string>, way: Record<string, unknown>, errors: CellError[]): Record<string, string> {
  const key = texts.get('channel')?.toLowerCase()
  const channel = key === undefined ? undefined : findChannel(key)
  if (key !== undefined && !channel)
    errors.push({ column: 'channel', code: 'channel', detail: 'is not a channel of this installation' })
  if (channel) way.channel = channel.key
  const settings: Record<string, unknown> = {}
  const secrets: Record<string, string> = {}
  for (const name of new Set(settingNames.values())) {
    const text = texts.get(`settings.${name}`)
    if (text === undefined) continue
    if (secretNames.has(name)) secrets[name] = text
    else settings[name] = readSetting(channel, name, text)
  }
  if (Object.keys(settings).length > 0) way.settings = settings
  return secrets
}

function readReferences(texts: Map<string, string>, kind: RowKind, errors: CellError[]): { outlets?: string[]; owner?: string } {
  const [outlets, owner] = [texts.get('outlets'), texts.get('owner')]
  if (outlets !== undefined && kind !== 'journalist')
    errors.push({ column: 'outlets', code: 'kind', detail: `is for journalists; this row is an ${kind}: leave it blank` })
  if (owner !== undefined && kind !== 'endpoint')
    errors.push({ column: 'owner', code: 'kind', detail: `is for endpoints; this row is of the kind ${kind}: leave it blank` })
  const named = outlets === undefined ? undefined : readList(outlets)
  if (named === undefined) return { owner }
  const list = Array.isArray(named) ? [...new Set(named.map(String))] : []
  if (list.length > 50) errors.push({ column: 'outlets', code: 'too_big', detail: 'is too large: at most 50 outlets' })
  return { outlets: list, owner }
}

type Named = Record<string, unknown>

function toCells(kind: RowKind, profile: Named, way: Named, references: { outlets?: string[]; owner?: string }): Cells {
  const { technicalContactName: name, technicalContactEmail: email, technicalContactPhone: phone, ...fields } = profile
  const isEndpoint = kind === 'endpoint'
  const contact = name === undefined && email === undefined && phone === undefined ? undefined : { name, email, phone }
  const said = isEndpoint ? { ...way, ...(fields.languages ? { languages: fields.languages } : {}) } : way
  return Cells.parse({
    profile: isEndpoint ? undefined : { ...fields, technicalContact: contact },
    ...references,
    way: Object.keys(said).length > 0 || isEndpoint ? said : undefined,
  })
}

function check(schema: z.ZodType | undefined, value: unknown): Parsed {
  if (!schema) return { code: 'kind', detail: 'is not for rows of this kind: leave it blank' }
  const parsed = schema.safeParse(value)
  if (parsed.success) return { value: parsed.data }
  const [issue] = parsed.error.issues
  return { code: issue?.code ?? 'invalid', detail: issue?.message ?? 'is wrong' }
}

/** What can be kept of a cell that is wrong. */
function shown(text: string | undefined): string | null {
  return text === undefined ? null : text.replace(/[\p{Cc}\p{Surrogate}]/gu, ' ').slice(0, maxShown)
}
