import { scriptOf } from './language.ts'

/** How long a text is, as its market counts. */
export type Length = { unit: 'words' | 'characters'; count: number }

/** Scripts in which newsrooms count characters: those that set no spaces between words, and Korean. */
const byCharacter = new Set(['Hans', 'Hant', 'Hani', 'Jpan', 'Hrkt', 'Kore', 'Hang', 'Thai', 'Laoo', 'Khmr', 'Mymr', 'Tibt'])

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** Whether a language is counted in words or in characters. */
export function unitOf(tag: string): Length['unit'] {
  return byCharacter.has(scriptOf(tag)) ? 'characters' : 'words'
}

/**
 * Words are what stands between spaces and has a letter or a digit; characters are what a reader takes for one, marks and joiners with
 * them, without spaces.
 *
 * @param tag canonical
 */
export function measureLength(tag: string, text: string): Length {
  const unit = unitOf(tag)
  if (unit === 'words') return { unit, count: text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length }
  const seen = text.replace(/\s+/gu, '')
  // Most texts have nothing but plain characters, and a segmenter takes its time.
  const isPlain = !/[\p{M}\p{Cf}\p{Emoji_Modifier}\u{1F1E6}-\u{1F1FF}]/u.test(seen)
  return { unit, count: isPlain ? [...seen].length : [...segmenter.segment(seen)].length }
}
