import type { House, Phrases } from '../../src/languages/house.ts'
import { english } from '../../src/languages/houses/en.ts'
import { directionOf, parseLanguage, scriptOf } from '../../src/languages/language.ts'

/** A house on its way: anything of it may be missing yet. */
export type Draft = Partial<Omit<House, 'phrases'>> & { language: string; phrases?: Partial<Phrases> }

/** What a house still lacks, one sentence for each gap, with the field or phrase by its name; nothing for one that is complete. */
export function findGaps(house: Draft): string[] {
  const missing = Object.keys(english).filter((field) => !Object.hasOwn(house, field))
  const gaps = [
    ...missing.map((field) => `${field} is missing`),
    ...findWrongNames(house),
    ...findWrongForms(house),
    ...(house.phrases ? Object.keys(english.phrases).flatMap((name) => findWrongPhrase(name, house.phrases ?? {})) : []),
  ]
  return gaps.map((gap) => `${house.language}: ${gap}`)
}

function findWrongNames({ language, englishName, script, direction }: Draft): string[] {
  if (parseLanguage(language) !== language) return [`language is no canonical tag, which is ${parseLanguage(language) ?? 'none'}`]
  const known = { englishName: new Intl.DisplayNames(['en'], { type: 'language' }).of(language), script: scriptOf(language) }
  return Object.entries({ ...known, direction: directionOf(language) }).flatMap(([field, right]) => {
    const given = { englishName, script, direction }[field]
    return given === undefined || given === right ? [] : [`${field} is ${given}, and CLDR says ${right}`]
  })
}

function findWrongForms({ language, dateline, date, quotes, number }: Draft): string[] {
  const parts = new Intl.NumberFormat(language, { numberingSystem: 'latn' }).formatToParts(12_345_678.9)
  const markOf = (type: string) => parts.find((part) => part.type === type)?.value
  return [
    ...['{place}', '{date}'].filter((name) => dateline?.includes(name) === false).map((name) => `dateline lacks ${name}`),
    ...(dateline === undefined || /\s$/.test(dateline) ? [] : ['dateline does not end in a space']),
    ...(['day', 'month', 'year'] as const).filter((part) => date && !date[part]).map((part) => `date says no ${part}`),
    ...Object.entries(quotes ?? {})
      .filter(([, [open, close]]) => open.trim() === close.trim())
      .map(([which]) => `quotes: the ${which} ones open as they close`),
    ...Object.entries(number ?? {})
      .filter(([type, mark]) => mark !== markOf(type))
      .map(([type, mark]) => `number: ${type} is ${JSON.stringify(mark)}, and CLDR says ${JSON.stringify(markOf(type))}`),
  ]
}

/** Whole sentences: one that is the English one was copied and forgotten. */
const sentences = new Set(
  'disclaimer boilerplate replaces withdrawn testNotice machineTranslated unsubscribed whyReceived'.split(' '),
)

function findWrongPhrase(name: string, phrases: Partial<Phrases>): string[] {
  const said = Object.entries(phrases).find(([key]) => key === name)?.[1]
  const model = Object.entries(english.phrases).find(([key]) => key === name)?.[1] ?? ''
  if (said === undefined) return [`phrase ${name} is missing`]
  if (said.trim() === '') return [`phrase ${name} is blank`]
  if (said === model && sentences.has(name) && phrases !== english.phrases) return [`phrase ${name} is still in English`]
  const [own, wanted] = [said, model].map((text) => new Set(text.match(/\{\w+\}/g)))
  return [
    ...[...(wanted ?? [])].filter((one) => !own?.has(one)).map((one) => `phrase ${name} lacks ${one}`),
    ...[...(own ?? [])].filter((one) => !wanted?.has(one)).map((one) => `phrase ${name} has ${one}, which nobody fills in`),
  ]
}
