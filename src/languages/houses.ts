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
import { directionOf, lookupChain } from './language.ts'

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
 * The phrases for a language: its own, those of the nearest language on its lookup chain, or English ones.
 *
 * @param tag canonical
 */
export function houseOf(tag: string): House {
  // Chinese without a script is nearly always simplified.
  const chain = [...lookupChain(tag), ...(tag.split('-')[0] === 'zh' ? ['zh-Hans'] : [])]
  for (const link of chain) {
    const house = byLanguage.get(link)
    if (house) return house
  }
  return { ...english, language: tag, nativeName: nativeNameOf(tag), direction: directionOf(tag) }
}

/**
 * What stands between the lead and the first sentence: `Dubai, December 1, 2026 – `.
 *
 * @param date as writeDate writes it
 */
export function writeDateline(tag: string, place: string, date: string): string {
  return fillPhrase(houseOf(tag).dateline, { place, date })
}

function nativeNameOf(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag
}
