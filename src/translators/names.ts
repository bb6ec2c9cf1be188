// Alphabets whose words are parted by spaces and grow by endings: there, a name counts only as a whole word.
const letter = '\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\p{N}'
const isLetter = new RegExp(`[${letter}]`, 'u')

/**
 * Finds names in a text, the longest first. Within alphabets with spaces `Acme` is not found in `Acmeology`; it is in `Acme社`.
 * White space inside a name stands for any white space: a source breaks its lines where it likes.
 *
 * @returns undefined where there are no names
 */
export function namePattern(names: readonly string[]): RegExp | undefined {
  const said = [...new Set(names.map((name) => name.trim()))].filter((name) => name !== '')
  if (said.length === 0) return undefined
  const longestFirst = said.toSorted((one, other) => other.length - one.length)
  return new RegExp(`(${longestFirst.map(inText).join('|')})`, 'gu')
}

/** Cuts a text at its names: those have the odd places. Joined it is the text again. */
export function cutAtNames(text: string, pattern: RegExp | undefined): string[] {
  return pattern ? text.split(pattern) : [text]
}

/**
 * The names that stand less often in a translation than in its text. What belongs to a longer name counts for that one.
 *
 * @returns each once, white space in them as one space
 */
export function findLostNames(names: readonly string[], text: string, translation: string): string[] {
  const pattern = namePattern(names)
  if (!pattern) return []
  const left = count(translation, pattern)
  return [...count(text, pattern)].filter(([name, times]) => (left.get(name) ?? 0) < times).map(([name]) => name)
}

function inText(name: string): string {
  const before = isLetter.test([...name].at(0) ?? '') ? `(?<![${letter}\\p{M}])` : ''
  // A mark that follows belongs to the last letter, which is another one then.
  const after = isLetter.test([...name].at(-1) ?? '') ? `(?![${letter}\\p{M}])` : '(?!\\p{M})'
  return before + name.split(/\s+/).map(RegExp.escape).join('\\s+') + after
}

function count(text: string, pattern: RegExp): Map<string, number> {
  const times = new Map<string, number>()
  for (const [found] of text.matchAll(pattern)) {
    const name = found.replace(/\s+/g, ' ')
    times.set(name, (times.get(name) ?? 0) + 1)
  }
  return times
}
