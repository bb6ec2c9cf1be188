/** An exact number: `mantissa` × 10^`exponent`. Figures are compared digit by digit, which floating point would not survive. */
export type Decimal = { mantissa: bigint; exponent: number }

/** @param text digits with at most one decimal point, as in `1234.50` */
export function toDecimal(text: string): Decimal {
  const [whole = '', fraction = ''] = text.split('.')
  return { mantissa: BigInt(whole + fraction), exponent: -fraction.length }
}

/** The number × 10^power. */
export function scaleBy({ mantissa, exponent }: Decimal, power: number): Decimal {
  return { mantissa, exponent: exponent + power }
}

/** The sum of both. */
export function add(left: Decimal, right: Decimal): Decimal {
  const exponent = Math.min(left.exponent, right.exponent)
  return { mantissa: unitsOf(left, exponent) + unitsOf(right, exponent), exponent }
}

/** Whether the number is below 10^power. */
export function isBelowPower(number: Decimal, power: number): boolean {
  const exponent = Math.min(number.exponent, power)
  return unitsOf(number, exponent) < 10n ** BigInt(power - exponent)
}

/** The canonical text of the number, without idle zeros: `1500000`, `0.5`. */
export function writeDecimal({ mantissa, exponent }: Decimal): string {
  if (exponent >= 0) return String(mantissa * 10n ** BigInt(exponent))
  const digits = String(mantissa).padStart(1 - exponent, '0')
  const fraction = digits.slice(exponent).replace(/0+$/, '')
  const whole = digits.slice(0, exponent)
  return fraction === '' ? whole : `${whole}.${fraction}`
}

function unitsOf({ mantissa, exponent }: Decimal, unit: number): bigint {
  return mantissa * 10n ** BigInt(exponent - unit)
}
