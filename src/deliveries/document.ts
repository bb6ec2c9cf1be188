import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Edition, Issuer, Publication, Revision, Sector, Version } from '../db/generated/client.ts'
import { watchClocks } from '../embargo/clocks.ts'
import type { Document } from '../formats/document.ts'
import { isolateEmbeddings } from '../languages/characters.ts'
import { writeDate } from '../languages/date.ts'
import type { Phrases } from '../languages/house.ts'
import { houseOf, writeDateline } from '../languages/houses.ts'
import { directionOf } from '../languages/language.ts'
import { RevisionContent } from '../releases/content.ts'
import { sectorLabel } from '../sectors/sector.ts'
import { getWire, type WireView } from '../wire/wire.ts'
import { wireWords } from '../wire/wire-words.ts'
import { readFiles, type SentFile, toAttachments } from './document-attachments.ts'
import { toRights } from './rights.ts'
import type { WorkerDeps } from './worker-deps.ts'

type Deps = Pick<WorkerDeps, 'db' | 'clock' | 'config' | 'vault' | 'publicUrl'>

const Kind = z.enum(['original', 'update', 'correction', 'kill'])
const Texts = z.record(z.string(), z.string())
const Symbols = z.array(z.object({ exchange: z.string(), symbol: z.string(), isin: z.string().optional() }))

/** What of the database a document is made of. */
export type DocumentRows = {
  publication: Publication
  edition: Edition
  revision: Revision & { editions: Edition[]; version: Version }
  issuers: Issuer[]
  sectors: Sector[]
  files: SentFile[]
  wire: WireView
  /** whether its embargo has ended by now */
  embargoOver: boolean
  /** publications of earlier versions that started, the first one first */
  earlier: Pick<Publication, 'versionNumber' | 'releaseAt'>[]
}

/** What a revision says of issuers and sectors; of one that cannot be read, none: toDocument tells. */
const Named = RevisionContent.pick({ issuerIds: true, sectors: true }).catch({ issuerIds: [], sectors: [] })

/** Reads what an edition of a publication is made of, with the other editions that there were when it was taken up. */
export async function readDocumentRows(deps: Deps, publication: Publication, editionId: string): Promise<DocumentRows> {
  const { db } = deps
  const revisionWithEditions = { include: { editions: { orderBy: { position: 'asc' } }, version: true } } as const
  const [found, wire] = await Promise.all([
    db.edition.findUniqueOrThrow({ where: { id: editionId }, include: { revision: revisionWithEditions } }),
    getWire(db),
  ])
  // Its own revision: one that came after the first had left knows of them, not they of it.
  const { revision, ...edition } = found
  const named = Named.parse(revision.content)
  const [issuers, sectors, files, earlier] = await Promise.all([
    db.issuer.findMany({ where: { id: { in: named.issuerIds } } }),
    db.sector.findMany({ where: { key: { in: named.sectors } } }),
    readFiles(deps, revision.id, publication.id),
    findEarlier(db, publication),
  ])
  return {
    publication,
    edition,
    revision,
    issuers,
    sectors,
    files,
    wire,
    earlier,
    embargoOver: isEmbargoOver(publication, deps.clock),
  }
}

async function findEarlier(db: Deps['db'], { releaseId, versionNumber }: Publication): Promise<DocumentRows['earlier']> {
  if (versionNumber === 1) return []
  return db.publication.findMany({
    where: { releaseId, versionNumber: { lt: versionNumber }, startedAt: { not: null } },
    select: { versionNumber: true, releaseAt: true },
    orderBy: [{ versionNumber: 'asc' }, { releaseAt: 'asc' }],
  })
}

/** Whether the embargo of a publication has ended, by both clocks: one that was set forward ends none. Never, where it has none. */
export function isEmbargoOver({ embargoUntil }: Pick<Publication, 'embargoUntil'>, clock: Clock): boolean {
  return embargoUntil !== null && embargoUntil <= watchClocks(clock).earlier()
}

/**
 * Everything that a format may say about an edition of a publication.
 *
 * @throws for rows that nobody can read
 */
export function toDocument(rows: DocumentRows): Document {
  const { publication, edition, revision, sectors, files, wire, earlier } = rows
  const content = RevisionContent.parse(revision.content)
  const releasedAt = publication.releaseAt
  const versionKind = Kind.parse(revision.version.kind)
  const words = wireWords(wire, edition.language)
  const issuers = toIssuers(rows.issuers, content, edition.language)
  const firstReleasedAt = earlier[0]?.releaseAt
  const year = (firstReleasedAt ?? releasedAt).getUTCFullYear()
  return {
    releaseId: publication.releaseId,
    version: publication.versionNumber,
    versionKind,
    notice: noticeOf(versionKind, words),
    uri: toUri(publication.releaseId, edition.language),
    ...textOf(edition, releasedAt, zoneOf(publication)),
    machineTranslated: edition.machineTranslated ? words.machineTranslated : undefined,
    ...around(wire, { language: edition.language, words }, content.source.kind),
    issuers,
    rights: toRights(content.rights, wire, { holder: issuers[0]?.name, year, language: edition.language }),
    source: content.source,
    sectors: content.sectors.flatMap((key) => toSector(sectors, key, edition.language)),
    contacts: content.contacts.filter((contact) => contact.public).map(({ name, email, phone }) => ({ name, email, phone })),
    urgency: content.urgency,
    releasedAt,
    firstReleasedAt,
    replaces: earlier.at(-1)?.versionNumber,
    embargoUntil: publication.embargoUntil ?? undefined,
    embargoOver: rows.embargoOver || undefined,
    attachments: toAttachments(content.attachments, files, edition.language),
    alternates: revision.editions
      .filter(({ id }) => id !== edition.id)
      .map(({ language, headline, canonicalUrl }) => ({
        language,
        headline: isolateEmbeddings(headline),
        uri: toUri(publication.releaseId, language),
        canonicalUrl: canonicalUrl ?? undefined,
      })),
  }
}

/** The issuers in the order of the release. Symbols that the release names are those of its first. */
function toIssuers(rows: Issuer[], { issuerIds, symbols }: RevisionContent, language: string): Document['issuers'] {
  const ordered = issuerIds.flatMap((id) => rows.find((row) => row.id === id) ?? [])
  return ordered.map((issuer, index) => ({
    name: sectorLabel(Texts.parse(issuer.names), language) ?? '',
    domain: issuer.domain ?? undefined,
    symbols: index === 0 && symbols.length > 0 ? symbols : Symbols.parse(issuer.symbols),
  }))
}

/** The subject of an edition: its headline, behind what a later version is. */
export function subjectOf({ notice, words, headline }: Document): string {
  return notice ? `${notice.label}${words.colon}${headline}` : headline
}

/** What a later version is and asks for; undefined for a first one. */
export function noticeOf(kind: Document['versionKind'], words: Phrases): Document['notice'] {
  if (kind === 'original') return undefined
  return { label: words[kind], text: kind === 'kill' ? words.withdrawn : words.replaces }
}

/** What a text is known by in all its versions. */
export function toUri(releaseId: string, language: string): string {
  return `urn:dateline:${releaseId}:${language}`
}

function textOf(edition: Edition, releasedAt: Date, zone: string) {
  const { language, headline, bodyHtml, place } = edition
  const date = writeDate(language, releasedAt, zone)
  return {
    language,
    direction: directionOf(language),
    headline: isolateEmbeddings(headline),
    subheadline: sent(edition.subheadline),
    dateline: place ? { place, date, text: isolateEmbeddings(writeDateline(language, place, date)) } : undefined,
    bodyHtml,
    summary: sent(edition.summary),
    boilerplate: sent(edition.boilerplate),
    deskNote: sent(edition.deskNote),
    canonicalUrl: edition.canonicalUrl ?? undefined,
  }
}

function sent(text: string | null): string | undefined {
  return text === null ? undefined : isolateEmbeddings(text)
}

/** What stands around a text in its language: the wire's own words, and those of the house. */
export function around(
  wire: WireView,
  { language, words }: { language: string; words: Phrases },
  source: 'issuer' | 'contentProvider',
) {
  const { list, colon } = houseOf(language)
  const { lead, disclaimer, boilerplate } = words
  return {
    lead,
    disclaimer: source === 'contentProvider' || wire.alwaysDisclaims ? disclaimer : undefined,
    wireBoilerplate: boilerplate,
    wire: { name: wire.name, url: wire.url },
    words: { ...words, listComma: list.comma, colon },
  }
}

/** The zone in which the release was asked for tells the day of its dateline; an offset will do. */
function zoneOf({ releaseAtGiven }: Publication): string {
  const given = releaseAtGiven ?? ''
  return /\[!?([^\]=]+)\]$/.exec(given)?.[1] ?? /[+-]\d\d:\d\d$/.exec(given)?.[0] ?? 'UTC'
}

function toSector(sectors: Sector[], key: string, language: string): Document['sectors'] {
  const sector = sectors.find((candidate) => candidate.key === key)
  if (!sector) return [{ key, label: key }]
  const label = sectorLabel(Texts.parse(sector.labels), language) ?? key
  return [{ key, label, mediaTopic: sector.mediaTopic ?? undefined }]
}
