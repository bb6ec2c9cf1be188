import type { Figure } from './figure.ts'
import { readFigures } from './read.ts'

/** Beyond so many UTF-16 units, or so many figures, nothing is compared: it would take long, and nobody reads that many doubts. */
const [charactersAtMost, figuresAtMost] = [20_000, 300]

/** The figures of a text that is to be compared; undefined where that is too much. */
export function readWithin(text: string, language: string): Figure[] | undefined {
  if (text.length > charactersAtMost) return undefined
  const figures = readFigures(text, language)
  return figures.length > figuresAtMost ? undefined : figures
}
