/** A part of a text. `core` is what is translated, where it holds letters; the white space around it stays. */
export type Piece = { lead: string; core: string; trail: string }

/** How to cut. `lines`: line ends part paragraphs; else they are white space like any other. */
export type Cutting = { language: string; limit: number; lines: boolean }

/**
 * Cuts a text into pieces of at most `limit` UTF-16 units: at line ends where these count, then at ends of sentences, of words,
 * of characters as readers see them. A single character longer than the limit stays whole.
 *
 * @returns pieces that make up the text again, line ends excepted where they are white space: with the spaces around them these
 *   become one space
 */
export function toPieces(text: string, { language, limit, lines }: Cutting): Piece[] {
  const paragraphs = lines ? text.split(/(?<=\n)/) : [collapseLineEnds(text)]
  return paragraphs.flatMap((paragraph) => split(paragraph, { language, limit }, finerAndFiner)).map(trim)
}

/** Whether a piece is worth asking for: it holds letters, and is not longer than the limit. */
export function isAskable({ core }: Piece, limit: number): boolean {
  return hasLetters(core) && core.length <= limit
}

/** Whether there is anything to translate in a text: numbers, signs and emoji are the same in every language. */
export function hasLetters(text: string): boolean {
  return /\p{L}/u.test(text)
}

/** A text parted into the white space before it, itself, and the white space after it. */
export function trim(text: string): Piece {
  const core = text.trim()
  const from = text.length - text.trimStart().length
  return { lead: text.slice(0, from), core, trail: text.slice(from + core.length) }
}

/** Line ends of an HTML source are its layout: with the white space around them they read as one space. */
export function collapseLineEnds(text: string): string {
  return text.replace(/[\t\n\f\r ]+/g, (run) => (/[\n\r]/.test(run) ? ' ' : run))
}

const spaceless = new Set(['zh', 'ja', 'th', 'lo', 'km', 'my', 'yue', 'bo'])

/** Whether words that stood without a space between them need one now: from Japanese into English, not the other way round. */
export function needsSpaces(source: string, target: string): boolean {
  return spaceless.has(languageOf(source)) && !spaceless.has(languageOf(target))
}

function languageOf(tag: string): string {
  return tag.split('-', 1)[0] ?? tag
}

const finerAndFiner = ['sentence', 'word', 'grapheme'] as const

type Granularity = (typeof finerAndFiner)[number]

function split(text: string, how: { language: string; limit: number }, granularities: readonly Granularity[]): string[] {
  const [granularity, ...finer] = granularities
  if (text.length <= how.limit || granularity === undefined) return [text]
  const segments = new Intl.Segmenter(how.language, { granularity }).segment(text)
  return pack(
    Array.from(segments, ({ segment }) => segment).flatMap((segment) => split(segment, how, finer)),
    how.limit,
  )
}

function pack(parts: string[], limit: number): string[] {
  const packed: string[] = []
  for (const part of parts) {
    const last = packed.at(-1)
    if (last !== undefined && last.length + part.length <= limit) packed[packed.length - 1] = last + part
    else packed.push(part)
  }
  return packed
}
