import { z } from 'zod'
import { parseLanguage } from '../languages/language.ts'

const languagesAtMost = 100

/**
 * Something said per language: `{ "ar": …, "zh-Hant": … }`. Tags may come in any BCP 47 spelling; parsed, they are
 * canonical, and two that mean the same are refused.
 */
export function byLanguage<Value extends z.ZodType>(value: Value) {
  return z
    .record(z.string(), value)
    .superRefine((said, context) => {
      const seen = new Set<string>()
      for (const given of Object.keys(said)) {
        const fault = faultOf(given, seen)
        if (fault) context.addIssue({ code: 'custom', path: [given], message: fault })
      }
      if (seen.size > languagesAtMost) context.addIssue({ code: 'custom', message: `at most ${languagesAtMost} languages` })
    })
    .overwrite((said) => Object.fromEntries(Object.entries(said).map(([tag, words]) => [parseLanguage(tag) ?? tag, words])))
}

function faultOf(given: string, seen: Set<string>): string | undefined {
  const tag = parseLanguage(given)
  if (!tag) return 'is not a language tag we know: send one as in BCP 47, such as "en", "pt-BR", "zh-Hans" or "ar"'
  if (seen.has(tag)) return `is said twice: "${tag}" stands here in two spellings`
  seen.add(tag)
  return undefined
}
