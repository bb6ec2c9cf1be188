import { z } from 'zod'
import { findForbiddenCharacter } from '../languages/characters.ts'

// Controls split headers and log lines.
const unfitInLine = /[\p{Cc}\u{2028}\u{2029}]/u

/**
 * A name or label: one line, without the spaces around it and without control characters, lone surrogates or
 * bidirectional overrides.
 *
 * @param max UTF-16 units
 */
export function oneLine(max = 200) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !unfitInLine.test(text) && !findForbiddenCharacter(text), {
      error: 'must be one line without control characters',
    })
}

/**
 * A text for people, kept character for character: not blank, tabs and line breaks allowed, other controls not.
 *
 * @param max UTF-16 units
 */
export function prose(max: number) {
  return z
    .string()
    .max(max)
    .regex(/\S/, 'must not be blank')
    .refine((text) => !findForbiddenCharacter(text), { error: 'must not contain control characters or halves of characters' })
}
