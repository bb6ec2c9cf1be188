import { z } from 'zod'

const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })

// Regions that CLDR names although ISO 3166-1 has no country of that code: unions, islands with a code reserved, test locales.
const noCountry = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ'.split(' '))

/** Whether this is a country of ISO 3166-1, alpha-2, or Kosovo's customary `XK`. Codes of the past (`DD`, `YU`) are not. */
export function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || noCountry.has(code) || names.of(code) === undefined) return false
  return new Intl.Locale(`und-${code}`).region === code
}

/** A country as the API takes it. */
export const Country = z
  .string()
  .refine(isCountry, { error: 'is not a country we know: send two capital letters of ISO 3166-1, such as "AE" or "KR"' })
  .meta({ description: 'ISO 3166-1 alpha-2', example: 'AE' })
