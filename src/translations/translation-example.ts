/** A translation in a list; the API's reference shows it. */
export const summaryExample = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e80',
  releaseId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e70',
  version: 1,
  language: 'de',
  sourceLanguage: 'en',
  state: 'drafted',
  stale: false,
  provider: 'libretranslate',
  machine: true,
  requestedBy: 'Press office',
  draftedBy: 'libretranslate',
  reviewedBy: null,
  dueAt: '2026-11-30T12:00:00.000Z',
  failure: null,
  nextTryAt: null,
  createdAt: '2026-11-23T09:00:00.000Z',
  updatedAt: '2026-11-23T09:00:07.000Z',
}

const source = 'ACME Energy opened the station today.'
const draft = 'ACME Energy hat die Station heute eröffnet.'

function textOf(headline: string, place: string, text: string) {
  const html = `<p>${text}</p>`
  const body = { format: 'html', content: html, html }
  return { headline, subheadline: null, dateline: { place }, body, summary: null, boilerplate: null, deskNote: null }
}

/** A translation with its texts. */
export const viewExample = {
  ...summaryExample,
  source: textOf('ACME Energy opens a solar station', 'Dubai', source),
  draft: textOf('ACME Energy eröffnet ein Solarkraftwerk', 'Dubai', draft),
  paragraphs: [{ source, draft }],
  changes: [],
  glossary: ['ACME Energy'],
  lostNames: [],
  missingNames: [],
  figures: [],
}
