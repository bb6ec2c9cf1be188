/** A text as it is searched: `offsets[n]` is where the nth unit of `plain` came from; one more stands for the end. */
export type FoldedText = { plain: string; offsets: number[] }

/**
 * Takes from a text what does not change a figure: digits of any script become 0 to 9, full-width forms plain ones, letters are
 * composed, and marks of direction, Arabic vowels and stretching are dropped.
 */
export function foldText(text: string): FoldedText {
  const offsets: number[] = []
  let plain = ''
  for (const { 0: found, index, groups } of text.matchAll(stretches)) {
    const folded = groups?.same ?? foldCluster(found)
    const step = groups?.same === undefined ? 0 : 1
    for (let n = 0; n < folded.length; n++) offsets.push(index + n * step)
    plain += folded
  }
  offsets.push(text.length)
  return { plain: foldNumerals(plain), offsets }
}

/** A stretch of what stays the same, which is most of any text: letters of which nothing is dropped, without marks; else one cluster. */
const stretches =
  /(?<same>[\0-\x7f\u00c0-\u024f\u0410-\u044f\u0621\u0627-\u063f\u0641-\u0648\u064a\u0e01-\u0e2e\u1ea0-\u1ef9\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uac00-\ud7a3]+(?!\p{M}))|\P{M}\p{M}*|\p{M}+/gsu

/**
 * Takes the brackets off numbers that accounts put into them: `(5.0) million` becomes `\u22125.0 million`, with U+2212, which stands in no
 * folded text otherwise.
 */
export function foldBrackets({ plain, offsets }: FoldedText, bracketed: RegExp): FoldedText {
  const closing = new Set([...plain.matchAll(bracketed)].map(({ index, 0: found }) => index + found.length - 1))
  if (closing.size === 0) return { plain, offsets }
  const open = plain.replace(bracketed, (found) => `\u2212${found.slice(1)}`)
  return {
    plain: [...open.split('')].filter((_, n) => !closing.has(n)).join(''),
    offsets: offsets.filter((_, n) => !closing.has(n)),
  }
}

/** Drops what nobody sees: marks of direction, joiners, soft hyphens; Arabic vowels and the stretching bar. */
const unseen = /[\u00ad\u0640\u064b-\u0652\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]/gu

const alike: Readonly<Record<string, string>> = {
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ى: 'ي',
  '￥': '¥',
  '￦': '₩',
  '￡': '£',
  '٪': '%',
  '\u2212': '-',
  '\u2010': '-',
  '\u2011': '-',
  '〜': '~',
  '∼': '~',
}

function foldCluster(cluster: string): string {
  const composed = cluster.normalize('NFC').replace(unseen, '')
  return composed.replace(/[\u0080-\u{10ffff}]/gu, foldCharacter)
}

function foldCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (/\p{Nd}/u.test(character)) return String(digitOf(code))
  // The full-width comma is no separator: 2016，2017 are two years.
  if (code > 0xff00 && code < 0xff5f && code !== 0xff0c) return String.fromCodePoint(code - 0xfee0)
  return alike[character] ?? character
}

/** Every script's digits stand in a row of ten, some rows right after another. */
function digitOf(code: number): number {
  let first = code
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--
  return (code - first) % 10
}

/** 1，234 in full width, a year in Chinese numerals (二〇二六年), and their decimals (九点六), which 九点十分 is none of. */
function foldNumerals(plain: string): string {
  return plain
    .replace(/(?<=\d)，(?=\d{3}(?!\d))/g, ',')
    .replace(/[〇○零一二三四五六七八九]{4}(?=年)/g, toDigits)
    .replace(/(?<![十百千萬万])[零一二三四五六七八九][点點][〇零一二三四五六七八九]+(?![十刻分])/g, toDigits)
    .replace(
      /(?<![百千萬万])(?:[一二三四五六七八九]十|[一二三四五六七八九]?十[一二三四五六七八九])[点點][〇零一二三四五六七八九]+(?![十刻分])/g,
      toTens,
    )
}

function toDigits(numerals: string): string {
  return numerals
    .replace(/[点點]/, '.')
    .replace(/[^.]/g, (one) => String('〇一二三四五六七八九'.indexOf(one.replace(/[○零]/, '〇'))))
}

/** 十八點一 is 18.1, 九十點一 is 90.1; 九十五點三 becomes 095.3, so that it keeps its length. */
function toTens(numerals: string): string {
  const [tens = '', units = '', ...rest] = numerals.split(/[十点點]/)
  const head = tens === '' ? '1' : units === '' ? '' : '0'
  return `${head}${tens === '' ? '' : toDigits(tens)}${units === '' ? '0' : toDigits(units)}.${rest.map(toDigits).join('')}`
}
