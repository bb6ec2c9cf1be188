import type { Readable } from 'node:stream'
import { recordEvent } from '../accounts/events.ts'
import { findChannel } from '../channels/list.ts'
import { inTransaction, type Prisma } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { streamCsv } from '../http/csv.ts'
import type { Principal } from '../http/principal.ts'
import { writeList } from './cell.ts'
import { columnNames } from './columns.ts'
import { type Exported, type ExportedOwner, readJournalistPage, readOutletPage } from './export-pages.ts'
import { writeOwner } from './owner-reference.ts'
import { writeSetting } from './setting.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/**
 * Every outlet, journalist and endpoint in use as CSV, in the columns that an import reads, page by page: memory does not grow with
 * the audience. Secrets are blank. Importing it into the same wire changes nothing.
 *
 * @param bom begins with a byte order mark, as some spreadsheets want it
 */
export async function exportAudience({ db, clock }: Deps, principal: Principal, { bom }: { bom: boolean }): Promise<Readable> {
  const subject = { type: 'wire', id: 'wire' }
  await inTransaction(db, (tx) => recordEvent({ tx, clock }, principal, { kind: 'audience.exported', subject }))
  return streamCsv(readRows(db), { columns: columnNames, bom })
}

async function* readRows(db: Deps['db']): AsyncGenerator<Record<string, string>> {
  for (const [kind, readPage] of [['outlet', readOutletPage] as const, ['journalist', readJournalistPage] as const]) {
    let after: string | null = null
    for (;;) {
      const page: Exported[] = await readPage(db, after)
      for (const { owner, endpoints } of page) yield* toRows(kind, owner, endpoints)
      after = page.at(-1)?.owner.id ?? null
      if (after === null) break
    }
  }
}

/** An owner with the endpoint that has its external id in one row, other endpoints in rows of their own. */
function toRows(
  kind: 'outlet' | 'journalist',
  owner: ExportedOwner,
  endpoints: Prisma.EndpointModel[],
): Record<string, string>[] {
  const reference = owner.externalId ?? owner.id
  // Its languages would stand where the owner's do.
  const joined = endpoints.find(({ externalId, languages }) => externalId === reference && languages.length === 0)
  const others = endpoints.filter((endpoint) => endpoint !== joined)
  return [
    { ...ownerCells(kind, reference, owner), ...(joined ? wayCells(joined) : {}) },
    ...others.map((endpoint) => ({
      kind: 'endpoint',
      externalId: endpoint.externalId ?? endpoint.id,
      owner: writeOwner(kind, reference),
      languages: writeList(endpoint.languages),
      ...wayCells(endpoint),
    })),
  ]
}

function ownerCells(kind: string, reference: string, owner: ExportedOwner): Record<string, string> {
  const { id: _id, technicalContact, languages, sectors, tags, outlets, pausedUntil, ...plain } = owner
  const { name, email, phone } = technicalContact ?? {}
  const texts = Object.entries({
    ...plain,
    externalId: reference,
    languages: writeList(languages),
    sectors: writeList(sectors),
    tags: writeList(tags),
    outlets: outlets && writeList(outlets),
    pausedUntil: pausedUntil?.toISOString(),
    technicalContactName: name,
    technicalContactEmail: email,
    technicalContactPhone: phone,
  })
  return { kind, ...Object.fromEntries(texts.map(([column, value]) => [column, String(value ?? '')])) }
}

function wayCells(endpoint: Prisma.EndpointModel): Record<string, string> {
  const { channel, format, pacePerMinute, editions, state } = endpoint
  const secrets = findChannel(channel)?.secrets ?? []
  const settings = Object.entries(Object(endpoint.settings)).filter(([name]) => !secrets.includes(name))
  return {
    ...{ channel, format, pacePerMinute: String(pacePerMinute ?? ''), editions, state },
    ...Object.fromEntries(settings.map(([name, value]) => [`settings.${name}`, writeSetting(value)])),
  }
}
