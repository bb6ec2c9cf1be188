/** Signs and codes that every language uses, the longest first, with what each stands for. */
export const signs: readonly (readonly [string, string])[] = [
  ['[UA]S-?\\$|U\\.S\\. ?\\$|\\$ ?US(?![A-Z])', 'USD'],
  ['HK\\$', 'HKD'],
  ['NT\\$', 'TWD'],
  ['AU?\\$', 'AUD'],
  ['CA?\\$|\\$ ?CA(?![A-Z])', 'CAD'],
  ['NZ\\$', 'NZD'],
  ['MX\\$', 'MXN'],
  ['S\\$', 'SGD'],
  ['R\\$', 'BRL'],
  ['CN¥|RMB', 'CNY'],
  ['JP¥', 'JPY'],
  ['\\$', '$'],
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['¥', '¥'],
  ['₩', 'KRW'],
  ['₽', 'RUB'],
  ['฿', 'THB'],
  ['₫', 'VND'],
  ['₹', 'INR'],
  ['₺', 'TRY'],
  ['₱', 'PHP'],
  ['₴', 'UAH'],
  ['₪', 'ILS'],
  ['Rp\\.?', 'IDR'],
  ['RM', 'MYR'],
  ['Rs\\.?|₨', ''],
]

// Not all of ISO 4217: ALL, TOP, TRY or COP are words in a headline.
const codes =
  'USD EUR GBP JPY CNY KRW HKD TWD SGD MYR IDR THB VND INR PHP AUD CAD NZD CHF SEK NOK DKK PLN CZK HUF RUB UAH BRL MXN ARS CLP AED SAR QAR KWD BHD OMR EGP JOD ILS ZAR NGN KES'

/** ISO 4217 codes as they stand in a text. */
export const isoCodes: readonly (readonly [string, string])[] = codes.split(' ').map((code) => [code, code])

/** What a sign or a word that several currencies share can mean. */
const families: Readonly<Record<string, readonly string[]>> = {
  $: 'USD HKD TWD AUD CAD NZD SGD MXN ARS CLP'.split(' '),
  '¥': ['JPY', 'CNY'],
  元: ['CNY', 'TWD', 'HKD', 'USD'],
  pound: ['GBP', 'EGP'],
  kr: ['SEK', 'NOK', 'DKK'],
  rial: ['SAR', 'QAR', 'OMR'],
}

/** Whether two currencies can be the same: equal, of one family, or one of them not told. */
export function agreeOnCurrency(left: string | undefined, right: string | undefined): boolean {
  if (left === undefined || right === undefined || left === right) return true
  const [ours, theirs] = [families[left] ?? [left], families[right] ?? [right]]
  return ours.some((code) => theirs.includes(code))
}
