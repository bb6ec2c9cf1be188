import { z } from 'zod'
import { lookupChain, parseLanguage } from '../languages/language.ts'
import type { Pairs } from './translator.ts'

/**
 * What `GET /languages` answers: codes, and the codes that each can be translated into. Old servers name no targets:
 * then every language is one.
 */
export const LibreLanguages = z.array(z.object({ code: z.string(), targets: z.array(z.string()).optional() }))
export type LibreLanguages = z.infer<typeof LibreLanguages>

/** The codes of LibreTranslate's models, which are no tags. Old servers show these, new ones take them. */
const ownCodes = new Map([
  ['zh', 'zh-Hans'],
  ['zt', 'zh-Hant'],
  ['pb', 'pt-BR'],
])

/** Tags that mean one language where a server has only the other one. */
const sameAs = new Map([
  ['zh', 'zh-Hans'],
  ['no', 'nb'],
  ['nb', 'no'],
])

/** What a server can do, as canonical tags. A code that is no language is left out. */
export function toPairs(languages: LibreLanguages): Pairs[] {
  const codes = languages.map(({ code }) => code)
  return languages.flatMap(({ code, targets = codes }) => {
    const source = toTag(code)
    const tags = targets.filter((target) => target !== code).flatMap((target) => toTag(target) ?? [])
    return source === undefined ? [] : [{ source, targets: [...new Set(tags)] }]
  })
}

/**
 * The server's codes for two languages: its own for the very tag, or the nearest that the tag falls back to. Traditional Chinese
 * never falls back to Simplified.
 *
 * @param source canonical, as `target` is
 * @returns undefined where the server does not translate from the one into the other
 */
export function findCodes(
  languages: LibreLanguages,
  { source, target }: { source: string; target: string },
): { source: string; target: string } | undefined {
  const from = findCode(
    languages.map(({ code }) => code),
    source,
  )
  const targets = languages.find(({ code }) => code === from)?.targets ?? languages.map(({ code }) => code)
  const to = findCode(targets, target)
  return from === undefined || to === undefined || from === to ? undefined : { source: from, target: to }
}

function findCode(codes: readonly string[], tag: string): string | undefined {
  const byTag = new Map(codes.map((code) => [toTag(code), code]))
  const chain = lookupChain(tag).flatMap((link) => [link, ...(sameAs.has(link) ? [sameAs.get(link)] : [])])
  const isOther = (link: string | undefined) => link === 'zh-Hans' && tag.startsWith('zh-Hant')
  const link = chain.find((one) => byTag.has(one) && !isOther(one))
  return link === undefined ? undefined : byTag.get(link)
}

function toTag(code: string): string | undefined {
  return ownCodes.get(code.toLowerCase()) ?? parseLanguage(code)
}
