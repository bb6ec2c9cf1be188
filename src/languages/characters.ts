/** A character that a text must not contain, and where it stands. */
export type ForbiddenCharacter = {
  /** UTF-16 offset into the text, 0 for the first */
  offset: number
  /** line, 1 for the first */
  line: number
  /** character of the line, counted in code points, 1 for the first */
  column: number
  /** such as `U+009D` */
  codePoint: string
  /** what it is and what to do, a clause for an error's detail */
  advice: string
}

// The first that fits says it.
const kinds: { pattern: RegExp; advice: string }[] = [
  { pattern: /[\u{80}-\u{9F}]/u, advice: 'is a control character, the trace of text read in the wrong encoding: send UTF-8' },
  { pattern: /(?![\t\n\r])\p{Cc}/u, advice: 'is a control character: remove it' },
  { pattern: /\p{Surrogate}/u, advice: 'is half of a character: the text was cut or encoded wrongly' },
  {
    pattern: /[\u{202D}\u{202E}]/u,
    advice:
      'overrides the direction of the text: remove it, and where a direction is needed use isolates (U+2066 to U+2069) or dir',
  },
  { pattern: /[\u{FFFE}\u{FFFF}]/u, advice: 'is not a character: remove it' },
  {
    pattern: /[\u{E0000}-\u{E007F}]/u,
    advice: 'is a tag character, which nobody sees: remove it. Only flags of regions have them',
  },
]

// The flag of a region (UTS 51, such as Wales): a black flag, its code in tags, an end.
const [flag, code, end] = ['\\u{1F3F4}', '[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]', '\\u{E007F}']
const ofFlag = `(?<=${flag}${code}{0,5})${code}(?=${code}{0,5}${end})|(?<=${flag}${code}{3,6})${end}`

const forbidden = new RegExp(`(?!${ofFlag})(?:${kinds.map(({ pattern }) => pattern.source).join('|')})`, 'u')

/**
 * The first character that cannot be told in every format or that makes a text lie: controls other than tab and line
 * ends (C0, DEL, C1), lone surrogates, bidirectional overrides, tag characters outside flags, U+FFFE and U+FFFF. Everything else is the
 * issuer's.
 *
 * @returns undefined when the text is fine
 */
export function findForbiddenCharacter(text: string): ForbiddenCharacter | undefined {
  const offset = text.search(forbidden)
  if (offset < 0) return undefined
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/)
  const code = text.codePointAt(offset) ?? 0
  return {
    offset,
    line: lines.length,
    column: [...(lines.at(-1) ?? '')].length + 1,
    codePoint: `U+${code.toString(16).toUpperCase().padStart(4, '0')}`,
    advice: kinds.find(({ pattern }) => pattern.test(String.fromCodePoint(code)))?.advice ?? 'is not allowed',
  }
}

const isolateOf: Readonly<Record<string, string>> = { '\u202a': '\u2066', '\u202b': '\u2067', '\u202c': '\u2069' }

/**
 * A text as it is sent: directional embeddings, which come with what is pasted and reach beyond their end, as isolates (UAX 9, 2.4). All
 * else stays.
 */
export function isolateEmbeddings(text: string): string {
  return text.replace(/[\u202a-\u202c]/g, (mark) => isolateOf[mark] ?? mark)
}

/**
 * A name, an address or a number where it stands in a text of this direction. In one from right to left, what begins or ends with a sign
 * is isolated, and what has no letter: the slash of an address, or the mark of `Yahoo!`, would else go to its other end, and groups of
 * digits would be read from the last to the first.
 */
export function isolateIn(direction: 'ltr' | 'rtl', text: string): string {
  const moves = /^[^\p{L}\p{N}]|^[^\p{L}]*$|[^\p{L}\p{N}]$/u.test(text)
  return direction === 'rtl' && moves ? `\u2068${text}\u2069` : text
}
