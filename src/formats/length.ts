/**
 * How long a text is, as formats tell it.
 *
 * @param language by which words are told from each other, as BCP 47: some are written without spaces
 * @returns code points, and words without what stands between them
 */
export function measureText(language: string, text: string): { characters: number; words: number } {
  const segments = [...new Intl.Segmenter(language, { granularity: 'word' }).segment(text)]
  return { characters: [...text].length, words: segments.filter(({ isWordLike }) => isWordLike).length }
}
