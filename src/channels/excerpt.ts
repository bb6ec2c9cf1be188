import { blot } from './blot.ts'

/**
 * What the far side said, fit to be kept as a receipt or a detail: one line of well-formed text without control
 * characters (Postgres takes no NUL) and without our secrets, should it have repeated them.
 *
 * @param max code points, at most
 * @param secrets texts that must not appear, in whatever case of letters
 */
export function excerpt(text: string, max: number, secrets: string[] = []): string {
  // Most answers are shorter than a secret, and a pattern takes longer to make than the rest of this.
  const repeatable = secrets.filter((secret) => secret !== '' && secret.length <= text.length)
  const blotted = repeatable.reduce((rest, secret) => rest.replace(inAnyCase(secret), blot), text)
  const line = blotted
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  return [...line].slice(0, max).join('')
}

function inAnyCase(text: string): RegExp {
  return new RegExp(RegExp.escape(text), 'giu')
}
