import type { Sign } from './figure.ts'
import { foldText } from './fold.ts'
import type { Notation } from './notation.ts'

/** The words of a language that tell a rise from a fall, made ready for finding. */
export type SignWords = { minus: RegExp; falls: Beside; rises: Beside }

type Beside = { before: RegExp; after: RegExp }

/** Gathers them from a notation. */
export function toSignWords({ minus = [], falls, rises, borders }: Notation): SignWords {
  const [begin, end] = borders === 'both' ? ['(?<![\\p{L}\\p{M}])', '(?![\\p{L}\\p{M}])'] : ['', '']
  const any = (fragments: readonly string[]) =>
    fragments.length === 0 ? '(?!)' : fragments.map((fragment) => foldText(fragment.replaceAll('_', `${space}?`)).plain).join('|')
  const beside = (words: { before: readonly string[]; after: readonly string[] } = { before: [], after: [] }) => ({
    before: new RegExp(`${begin}(?:${any(words.before)})${space}?$`, 'iu'),
    after: new RegExp(`${space}?(?:${any(words.after)})${end}`, 'iuy'),
  })
  return {
    minus: new RegExp(`${begin}(?:${any(minus)})${space}?$`, 'iu'),
    falls: beside(falls),
    rises: beside(rises),
  }
}

const space = '[ \\u00a0\\u2009\\u202f]'

/**
 * The sign of an amount, where what stands right beside it leaves no doubt: a sign, a bracket as accounts have it, `minus`, and of
 * percentages and money a fall or a rise. Two that contradict each other tell nothing.
 *
 * @param plain the text as it was before brackets were taken out
 * @param at `start` and `end` of the figure with its unit, `number` where its digits begin
 */
export function signOf(
  plain: string,
  { start, number, end, isPlain }: { start: number; number: number; end: number; isPlain: boolean },
  { minus, falls, rises }: SignWords,
): Sign | undefined {
  const before = plain.slice(Math.max(0, start - 60), start)
  const mark = isPlain ? undefined : (markOf(plain.slice(start, number)) ?? markOf(before))
  if (mark === '-' || plain.charAt(number - 1) === accountsMinus || minus.test(before)) return '-'
  if (mark === '+') return '+'
  if (isPlain) return undefined
  const tells = ({ before: words, after }: Beside) => {
    after.lastIndex = end
    return words.test(before) || after.test(plain)
  }
  const [down, up] = [tells(falls), tells(rises)]
  if (down === up) return undefined
  return down ? '-' : '+'
}

/** What a bracket around a number becomes; no folded text has it otherwise. */
export const accountsMinus = '\u2212'

/** A sign right before the number; not the dash of a range, nor one between two words. */
function markOf(before: string): Sign | undefined {
  const mark = /(?:^|[\s\u00a0(（[:：、，「“"/\p{sc=Han}\p{sc=Hangul}\p{sc=Hira}\p{sc=Kana}])([-+–])$/u.exec(before)?.[1]
  if (mark === undefined || /[\d%\p{Cc}]\s?[-+–]$/u.test(before)) return undefined
  return mark === '+' ? '+' : '-'
}
