const addresses = [
  /https?:\/\/[!-~]+/giu,
  /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu,
  /(?<![\w.-])(?=[\d.-]*[a-z][\w-]*\.)(?:[a-z0-9-]+\.)+(?:com|org|net|io|info|biz|gov|edu|[a-z]{2})(?:\/[!-~]*)?(?![\w-])/giu,
  /[@#][\p{L}_][\p{L}\p{M}\w]*/gu,
]

const phones = [
  /\+\d[\d\s()\u2013-]{6,}\d/gu,
  /\(\d{2,4}\)\s?\d{3,4}[\s-]\d{3,4}/gu,
  /(?<!\d)\d{2,4}-\d{3,4}-\d{4}(?!\d)/gu,
  /(?:tel|phone|fax|mobile|telephone|telefon|téléphone|tél|teléfono|telefone|telp|điện thoại|тел|電話|电话|전화|โทร|هاتف)[^\d\n+]{0,12}[\d+][\d\s().-]{5,}\d/giu,
]

const zones = [/(?<![A-Z])(?:UTC|GMT)\s?[+-]\s?\d{1,2}(?::\d{2})?/gu]

/** Blanks out addresses, telephone numbers and time zones: their digits are no figures. */
export function blankAddresses(plain: string): string {
  return blankAll(plain, [...addresses, ...phones, ...zones])
}

/** Whatever some patterns match; the text keeps its length. */
function blankAll(plain: string, patterns: readonly RegExp[]): string {
  return patterns.reduce((text, pattern) => text.replace(pattern, blank), plain)
}

/** A stretch that no pattern matches, of the same length. */
export function blank(stretch: string): string {
  return '\u0000'.repeat(stretch.length)
}
