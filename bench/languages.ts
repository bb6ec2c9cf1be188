import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { findForeign, findForeignLine } from '../src/languages/check/foreign.ts'
import { detectLanguage } from '../src/languages/detect/detect.ts'
import { houses } from '../src/languages/houses.ts'
import { findMissed, median, round } from './pairs.ts'

/** Shares of texts that are told right, of 1: all but near twins, near twins, headlines of all; and what was taken for what. */
export type LanguagesResult = {
  texts: number
  passages: number
  twins: number
  headlines: number
  /** the check of an edition of some 400 words, milliseconds, median */
  msPerEdition: number
  /** passages in their own language in which it was doubted */
  falseWarnings: number
  /** language → what its passages were taken for → how many */
  confusion: Record<string, Record<string, number>>
  missed: string[]
}

const Texts = z.object({ headlines: z.array(z.string()), passages: z.array(z.string()) })
type Text = { language: string; text: string; kind: 'passage' | 'headline' }

const folder = new URL('texts/', import.meta.url)
/** Those that share nearly everything with another of the fifteen. */
const near = new Set(['id', 'ms', 'zh-Hans', 'zh-Hant'])
const passageCharacters = 400
const passagesOfAnEdition = 6

/**
 * How often the language of a text is told right, on press releases in fifteen languages that were written for this and that nothing was
 * learned from: passages of 400 characters, and headlines alone.
 */
export async function benchLanguages(_options: { full: boolean }, say: (line: string) => void): Promise<LanguagesResult> {
  const texts = readTexts()
  const told = texts.map((text) => ({ ...text, as: detectLanguage(text.text)?.language ?? 'nothing' }))
  const right = (of: typeof told) => round3(of.filter(({ language, as }) => as === language).length / of.length)
  const passages = told.filter(({ kind }) => kind === 'passage')
  const wrong = told.filter(({ language, as }) => as !== language)
  for (const { kind, language, as, text } of wrong) say(`${kind} in ${language} taken for ${as}: ${text.slice(0, 80)}`)
  const figures = {
    texts: texts.length,
    passages: right(passages.filter(({ language }) => !near.has(language))),
    twins: right(passages.filter(({ language }) => near.has(language))),
    headlines: right(told.filter(({ kind }) => kind === 'headline')),
    msPerEdition: measure(texts),
    falseWarnings: texts.filter(isDoubted).length,
  }
  const missed = findMissed({
    'passages ≥ 0.99': figures.passages >= 0.99,
    'twins ≥ 0.95': figures.twins >= 0.95,
    'headlines ≥ 0.9': figures.headlines >= 0.9,
    'msPerEdition ≤ 2': figures.msPerEdition <= 2,
  })
  return { ...figures, confusion: countConfusion(passages), missed }
}

function readTexts(): Text[] {
  const known = new Set(houses.map(({ language }) => language))
  return readdirSync(folder).flatMap((file) => {
    const language = file.replace(/\.json$/, '')
    if (!known.delete(language)) throw new Error(`bench/texts/${file} is of no language of ours`)
    const { headlines, passages } = Texts.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
    const cut = passages.map((text) => [...text].slice(0, passageCharacters).join(''))
    return [
      ...cut.map((text): Text => ({ language, text, kind: 'passage' })),
      ...headlines.map((text): Text => ({ language, text, kind: 'headline' })),
    ]
  })
}

function isDoubted({ language, text, kind }: Text): boolean {
  return (kind === 'passage' ? findForeign(language, [text]) : findForeignLine(language, text)).length > 0
}

/** An edition is a headline and some passages; each language in turn, so that no text is met twice in a row. */
function measure(texts: readonly Text[]): number {
  const times = Map.groupBy(texts, ({ language }) => language)
    .entries()
    .flatMap(([language, of]) => {
      const paragraphs = of.filter(({ kind }) => kind === 'passage').map(({ text }) => text)
      const [headline = ''] = of.filter(({ kind }) => kind === 'headline').map(({ text }) => text)
      return Array.from({ length: Math.floor(paragraphs.length / passagesOfAnEdition) }, (_, n) => {
        const began = performance.now()
        findForeignLine(language, headline)
        findForeign(language, paragraphs.slice(n * passagesOfAnEdition, (n + 1) * passagesOfAnEdition))
        return performance.now() - began
      })
    })
  return round(median([...times]))
}

function countConfusion(passages: readonly { language: string; as: string }[]): LanguagesResult['confusion'] {
  const of = Map.groupBy(passages, ({ language }) => language)
  const count = (all: readonly { as: string }[]) =>
    Object.fromEntries([...Map.groupBy(all, ({ as }) => as)].map(([as, group]) => [as, group.length]))
  return Object.fromEntries([...of].map(([language, all]) => [language, count(all)]))
}

function round3(value: number): number {
  return Math.round(value * 1000) / 1000
}
