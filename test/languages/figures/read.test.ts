import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Figure } from '../../../src/languages/figures/figure.ts'
import { readFigures } from '../../../src/languages/figures/read.ts'

/** `money 1500000000 USD`; a weak figure is in brackets. */
function write({ kind, value, currency, weak }: Figure): string {
  const text = [kind, value, currency].filter((part) => part !== undefined).join(' ')
  return weak ? `(${text})` : text
}

function assertRead(language: string, cases: readonly [string, ...string[]][]) {
  for (const [text, ...figures] of cases)
    assert.deepEqual(readFigures(text, language).map(write), figures, `${language}: ${text}`)
}

test('English', () => {
  assertRead('en', [
    ['sales of US$1.5bn and $5m', 'money 1500000000 USD', 'money 5000000 $'],
    ['two million people', 'number 2000000'],
    ['half a million, a thousand', 'number 500000', 'number 1000'],
    ['1 million 200 thousand', 'number 1200000'],
    ['two and a half million, a million and a half', 'number 2500000', 'number 1500000'],
    ['1.5M users', 'number 1500000'],
    ['$5m and 2 million', 'money 5000000 $', 'number 2000000'],
    ['two hundred and fifty thousand', 'number 250000'],
    ['twelve percent, 0.5 percentage points', 'percentage 12', 'percentage 0.5'],
    ['on December 1, 2026 and Dec. 2', 'date 2026-12-01', 'date 2026-12-02'],
    ['1–3 December 2026', 'date 2026-12-01', 'date 2026-12-03'],
    ['from December 30 to January 2, 2027', 'date 2026-12-30', 'date 2027-01-02'],
    ['in March 2027, in 2028', 'date 2027-03', 'date 2028'],
    ['₹12,34,567 and EUR 300', 'money 1234567 INR', 'money 300 EUR'],
    ['the 14th of seven plants', '(number 14)', '(number 7)'],
    ['hundreds of millions, tens of thousands, millions more'],
  ])
})

test('German and its regions', () => {
  assertRead('de', [
    ['1,5 Milliarden US-Dollar, 250 Mio. Euro', 'money 1500000000 USD', 'money 250000000 EUR'],
    ['eine Billion Yen, zwei Millionen', 'money 1000000000000 JPY', 'number 2000000'],
    ['1.234.567,89 €', 'money 1234567.89 EUR'],
    ['vom 1. bis 3. Dezember 2026', 'date 2026-12-01', 'date 2026-12-03'],
    ['am ersten Dezember 2026, 1.12.2026', 'date 2026-12-01', 'date 2026-12-01'],
    ['zweiundzwanzig, dreihundertfünfzig, zwanzigtausend', 'number 22', 'number 350', 'number 20000'],
    ['ein Werk, eine Firma', '(number 1)', '(number 1)'],
  ])
  assertRead('de-CH', [["CHF 1'234.50", 'money 1234.5 CHF']])
})

test('French, Spanish and Portuguese count in the long scale, Brazil in the short one', () => {
  assertRead('fr', [
    ['1,5 milliard d’euros, un billion', 'money 1500000000 EUR', 'number 1000000000000'],
    ['1\u202f234\u202f567,5 €, 12 %', 'money 1234567.5 EUR', 'percentage 12'],
    ['soixante-dix-huit, quatre-vingt-dix, vingt et un', 'number 78', 'number 90', 'number 21'],
    ['un million et demi, un euro fort', 'number 1500000', '(money 1 EUR)'],
    ['le 1er décembre 2026 à 19 h 30', 'date 2026-12-01', 'time 19:30'],
  ])
  assertRead('es', [
    ['1,5 mil millones de euros, dos billones', 'money 1500000000 EUR', 'number 2000000000000'],
    ['dos mil quinientos millones', 'number 2500000000'],
    ['el uno de octubre de 2026, el 12 por ciento', 'date 2026-10-01', 'percentage 12'],
  ])
  assertRead('es-MX', [['1,234.5 pesos mexicanos', 'money 1234.5 MXN']])
  assertRead('pt', [['2,8 mil milhões, 1 bilião, 10 000 euros', 'number 2800000000', 'number 1000000000000', 'money 10000 EUR']])
  assertRead('pt-BR', [['R$ 1,5 bilhão, US$ 5 mi', 'money 1500000000 BRL', 'money 5000000 USD']])
})

test('Russian in its cases', () => {
  assertRead('ru', [
    ['1,5 млрд долларов США, 250 тыс. рублей', 'money 1500000000 USD', 'money 250000 RUB'],
    ['более двух миллионов, пять тысяч', 'number 2000000', 'number 5000'],
    ['двадцать один миллион, два с половиной миллиона', 'number 21000000', 'number 2500000'],
    ['с 1 по 3 декабря 2026 года', 'date 2026-12-01', 'date 2026-12-03'],
    ['12 процентов, 3 процентных пункта', 'percentage 12', 'percentage 3'],
  ])
})

test('Chinese, Japanese and Korean count in myriads', () => {
  assertRead('zh-Hans', [
    ['3.5亿美元，300多万人', 'money 350000000 USD', 'number 3000000'],
    ['三百万，百分之三十，三成，百分之九点六', 'number 3000000', 'percentage 30', 'percentage 30', 'percentage 9.6'],
    ['二〇二六年十二月三十一日', 'date 2026-12-31'],
    ['350兆瓦，数百万人', 'number 350'],
  ])
  assertRead('zh-Hant', [
    ['3億5,000萬元，民國115年12月1日', 'money 350000000 元', 'date 2026-12-01'],
    ['百分之十八點一、百分之九十五點三、九十點一億', 'percentage 18.1', 'percentage 95.3', 'number 9010000000'],
  ])
  assertRead('ja', [
    ['3億5000万ドル、1万2,000人', 'money 350000000 $', 'number 12000'],
    ['令和8年12月1日、２０２６年１２月１日', 'date 2026-12-01', 'date 2026-12-01'],
    ['３割、三百万', 'percentage 30', 'number 3000000'],
    ['12月1日から3日、午後3時30分', 'date --12-01', 'date --12-03', 'time 15:30'],
  ])
  assertRead('ko', [
    ['3억5000만 달러, 2만 3000명, 5천억원', 'money 350000000 $', 'number 23000', 'money 500000000000 KRW'],
    ['2026년 12월 1일, 30퍼센트', 'date 2026-12-01', 'percentage 30'],
  ])
})

test('words of which a part looks like a number raise no alarm', () => {
  const texts = {
    'zh-Hans': '一般来说，统一市场，百姓',
    ja: '統一、一般、千葉',
    ko: '구조 작업의 일원, 이유로',
    vi: 'mỗi năm ba mẹ',
    th: 'สามารถสัมพันธ์ห้ามเก้าอี้',
    de: 'ein',
    fr: 'un, cent',
  }
  for (const [language, text] of Object.entries(texts)) {
    const strong = readFigures(text, language).filter(({ weak, value }) => !weak && value !== '100')
    assert.deepEqual(strong.map(write), [], language)
  }
})

test('Arabic in both sets of digits and of months', () => {
  assertRead('ar', [
    ['١٬٢٣٤٫٥ مليون دولار أمريكي', 'money 1234500000 USD'],
    ['مليوني يورو، خمسة وعشرون مليون يورو', 'money 2000000 EUR', 'money 25000000 EUR'],
    ['٣٠٪ و40 بالمائة و5 في المائة', 'percentage 30', 'percentage 40', 'percentage 5'],
    ['١ ديسمبر ٢٠٢٦، 1 كانون الأول 2026، 1 كانون الأول/ديسمبر 2026', 'date 2026-12-01', 'date 2026-12-01', 'date 2026-12-01'],
    ['مليون ونصف المليون، 2 مليون ونصف', 'number 1500000', 'number 2500000'],
    ['القرن العشرين', '(number 20)'],
  ])
  assertRead('fa', [['۱۲٫۵', 'number 12.5']])
})

test('Thai in its calendar and its scales', () => {
  assertRead('th', [
    [
      '1.5 พันล้านดอลลาร์สหรัฐ, 3 แสนล้านบาท, 12.5 ล้านล้านดอง',
      'money 1500000000 USD',
      'money 300000000000 THB',
      'money 12500000000000 VND',
    ],
    ['1 ธันวาคม พ.ศ. 2569, 1 ธ.ค. 69, 1 ธันวาคม 2026', 'date 2026-12-01', 'date 2026-12-01', 'date 2026-12-01'],
    ['ร้อยละ 30, ๓๐%, สามแสนคน', 'percentage 30', 'percentage 30', 'number 300000'],
  ])
})

test('Vietnamese, Indonesian and Malay', () => {
  assertRead('vi', [
    [
      '1,5 tỷ đô la Mỹ, 12,5 nghìn tỷ đồng, hai mươi lăm triệu',
      'money 1500000000 USD',
      'money 12500000000000 VND',
      'number 25000000',
    ],
    ['ngày 1 tháng 12 năm 2026, tháng 3/2027, 15/2/2027', 'date 2026-12-01', 'date 2027-03', 'date 2027-02-15'],
    ['trong năm năm, mười năm', '(number 10)'],
  ])
  assertRead('id', [
    [
      'Rp1,5 triliun, dua puluh lima juta dolar AS, 1 Desember 2026',
      'money 1500000000000 IDR',
      'money 25000000 USD',
      'date 2026-12-01',
    ],
  ])
  assertRead('ms', [
    [
      'RM1.5 bilion, dua juta, 25 peratus, 1 Disember 2026',
      'money 1500000000 MYR',
      'number 2000000',
      'percentage 25',
      'date 2026-12-01',
    ],
  ])
})

test('tickers by exchange, suffix and ISIN', () => {
  assertRead('en', [
    ['(NASDAQ: ABC; TSE:7203), 0700.HK, ISIN DE0007164600', 'ticker ABC', 'ticker 7203', 'ticker 700', 'ticker DE0007164600'],
  ])
  assertRead('ja', [['（東証プライム：7203）', 'ticker 7203']])
  assertRead('ar', [['(ناسداك: ABC)', 'ticker ABC']])
})

test('addresses, telephone numbers and models are no figures', () => {
  for (const text of [
    'https://a.example/2026/12/01?n=5',
    'info2026@a.example',
    'www.a24.com',
    '+49 30 1234 5678',
    'Tel. 030 12345678',
    '555-123-4567',
    'A320 and H1N1',
  ]) {
    assert.deepEqual(readFigures(text, 'en').map(write), [], text)
  }
})

test('an unknown language is read with caution: both readings of a mark that can be either', () => {
  const [figure] = readFigures('1.234', 'sv')
  assert.deepEqual([figure?.value, figure?.alternatives], ['1234', ['1.234']])
  assertRead('sv', [
    ['1 december 2026, 2026-12-01, 5 %, EUR 300', 'date 2026-12-01', 'date 2026-12-01', 'percentage 5', 'money 300 EUR'],
  ])
})

test('a figure says where it stands, with what is around it', () => {
  const text = `${'a word '.repeat(20)}ＵＳ＄１２ million ${'and another '.repeat(20)}`
  const [figure] = readFigures(text, 'en')
  assert.equal(text.slice(figure?.offset, (figure?.offset ?? 0) + (figure?.length ?? 0)), 'ＵＳ＄１２ million')
  assert.match(figure?.passage ?? '', /^(?:a )?word .*ＵＳ＄１２ million and .*(?:and|another)$/)
  assert.ok((figure?.passage.length ?? 0) <= 60)
})

test('a text of nothing but digits or letters is read in a moment', () => {
  const began = process.hrtime.bigint()
  const beginnings = ['1:10 '.repeat(4000), 'Q1 '.repeat(6000), '午前9時'.repeat(4000), '(1.0) '.repeat(3000)]
  for (const text of [
    ...beginnings,
    '7'.repeat(20_000),
    'a'.repeat(20_000),
    '1,'.repeat(10_000),
    'a-'.repeat(10_000),
    '一'.repeat(10_000),
  ])
    readFigures(text, 'zh-Hans')
  assert.ok(process.hrtime.bigint() - began < 5_000_000_000n)
})
