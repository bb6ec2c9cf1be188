import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareFigures } from '../../../src/languages/figures/compare.ts'
import { readFigures } from '../../../src/languages/figures/read.ts'

/** `Q3`, `2026` of a date; weak ones are left out. */
function told(text: string, language: string): string[] {
  return readFigures(text, language)
    .filter(({ weak }) => !weak)
    .map(({ value }) => value)
}

const read: Record<string, readonly [string, ...string[]][]> = {
  en: [
    ['third-quarter sales, Q3 2026, 3Q26 and Q3 FY26', 'Q3', 'Q3', '2026', 'Q3', '2026', 'Q3', '2026'],
    ['the first half of 2026, H1 2026, 1H26', 'H1', '2026', 'H1', '2026', 'H1', '2026'],
    ['fiscal 2026, FY2026, FY26, FY2026/27', '2026', '2026', '2026', '2026'],
    ['green H2 by 2030, a quarter of them, the quarter-finals', '2030'],
  ],
  de: [
    ['im 3. Quartal 2026, im dritten Quartal, Q3', 'Q3', '2026', 'Q3', 'Q3'],
    ['im ersten Halbjahr 2026, im Geschäftsjahr 2026', 'H1', '2026', '2026'],
  ],
  fr: [
    ['au troisième trimestre 2026, au 3e trimestre, T3 2026', 'Q3', '2026', 'Q3', 'Q3', '2026'],
    ['au premier semestre, S1 2026, l’exercice 2026', 'H1', 'H1', '2026', '2026'],
    ['le Terminal T3'],
  ],
  es: [
    ['en el tercer trimestre de 2026, 3T26, 3.er trimestre', 'Q3', '2026', 'Q3', '2026', 'Q3'],
    ['en el primer semestre, el ejercicio fiscal 2026', 'H1', '2026'],
  ],
  pt: [
    ['no terceiro trimestre de 2026, 3T26, 3.º trimestre', 'Q3', '2026', 'Q3', '2026', 'Q3'],
    ['no primeiro semestre, no exercício de 2026', 'H1', '2026'],
  ],
  ru: [
    ['в третьем квартале 2026 года, в III квартале, 3-й квартал', 'Q3', '2026', 'Q3', 'Q3'],
    ['в первом полугодии, в 2026 финансовом году', 'H1', '2026'],
  ],
  ar: [
    ['في الربع الثالث من عام 2026، خلال الربع الأول', 'Q3', '2026', 'Q1'],
    ['النصف الأول من عام 2026، السنة المالية 2026', 'H1', '2026', '2026'],
  ],
  ko: [['2026년 3분기, 상반기, 2026 회계연도', '2026', 'Q3', 'H1', '2026'], ['1~3분기 누적']],
  ja: [
    ['2026年第3四半期、第三四半期、上半期、2026年度', '2026', 'Q3', 'Q3', 'H1', '2026'],
    ['2026年7～9月期', '2026'],
  ],
  'zh-Hans': [['2026年第三季度、三季度、上半年、2026财年', '2026', 'Q3', 'Q3', 'H1', '2026'], ['前三季度']],
  'zh-Hant': [['2026年第三季、第3季度、下半年、2026財年', '2026', 'Q3', 'Q3', 'H2', '2026']],
  vi: [['quý III năm 2026, quý 3/2026, nửa đầu năm 2026, năm tài chính 2026', 'Q3', '2026', 'Q3', '2026', 'H1', '2026', '2026']],
  th: [['ไตรมาส 3 ปี 2569, ไตรมาสที่สาม, ครึ่งปีแรก, ปีงบประมาณ 2569', 'Q3', '2026', 'Q3', 'H1', '2026']],
  id: [['kuartal III 2026, triwulan ketiga, semester I 2026, tahun fiskal 2026', 'Q3', '2026', 'Q3', 'H1', '2026', '2026']],
  ms: [['suku ketiga 2026, suku tahun ketiga, separuh tahun pertama, tahun kewangan 2026', 'Q3', '2026', 'Q3', 'H1', '2026']],
}

for (const [language, cases] of Object.entries(read))
  test(`quarters, halves and fiscal years in ${language}`, () => {
    for (const [text, ...values] of cases) assert.deepEqual(told(text, language), values, text)
  })

const ranges: Record<string, readonly string[]> = {
  en: ['5–7 million', '5 to 7 million', 'between 5 and 7 million', 'five to seven million'],
  de: ['5 bis 7 Millionen', '5–7 Mio.', 'zwischen 5 und 7 Millionen'],
  fr: ['de 5 à 7 millions', 'entre 5 et 7 millions', '5-7 millions'],
  es: ['de 5 a 7 millones', 'entre 5 y 7 millones', '5-7 millones'],
  pt: ['de 5 a 7 milhões', 'entre 5 e 7 milhões', '5–7 milhões'],
  ru: ['от 5 до 7 млн', '5–7 млн', 'от пяти до семи миллионов'],
  ar: ['من 5 إلى 7 ملايين', 'بين 5 و7 ملايين', '5-7 ملايين'],
  ko: ['500만~700만', '500만에서 700만', '5백만~7백만'],
  ja: ['500万～700万', '500万から700万', '500万〜700万'],
  'zh-Hans': ['500万至700万', '500万—700万', '500万到700万'],
  'zh-Hant': ['500萬至700萬', '500萬到700萬', '500～700萬'],
  vi: ['từ 5 đến 7 triệu', '5-7 triệu', 'từ 5 tới 7 triệu'],
  th: ['5 ถึง 7 ล้าน', '5-7 ล้าน', 'ระหว่าง 5 และ 7 ล้าน'],
  id: ['5 hingga 7 juta', '5-7 juta', 'antara 5 dan 7 juta'],
  ms: ['5 hingga 7 juta', '5-7 juta', 'antara 5 dan 7 juta'],
}

test('a range says both of its ends in every language, whichever of them have the scale', () => {
  for (const [language, texts] of Object.entries(ranges))
    for (const text of texts)
      for (const source of ['5 million to 7 million', '5–7 million'])
        assert.deepEqual(compareFigures(readFigures(source, 'en'), readFigures(text, language)), [], `${language}: ${text}`)
})

test('an end of a range that differs is shown', () => {
  for (const [source, target] of [
    ['5–7 million', '5 bis 8 Millionen'],
    ['5–7 million', '4 bis 7 Millionen'],
    ['5% to 7%', '5 bis 8 Prozent'],
    ['US$5–7 million', '5 bis 7 Milliarden US-Dollar'],
  ] as const)
    assert.notEqual(compareFigures(readFigures(source, 'en'), readFigures(target, 'de')).length, 0, target)
})

test('another quarter or half is a mismatch; one that is said in another way is none', () => {
  const compare = (source: string, target: string) =>
    compareFigures(readFigures(source, 'en'), readFigures(target, 'de')).map(({ what, kind }) => `${what} ${kind}`)
  assert.deepEqual(compare('in the third quarter', 'im 2. Quartal'), ['different period'])
  assert.deepEqual(compare('in H1 2026', 'im zweiten Halbjahr 2026'), ['different period'])
  assert.deepEqual(compare('in the third quarter of 2026', 'im Herbst 2026'), [])
  assert.deepEqual(compare('3Q26', '3. Quartal 2025'), ['different date'])
  assert.deepEqual(compareFigures(readFigures('Q3', 'en'), readFigures('tredje kvartalet', 'sv')), [])
})
