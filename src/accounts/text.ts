import { z } from 'zod'

// Controls split headers and log lines, lone surrogates and NUL cannot be stored, overrides make a text lie.
const unfitInLine = /[\p{Cc}\p{Surrogate}\u{2028}\u{2029}\u{202D}\u{202E}]/u
const unfitInProse = /(?![\t\n\r])\p{Cc}|[\p{Surrogate}\u{202D}\u{202E}]/u

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
    .refine((text) => !unfitInLine.test(text), { error: 'must be one line without control characters' })
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
    .refine((text) => !unfitInProse.test(text), { error: 'must not contain control characters or halves of characters' })
}
