import { passageOf } from './passage.ts'

/** A protected name that the source has and the target lacks, with where the source has it first. */
export type MissingName = { name: string; offset: number; length: number; passage: string }

/**
 * The protected names that stand in one edition and not, letter for letter, in the other. Case counts; how letters are composed
 * does not. A name ends where its script would end a word, so that `Acme` is not found in `Acmeda`; a genitive s may follow it.
 *
 * @param names as the issuer wants them to be written everywhere
 */
export function compareNames(source: string, target: string, names: readonly string[]): MissingName[] {
  const translated = target.normalize('NFC')
  return names.flatMap((name) => {
    const composed = name.normalize('NFC')
    if (composed.trim() === '') return []
    // The source keeps its composition, for offsets into it to hold.
    const found = patternOf(composed).exec(source) ?? patternOf(name.normalize('NFD')).exec(source)
    if (!found || patternOf(composed).test(translated)) return []
    const { index: offset, 0: text } = found
    return [{ name, offset, length: text.length, passage: passageOf(source, offset, text.length) }]
  })
}

/** Scripts that set words apart; Korean joins its particles to a name, others have no borders at all. */
const bordered = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Georgian', 'Hebrew', 'Devanagari'] as const

function patternOf(name: string): RegExp {
  const escaped = name.split(/\s+/).map(RegExp.escape).join('[\\s\\u00a0]+')
  const before = borderOf(name.match(/^./u)?.[0] ?? '')
  const after = borderOf(name.match(/.\p{M}*$/u)?.[0] ?? '')
  return new RegExp(`${before ? `(?<!${before})` : ''}${escaped}${after ? `(?=s?(?!${after}|\\p{M}))` : ''}`, 'u')
}

/** What may not stand beside a character: another letter of its script, or another digit. */
function borderOf(character: string): string | undefined {
  if (/\p{Nd}/u.test(character)) return '\\p{Nd}'
  const script = bordered.find((name) => new RegExp(`\\p{Script=${name}}`, 'u').test(character))
  return script && `\\p{Script=${script}}`
}
