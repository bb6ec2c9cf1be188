import { fillPhrase, type House } from './house.ts'
import { arabic } from './houses/ar.ts'
import { german } from './houses/de.ts'
import { english } from './houses/en.ts'
import { spanish } from './houses/es.ts'
import { french } from './houses/fr.ts'
import { indonesian } from './houses/id.ts'
import { japanese } from './houses/ja.ts'
import { korean } from './houses/ko.ts'
import { malay } from './houses/ms.ts'
import { portuguese } from './houses/pt.ts'
import { russian } from './houses/ru.ts'
import { thai } from './houses/th.ts'
import { vietnamese } from './houses/vi.ts'
import { simplifiedChinese } from './houses/zh-hans.ts'
import { traditionalChinese } from './houses/zh-hant.ts'
import { directionOf, findNearest, scriptOf } from './language.ts'

/** The languages that the wire speaks of itself. */
export const houses: readonly House[] = [
  english,
  korean,
  japanese,
  arabic,
  simplifiedChinese,
  traditionalChinese,
  vietnamese,
  thai,
  indonesian,
  malay,
  german,
  russian,
  french,
  spanish,
  portuguese,
]

const byLanguage = new Map(houses.map((house) => [house.language, house]))

/**
 * The house of a language: its own, or that of the nearest language on its lookup chain.
 *
 * @param tag canonical
 * @returns undefined where none is near
 */
export function findHouse(tag: string): House | undefined {
  return byLanguage.get(findNearest(tag, (link) => byLanguage.has(link)) ?? '')
}

/**
 * How a language is written: as findHouse says, else in English words and forms, in its own direction.
 *
 * @param tag canonical
 */
export function houseOf(tag: string): House {
  const house = findHouse(tag)
  return house ?? { ...english, language: tag, ...namesOf(tag), script: scriptOf(tag), direction: directionOf(tag) }
}

/** What a language is called in English and by itself: `pt-BR` is `Brazilian Portuguese` and `português (Brasil)`. */
export function namesOf(tag: string): { englishName: string; nativeName: string } {
  const house = byLanguage.get(tag)
  return {
    englishName: house?.englishName ?? nameIn('en', tag),
    nativeName: house?.nativeName ?? nameIn(tag, tag),
  }
}

/**
 * What stands between the lead and the first sentence: `Dubai, December 1, 2026 – `.
 *
 * @param date as writeDate writes it
 */
export function writeDateline(tag: string, place: string, date: string): string {
  return fillPhrase(houseOf(tag).dateline, { place, date })
}

function nameIn(language: string, tag: string): string {
  return new Intl.DisplayNames([language], { type: 'language' }).of(tag) ?? tag
}
