import { z } from 'zod'

const nameOf = {
  language: new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }),
  script: new Intl.DisplayNames(['en'], { type: 'script', fallback: 'none' }),
  region: new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' }),
}

// Valid subtags that name no language, script or region that a text could be in.
const nothing = new Set(['und', 'mul', 'mis', 'zxx', 'Zyyy', 'Zzzz', 'ZZ'])

// Chinese is read by its script; these regions only stand for one.
const chinese = new Map([
  ['zh-CN', 'zh-Hans'],
  ['zh-SG', 'zh-Hans'],
  ['zh-TW', 'zh-Hant'],
  ['zh-HK', 'zh-Hant'],
  ['zh-MO', 'zh-Hant'],
])

const rightToLeft = new Set('Adlm Arab Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa Yezi'.split(' '))

/**
 * The canonical form of a BCP 47 tag (RFC 5646): case fixed, old codes renewed (`iw` is `he`), Chinese told by script
 * (`zh-TW` is `zh-Hant`). Language, script, region and variants; no extensions, no private use.
 *
 * @returns undefined for what is no tag, or names a language, script or region that does not exist
 */
export function parseLanguage(text: string): string | undefined {
  if (!/^[A-Za-z]{2,8}(-[A-Za-z0-9]{2,8})*$/.test(text) || text.length > 35) return undefined
  const locale = readLocale(text)
  if (!locale || locale.baseName !== locale.toString()) return undefined
  const { language, script, region } = locale
  if (!isKnown('language', language) || !isKnown('script', script) || !isKnown('region', region)) return undefined
  return chinese.get(locale.baseName) ?? locale.baseName
}

/** A language tag as the API takes it; parsed, it is canonical. */
export const LanguageTag = z
  .string()
  .refine((text) => parseLanguage(text) !== undefined, {
    error: 'is not a language tag we know: send one as in BCP 47, such as "en", "pt-BR", "zh-Hans" or "ar"',
  })
  .overwrite((text) => parseLanguage(text) ?? text)
  .meta({ description: 'BCP 47 language tag', example: 'zh-Hant' })

export type LanguageTag = z.infer<typeof LanguageTag>

/**
 * A tag and what it falls back to, narrowest first: `zh-Hant-TW`, `zh-Hant`, `zh` (RFC 4647 §3.4).
 *
 * @param tag canonical
 */
export function lookupChain(tag: string): string[] {
  const chain: string[] = []
  for (let rest = tag; rest !== ''; rest = rest.slice(0, Math.max(rest.lastIndexOf('-'), 0))) chain.push(rest)
  return chain
}

/**
 * The nearest language that has something: the tag itself, or the first on its lookup chain. Chinese without a script is nearly always
 * simplified.
 *
 * @param tag canonical
 */
export function findNearest(tag: string, has: (tag: string) => boolean): string | undefined {
  return [...lookupChain(tag), ...(tag.split('-')[0] === 'zh' ? ['zh-Hans'] : [])].find(has)
}

/** Which way a language is written, by its usual script where the tag names none. */
export function directionOf(tag: string): 'ltr' | 'rtl' {
  return rightToLeft.has(scriptOf(tag)) ? 'rtl' : 'ltr'
}

/** The script that a language is written in (ISO 15924): the one that the tag names, else its usual one. */
export function scriptOf(tag: string): string {
  return readLocale(tag)?.maximize().script ?? 'Zyyy'
}

function readLocale(text: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(text)
  } catch {
    return undefined
  }
}

function isKnown(kind: keyof typeof nameOf, subtag: string | undefined): boolean {
  return subtag === undefined || (!nothing.has(subtag) && nameOf[kind].of(subtag) !== undefined)
}
