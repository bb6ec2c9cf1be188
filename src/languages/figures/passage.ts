const longest = 60
const words = new Intl.Segmenter('en', { granularity: 'word' })

/**
 * What stands around a stretch of a text: at most 60 characters on one line, cut between words and never inside a character.
 *
 * @param offset in UTF-16 units
 */
export function passageOf(text: string, offset: number, length: number): string {
  const around = Math.max(0, longest - length) >> 1
  const from = Math.max(0, offset - around)
  const to = Math.min(text.length, Math.max(offset + length, from + longest))
  // Words are told from a little before: a window that opens inside a word would take its rest for one.
  const start = Math.max(0, from - 20)
  const segments = [...words.segment(text.slice(start, to + 20))].map(({ segment, index }) => {
    const begin = start + index
    return { segment, begin, end: begin + segment.length }
  })
  const inside = segments.filter(({ begin, end }) => (begin >= from && end <= to) || (begin < offset + length && end > offset))
  return inside
    .map(({ segment }) => segment)
    .join('')
    .replace(/\s+/g, ' ')
    .trim()
}
