import { arabic } from './ar.ts'
import { german } from './de.ts'
import { originals } from './en.ts'
import { spanish } from './es.ts'
import { french } from './fr.ts'
import { indonesian } from './id.ts'
import { japanese } from './ja.ts'
import { korean } from './ko.ts'
import { malay } from './ms.ts'
import { portuguese } from './pt.ts'
import { russian } from './ru.ts'
import { thai } from './th.ts'
import { vietnamese } from './vi.ts'
import { simplifiedChinese } from './zh-hans.ts'
import { traditionalChinese } from './zh-hant.ts'

/** The faithful renderings of the originals, by language and in their order. */
export const renderings: Readonly<Record<string, readonly string[]>> = {
  ko: korean,
  ja: japanese,
  ar: arabic,
  'zh-Hans': simplifiedChinese,
  'zh-Hant': traditionalChinese,
  vi: vietnamese,
  th: thai,
  id: indonesian,
  ms: malay,
  de: german,
  ru: russian,
  fr: french,
  es: spanish,
  pt: portuguese,
}

/** An English paragraph with a faithful rendering of it, and the names that both must have. */
export type Pair = { language: string; source: string; target: string; names: readonly string[] }

/** All pairs, written for this measurement. */
export const pairs: readonly Pair[] = Object.entries(renderings).flatMap(([language, texts]) =>
  originals.map(({ text, names }, n) => ({ language, source: text, target: texts[n] ?? '', names })),
)
