import { z } from 'zod'
import { writeDate } from '../languages/date.ts'
import { findHouse, houseOf, houses, namesOf } from '../languages/houses.ts'
import { directionOf, lookupChain, scriptOf } from '../languages/language.ts'
import { unitOf } from '../languages/length.ts'
import { Phrases } from './wire.ts'
import { ownWords, type Wording } from './wire-words.ts'

const Pair = z.array(z.string()).length(2)

/** A language, as this wire writes it. */
export const LanguageView = z
  .object({
    language: z.string().meta({ description: 'canonical BCP 47 tag' }),
    englishName: z.string(),
    nativeName: z.string(),
    script: z.string().meta({ description: 'ISO 15924' }),
    direction: z.enum(['ltr', 'rtl']),
    lookup: z.array(z.string()).meta({ description: 'what it falls back to, narrowest first (RFC 4647 §3.4)' }),
    house: z.string().meta({ description: 'whose words and forms are used: its own, those of the nearest, or English ones' }),
    quotes: z.object({ outer: Pair, inner: Pair }),
    dateline: z.string(),
    date: z.string().meta({ description: 'how 1 December 2026 is written' }),
    counted: z.enum(['words', 'characters']).meta({ description: 'how its market counts the length of a text' }),
    list: z.object({ comma: z.string(), last: z.string() }),
    number: z.object({ decimal: z.string(), group: z.string() }),
    phrases: Phrases.required().meta({ description: 'what stands around a text; `PATCH /v1/wire` says any of them otherwise' }),
    ownPhrases: z.array(z.string()).meta({ description: 'those of them that are the wire’s own' }),
  })
  .meta({ id: 'Language', example: toLanguageView({ phrases: {} }, 'ar') })

export type LanguageView = z.infer<typeof LanguageView>

/** Every language that the wire has words for: the fifteen, and those of its own phrases. */
export function listLanguages(wire: Pick<Wording, 'phrases'>): LanguageView[] {
  const known = [...houses.map(({ language }) => language), ...Object.keys(wire.phrases).sort()]
  return [...new Set(known)].map((tag) => toLanguageView(wire, tag))
}

/**
 * Any language, with what it falls back to.
 *
 * @param tag canonical
 */
export function toLanguageView(wire: Pick<Wording, 'phrases'>, tag: string) {
  const { quotes, dateline, list, number, phrases } = houseOf(tag)
  const own = ownWords(wire, tag)
  return {
    language: tag,
    ...namesOf(tag),
    script: scriptOf(tag),
    direction: directionOf(tag),
    lookup: lookupChain(tag),
    house: findHouse(tag)?.language ?? 'en',
    quotes: { outer: [...quotes.outer], inner: [...quotes.inner] },
    dateline,
    date: writeDate(tag, new Date('2026-12-01T00:00:00Z')),
    counted: unitOf(tag),
    list,
    number,
    phrases: { ...phrases, ...own },
    ownPhrases: Object.keys(own),
  }
}
