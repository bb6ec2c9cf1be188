import { z } from 'zod'
import { findForbiddenCharacter } from '../languages/characters.ts'

/**
 * A text as an issuer writes it: kept character for character, refused with its place where it holds a character that
 * cannot be told (src/languages/characters.ts).
 *
 * @param max how many UTF-16 units it may have
 */
export function text(max: number) {
  return z
    .string()
    .max(max, `is too long: ${max} characters at most`)
    .superRefine((value, context) => {
      const found = findForbiddenCharacter(value)
      if (!found) return
      const message = `${found.codePoint} in line ${found.line}, column ${found.column} ${found.advice}`
      context.addIssue({ code: 'custom', message })
    })
}

/** A text of one line that says something. */
export function line(max: number) {
  return text(max)
    .refine((value) => !/[\n\r\v\f\u0085\u2028\u2029]/.test(value), 'is one line: take out the line breaks')
    .refine((value) => /[^\s\p{Default_Ignorable_Code_Point}]/u.test(value), 'is blank: write something, or leave it out')
}

/**
 * Refuses what a list names twice, at the second.
 *
 * @param keyOf what must not repeat
 * @param field where in an item it stands; left out for a list of plain values
 * @param advise what to do, of the key that is there twice
 */
export function refuseRepeats<Item>(keyOf: (item: Item) => string, field?: string, advise = (_key: string) => 'name it once') {
  return (items: Item[], context: z.RefinementCtx): void => {
    const seen = new Map<string, number>()
    for (const [at, item] of items.entries()) {
      const key = keyOf(item)
      const first = seen.get(key)
      if (first === undefined) seen.set(key, at)
      else {
        const message = `repeats number ${first}: ${advise(key)}`
        context.addIssue({ code: 'custom', path: field ? [at, field] : [at], message })
      }
    }
  }
}

/** Refuses what is there twice in one language, however the tags are spelled. */
export function refuseRepeatedLanguages<Item extends { language: string }>() {
  return refuseRepeats<Item>(
    ({ language }) => language,
    'language',
    (language) => `both are ${language}; name each language once`,
  )
}
