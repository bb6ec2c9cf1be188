/** How a language writes what stands between digits; `decimal` is undefined where nobody knows. */
export type Separators = { decimal: string | undefined; mixed: boolean; spaces: boolean }

/** The separators of a language and region, from Intl. */
export function separatorsOf(
  tag: string,
  { known, mixed, spaces }: { known: boolean; mixed: boolean; spaces: boolean },
): Separators {
  const parts = new Intl.NumberFormat(tag, { numberingSystem: 'latn' }).formatToParts(1234567.5)
  const find = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  return { decimal: known ? find('decimal') : undefined, mixed, spaces: spaces || !known || /^\s$/.test(find('group')) }
}

/** A number in digits, with all that may stand between them. A bare space groups only where the language does so. */
export function literalPattern({ spaces }: Separators): string {
  const space = spaces ? '[ \\u00a0\\u2009\\u202f]' : '[\\u00a0\\u2009\\u202f]'
  return `\\d{1,3}(?:${space}\\d{3})+(?!\\d)(?:[.,٫]\\d+)?|\\d+(?:[.,٫'’٬،]\\d+)*`
}

/**
 * What a number in digits says.
 *
 * @param literal as literalPattern finds it
 * @returns one reading; two where a separator can be either; none where it is no number, such as `1.2.3`
 */
export function readLiteral(literal: string, { decimal, mixed }: Separators): string[] {
  // No figure has more digits; a text of nothing else is not to take minutes.
  if (literal.length > 40) return []
  const text = literal.replace(/[\s'’٬]/g, '').replaceAll('،', ',')
  if (text.includes('٫')) return [text.replace(/[.,]/g, '').replace('٫', '.')]
  const marks = text.replace(/\d/g, '')
  if (marks === '') return [text]
  const last = marks.slice(-1)
  if (marks !== last.repeat(marks.length)) return readTwoMarks(text, last)
  if (marks.length > 1) return isGrouped(text, last) ? [text.replaceAll(last, '')] : []
  const [head = '', tail = ''] = text.split(last)
  const fraction = `${head}.${tail}`
  if (tail.length !== 3 || head.length > 3 || head.startsWith('0')) return [fraction]
  const whole = head + tail
  // The language's own reading comes first: it is the one that is shown.
  const both = last === decimal ? [fraction, whole] : [whole, fraction]
  return mixed || decimal === undefined ? both : both.slice(0, 1)
}

/** `1,234.5` and `1.234,5`: the last mark is the decimal one, whatever the language. */
function readTwoMarks(text: string, last: string): string[] {
  const other = last === '.' ? ',' : '.'
  const [whole = '', fraction = '', ...more] = text.split(last)
  if (more.length > 0 || !isGrouped(whole, other)) return []
  return [`${whole.replaceAll(other, '')}.${fraction}`]
}

/** By three, or in India by two and three at the end. */
function isGrouped(text: string, mark: string): boolean {
  const groups = text.split(mark)
  const [first = '', ...rest] = groups
  const last = rest.pop() ?? ''
  if (first.length > 3 || last.length !== 3) return false
  return rest.every(({ length }) => length === 3) || (first.length < 3 && rest.every(({ length }) => length === 2))
}
