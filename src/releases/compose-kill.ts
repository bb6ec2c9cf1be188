import type { Tx } from '../db/client.ts'
import { getWire } from '../wire/wire.ts'
import { wireWords } from '../wire/wire-words.ts'
import { toBodyHtml } from './body.ts'
import { type ComposedRevision, hashRevision } from './compose-revision.ts'
import type { NewKill } from './new-version.ts'
import { refuse } from './refuse.ts'
import type { SavedVersion } from './version.ts'

type Headline = { language: string; headline: string }

/**
 * A kill as a revision: a notice under its headline in every language in which the release has gone out. It has the issuers, the
 * contacts and the rights of the version that it follows, the highest urgency, and neither files, targets nor hours: it leaves at once, to whoever was sent
 * anything.
 *
 * @param last the newest version that was published
 * @throws invalid for a text in a language in which the release has not gone out
 */
export async function composeKill(tx: Tx, last: SavedVersion, { texts }: NewKill): Promise<ComposedRevision> {
  const headlines = await findHeadlines(tx, last.release.id)
  const languages = new Set(headlines.map(({ language }) => language))
  const unknown = texts.flatMap(({ language }, at) => {
    const detail = `the release has not gone out in ${language}: leave the text out`
    return languages.has(language) ? [] : [{ pointer: `/texts/${at}/language`, code: 'not-sent', detail }]
  })
  refuse('invalid', unknown)
  const content = { ...last.revision.content, urgency: 1, targets: [], attachments: [], releaseAt: null, embargoUntil: null }
  const wire = await getWire(tx)
  const editions = headlines.map(({ language, headline }) => {
    const notice = texts.find((given) => given.language === language)?.text ?? wireWords(wire, language).withdrawn
    return toEdition({ language, headline }, notice)
  })
  return { content, editions, hash: hashRevision(content, editions), removed: new Map(), warnings: new Map() }
}

/** Of each language of the versions that were published: the newest headline. */
async function findHeadlines(tx: Tx, releaseId: string): Promise<Headline[]> {
  return tx.$queryRaw<Headline[]>`
    SELECT language, headline FROM (
      SELECT DISTINCT ON (e.language) e.language, e.headline, v.number, e.position
      FROM versions v JOIN revisions r ON r.version_id = v.id AND r.number = v.revision_number JOIN editions e ON e.revision_id = r.id
      WHERE v.release_id = ${releaseId}::uuid AND v.frozen_at IS NOT NULL
      ORDER BY e.language, v.number DESC
    ) newest ORDER BY number DESC, position`
}

function toEdition({ language, headline }: Headline, notice: string): ComposedRevision['editions'][number] {
  const nothing = { subheadline: null, place: null, summary: null, boilerplate: null, deskNote: null, canonicalUrl: null }
  const { html } = toBodyHtml({ format: 'text', content: notice })
  return { language, headline, ...nothing, bodyFormat: 'text', bodySource: notice, bodyHtml: html, machineTranslated: false }
}
