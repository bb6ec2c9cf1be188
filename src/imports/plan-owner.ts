import { differenceOf } from '../accounts/difference.ts'
import type { Prisma } from '../db/client.ts'
import { newId } from '../ids.ts'
import { NewJournalist } from '../outlets/journalist.ts'
import { NewOutlet } from '../outlets/outlet.ts'
import { toProfileFacts } from '../outlets/profile-facts.ts'
import type { Owner } from '../outlets/subject.ts'
import type { CellError, Row } from './row.ts'
import type { Standing } from './standing.ts'

/** An outlet or journalist that is made or changed: `profile` is all of it as it will be, `event` what the log says. */
export type OwnerChange = Owner & {
  created: boolean
  externalId: string
  profile: Prisma.InputJsonObject
  columns: string[]
  event: Prisma.InputJsonObject
}

type Options = { standing: Standing; sectors: ReadonlySet<string>; final: boolean }
type PlannedOwner = { owner?: Owner; change?: OwnerChange; errors: CellError[] }

/** What a row makes or changes of an outlet or journalist; nothing where it is about an endpoint alone. */
export function planOwner(row: Row, { standing, sectors, final }: Options): PlannedOwner {
  const { kind, externalId, cells } = row
  if (kind === 'endpoint') return { errors: [] }
  const employers = findEmployers(row, standing, final)
  const errors = [...employers.errors, ...unknownSectors(cells.profile?.sectors ?? [], sectors)]
  const said: Prisma.InputJsonObject = { ...cells.profile, ...(employers.ids ? { outletIds: employers.ids } : {}) }
  const stands = standing.owner(kind, externalId)
  if (stands) {
    if (stands.erased)
      errors.push({ column: 'externalId', code: 'erased', detail: 'is a journalist who was erased at their own wish' })
    else if (stands.archived)
      errors.push({ column: 'externalId', code: 'archived', detail: `is an archived ${kind}, which stays as it is` })
    const owner = { type: kind, id: stands.id } as const
    return errors.length > 0 ? { errors } : { owner, change: changeOf(owner, externalId, stands.profile, said), errors }
  }
  const profile = { ...defaults[kind], ...said }
  errors.push(...required[kind].filter((column) => !(column in profile)).map((column) => missing(column, kind)))
  if (errors.length > 0) return { errors }
  const owner = { type: kind, id: newId() } as const
  const event = { after: toProfileFacts({ externalId, ...profile }) }
  return { owner, change: { ...owner, created: true, externalId, profile, columns: [], event }, errors }
}

function changeOf(
  owner: Owner,
  externalId: string,
  stands: Prisma.InputJsonObject,
  said: Prisma.InputJsonObject,
): OwnerChange | undefined {
  const contact = said.technicalContact
    ? { technicalContact: Object.assign({}, stands.technicalContact, said.technicalContact) }
    : {}
  const wanted = { ...said, ...contact }
  const difference = differenceOf(stands, wanted)
  if (!difference) return undefined
  const columns = Object.keys(difference.after).map((field) => (field === 'outletIds' ? 'outlets' : field))
  const event = { before: toProfileFacts(difference.before), after: toProfileFacts(difference.after) }
  return { ...owner, created: false, externalId, profile: { ...stands, ...wanted }, columns, event }
}

/** The outlets that a journalist works at. One that is not there yet may come with the file. */
function findEmployers({ cells }: Row, standing: Standing, final: boolean): { ids?: string[]; errors: CellError[] } {
  const found = cells.outlets?.map((reference) => ({ reference, outlet: standing.referred('outlet', reference) }))
  if (!found) return { errors: [] }
  const errors = found
    .filter(({ outlet }) => (outlet ? outlet.archived : final))
    .map(({ reference }) => ({
      column: 'outlets',
      code: 'outlet',
      detail: `"${reference}" is no outlet of this wire, or it is archived`,
    }))
  return { ids: [...new Set(found.map(({ reference, outlet }) => outlet?.id ?? reference))].sort(), errors }
}

function unknownSectors(keys: readonly string[], known: ReadonlySet<string>): CellError[] {
  const detail = 'is not a sector of this wire: GET /v1/sectors lists them'
  return keys.filter((key) => !known.has(key)).map((key) => ({ column: 'sectors', code: 'sector', detail: `"${key}" ${detail}` }))
}

function missing(column: string, kind: string): CellError {
  return { column, code: 'missing', detail: `is blank: a new ${kind} needs it` }
}

/** What a field is when nobody says anything, out of the API's own schema. */
function defaultsOf(shape: typeof NewOutlet.shape | typeof NewJournalist.shape): Prisma.InputJsonObject {
  return Object.fromEntries(
    Object.entries(shape).flatMap(([name, schema]) => {
      const parsed = schema.safeParse(undefined)
      return parsed.success && parsed.data !== undefined && name !== 'externalId' ? [[name, parsed.data]] : []
    }),
  )
}

const defaults = { outlet: defaultsOf(NewOutlet.shape), journalist: defaultsOf(NewJournalist.shape) }
const required = { outlet: ['name', 'country', 'languages', 'timeZone'], journalist: ['name', 'languages'] } as const
