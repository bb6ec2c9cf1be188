import { z } from 'zod'

/**
 * Whether a text is an ISIN: country, nine letters or digits, check digit. The check is Luhn's over the digits, letters
 * counting as 10 to 35 (ISO 6166).
 */
export function isIsin(text: string): boolean {
  if (!/^[A-Z]{2}[A-Z0-9]{9}[0-9]$/.test(text)) return false
  const digits = [...text].map((character) => Number.parseInt(character, 36)).join('')
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const doubled = at % 2 === 1 ? Number(digit) * 2 : Number(digit)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

/** What an issuer is traded as. Case is told apart: `BRK.B` is no `brk.b`. */
export const TradedSymbol = z.strictObject({
  exchange: z
    .string()
    .regex(/^[A-Z0-9]{4}$/, 'must be a market identifier code of four capitals or digits, such as XDFM')
    .meta({ description: 'ISO 10383 market identifier code' }),
  symbol: z.string().regex(/^[A-Z0-9][A-Z0-9.\-/]{0,19}$/i, 'must be a symbol as the exchange writes it, such as ACME or 0700'),
  isin: z
    .string()
    .refine(isIsin, { error: 'is not an ISIN: its check digit or form is wrong' })
    .optional()
    .meta({ description: 'ISO 6166' }),
})

export type TradedSymbol = z.infer<typeof TradedSymbol>
