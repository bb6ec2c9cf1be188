import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import { canonicalJson, sha256 } from '../ids.ts'
import { readBoilerplates } from './boilerplate.ts'
import { checkAttachments } from './check-attachments.ts'
import { checkContent } from './check-content.ts'
import type { RevisionContent } from './content.ts'
import type { NewRelease } from './new-release.ts'
import { toStoredRights } from './rights.ts'
import type { SanitisedEdition } from './sanitise-bodies.ts'
import type { StoredWarning } from './warning.ts'

/** An edition as it is kept. */
export type ComposedEdition = {
  language: string
  headline: string
  subheadline: string | null
  place: string | null
  bodyFormat: string
  bodySource: string
  bodyHtml: string
  summary: string | null
  boilerplate: string | null
  deskNote: string | null
  canonicalUrl: string | null
  machineTranslated: boolean
}

/** A release as it was handed in, its bodies sanitised already. */
export type SanitisedRelease = Omit<NewRelease, 'editions'> & { editions: SanitisedEdition[] }

/** A revision ready to be saved. */
export type ComposedRevision = {
  content: RevisionContent
  editions: ComposedEdition[]
  hash: Uint8Array<ArrayBuffer>
  /** language → what sanitising took out of its body, as selectors */
  removed: Map<string, string[]>
  /** language → what is doubted of its edition */
  warnings: Map<string, StoredWarning[]>
}

/**
 * Turns what was handed in into what is kept: boilerplates filled in, everything checked that needs the database, and the
 * hash that is approved later.
 *
 * @param before the editions that these come after: a body that a machine translated stays one as long as it says the same
 * @param account whose it is, and whether the release is a test
 * @throws what checkContent and checkAttachments throw
 */
export async function composeRevision(
  deps: { tx: Tx; clock: Clock },
  account: { id: string; kind: string; test: boolean },
  input: SanitisedRelease,
  before: readonly EditionBefore[] = [],
): Promise<ComposedRevision> {
  const content = toContent(input)
  await checkContent(deps, account, content)
  await checkAttachments(deps.tx, { accountId: account.id, test: account.test }, content.attachments)
  return composeWithoutChecks(deps.tx, { content, editions: input.editions }, before)
}

/** Composes as composeRevision does, of content that was checked when it was saved. */
export async function composeWithoutChecks(
  tx: Tx,
  input: { content: RevisionContent; editions: SanitisedEdition[] },
  before: readonly EditionBefore[],
): Promise<ComposedRevision> {
  const { content } = input
  const boilerplateIn = await readBoilerplates(tx, content.issuerIds)
  const removed = new Map<string, string[]>()
  const editions = input.editions.map((edition) => {
    if (edition.sanitised.removed.length > 0) removed.set(edition.language, edition.sanitised.removed)
    return { ...toEdition(edition, boilerplateIn), machineTranslated: isMachineTranslated(edition, before) }
  })
  const warnings = new Map(input.editions.map((edition) => [edition.language, edition.warnings]))
  return { content, editions, hash: hashRevision(content, editions), removed, warnings }
}

/** SHA-256 of the canonical content with its editions, in their order: two revisions that say the same have the same. */
export function hashRevision(content: RevisionContent, editions: readonly ComposedEdition[]): Uint8Array<ArrayBuffer> {
  return sha256(canonicalJson({ content, editions }))
}

function toContent(input: SanitisedRelease): RevisionContent {
  const { issuerIds, urgency, source, sectors, contacts, symbols, targets } = input
  const { reference = null, releaseAt = null, embargoUntil = null } = input
  const rights = toStoredRights(input.rights)
  const attachments = (input.attachments ?? []).map(({ credit = null, ...rest }) => ({ ...rest, credit }))
  return {
    reference,
    issuerIds,
    urgency,
    source,
    sectors,
    contacts,
    symbols,
    targets,
    rights,
    attachments,
    releaseAt,
    embargoUntil,
  }
}

type EditionBefore = Pick<ComposedEdition, 'language' | 'bodyHtml' | 'machineTranslated'>

function isMachineTranslated(edition: SanitisedEdition, before: readonly EditionBefore[]): boolean {
  const { language, sanitised, machineTranslated } = edition
  const last = before.find((one) => one.language === language && one.bodyHtml === sanitised.html)
  return machineTranslated ?? last?.machineTranslated ?? false
}

type Plain = Omit<ComposedEdition, 'machineTranslated'>

function toEdition(edition: SanitisedEdition, boilerplateIn: (language: string) => string | null): Plain {
  const { language, headline, subheadline = null, dateline, body, sanitised, summary = null, boilerplate } = edition
  const { deskNote = null, canonicalUrl = null } = edition
  return {
    language,
    headline,
    subheadline,
    place: dateline?.place ?? null,
    bodyFormat: body.format,
    bodySource: body.content,
    bodyHtml: sanitised.html,
    summary,
    boilerplate: boilerplate === undefined ? boilerplateIn(language) : boilerplate,
    deskNote,
    canonicalUrl,
  }
}
