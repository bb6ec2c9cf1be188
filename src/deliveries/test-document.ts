import type { Document } from '../formats/document.ts'
import { escapeHtml } from '../formats/markup.ts'
import { isolateEmbeddings } from '../languages/characters.ts'
import { houseOf } from '../languages/houses.ts'
import { directionOf } from '../languages/language.ts'
import type { WireView } from '../wire/wire.ts'
import { wireWords } from '../wire/wire-words.ts'
import { around, noticeOf, toUri } from './document.ts'

const versions = { original: 1, update: 2, correction: 2, kill: 3 }

type About = { endpointId: string; language: string; kind: Document['versionKind']; at: Date }

/**
 * What tries an endpoint out: a story that says, in its language, that it is a test and no news. Of each endpoint there is one in
 * each language: with another kind it is updated, corrected or withdrawn as any release is.
 */
export function toTestDocument(wire: WireView, { endpointId, language, kind, at }: About): Document {
  const words = wireWords(wire, language)
  return {
    releaseId: endpointId,
    version: versions[kind],
    versionKind: kind,
    withheld: true,
    notice: noticeOf(kind, words),
    uri: toUri(endpointId, language),
    language,
    direction: directionOf(language),
    headline: isolateEmbeddings(`${words.test}${houseOf(language).colon}${wire.name}`),
    bodyHtml: `<p>${escapeHtml(words.testNotice)}</p>`,
    ...around(wire, { language, words }, 'issuer'),
    issuers: [{ name: wire.name, domain: new URL(wire.url).hostname, symbols: [] }],
    source: { kind: 'issuer' },
    sectors: [],
    contacts: [],
    urgency: 8,
    releasedAt: at,
    alternates: [],
    deskNote: words.testNotice,
  }
}
