import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareFigures } from '../../../src/languages/figures/compare.ts'
import { readFigures } from '../../../src/languages/figures/read.ts'

/** `-5`, `+5`, or `5` where no sign is told; an `un` is left out. */
function signed(text: string, language: string): string[] {
  const figures = readFigures(text, language).filter(({ value, weak }) => !weak || value !== '1')
  return figures.map(({ value, sign = '' }) => sign + value)
}

const told: Record<string, readonly [string, ...string[]][]> = {
  en: [
    ['−5%, -5 %, (5.0) million, $(5.0) million, minus 5', '-5', '-5', '-5000000', '-5000000', '-5'],
    ['fell by about 5%, down 6%, a loss of US$7 million, 8% lower', '-5', '-6', '-7000000', '-8'],
    ['rose 5%, up 6%, an increase of 7%, 8% more', '+5', '+6', '+7', '+8'],
    ['+5%, -$7m', '+5', '-7000000'],
  ],
  de: [
    ['−5 %, minus 5 Prozent, ein Rückgang um 6 Prozent, ein Verlust von 7 Mio. Euro', '-5', '-5', '-6', '-7000000'],
    ['stieg um 5 Prozent, ein Plus von 6 %, 7 Prozent mehr', '+5', '+6', '+7'],
    ['ist um 5 Prozent auf 1,5 Millionen gestiegen', '+5', '1500000'],
  ],
  fr: [
    ['a reculé de 5 %, une baisse de 6 %, une perte de 7 millions d’euros', '-5', '-6', '-7000000'],
    ['a progressé de 5 %, une hausse de 6 %', '+5', '+6'],
  ],
  es: [
    ['cayó un 5 %, una caída del 6 %, pérdidas de 7 millones de euros', '-5', '-6', '-7000000'],
    ['creció un 5 %, un 6 % más', '+5', '+6'],
  ],
  pt: [
    ['caiu 5%, uma queda de 6%, prejuízo de 7 milhões de euros', '-5', '-6', '-7000000'],
    ['cresceu 5%, mais 6%', '+5', '+6'],
  ],
  ru: [
    ['снизилась на 5%, убыток в размере 7 млн рублей', '-5', '-7000000'],
    ['выросла на 5%, на 6% больше', '+5', '+6'],
  ],
  ar: [
    ['انخفضت بنسبة 5%، بتراجع 6%، خسائر بقيمة 7 ملايين دولار', '-5', '-6', '-7000000'],
    ['ارتفعت بنسبة 5%، بزيادة 6%', '+5', '+6'],
  ],
  ko: [
    ['5% 감소, 6% 줄어든, 순손실 7억 원, 마이너스 5%', '-5', '-6', '-700000000', '-5'],
    ['5% 증가, 6% 늘어난', '+5', '+6'],
  ],
  ja: [
    ['5%減、▲6.0%、△7億円、マイナス5%', '-5', '-6', '-700000000', '-5'],
    ['5%増、6%多い', '+5', '+6'],
  ],
  'zh-Hans': [
    ['下降5%、同比减少6%、亏损7亿元', '-5', '-6', '-700000000'],
    ['增长5%、上涨了6%', '+5', '+6'],
  ],
  'zh-Hant': [
    ['下降5%、減少6%、虧損7億元', '-5', '-6', '-700000000'],
    ['成長5%、增加6%', '+5', '+6'],
  ],
  vi: [
    ['giảm 5%, lỗ 7 tỷ đồng, âm 5%', '-5', '-7000000000', '-5'],
    ['tăng 5%', '+5'],
  ],
  th: [
    ['ลดลง 5%, ขาดทุน 7 ล้านบาท, ติดลบ 5%', '-5', '-7000000', '-5'],
    ['เพิ่มขึ้น 5%, เติบโตร้อยละ 6', '+5', '+6'],
  ],
  id: [
    ['turun 5%, rugi Rp7 miliar', '-5', '-7000000000'],
    ['naik 5%, tumbuh sebesar 6 persen', '+5', '+6'],
  ],
  ms: [
    ['turun 5%, kerugian RM7 juta', '-5', '-7000000'],
    ['naik 5%, meningkat sebanyak 6 peratus', '+5', '+6'],
  ],
}

for (const [language, cases] of Object.entries(told))
  test(`falls and rises in ${language}`, () => {
    for (const [text, ...values] of cases) assert.deepEqual(signed(text, language), values, text)
  })

const untold: Record<string, readonly [string, ...string[]][]> = {
  en: [
    ['up to 5%, made up 5%, down to 6%, a 7% down payment, 5-7%', '5', '5', '6', '7', '5', '7'],
    ['€4 million ($5.0 million), see (5), (2) million-dollar homes', '4000000', '5000000', '5', '2'],
    ['rose to 5%, fell from 6%, fell 5% more than', '5', '6', '5'],
    ['2026 –5 new shops, COVID-19', '2026', '5', '19'],
  ],
  de: [['sank auf 5 %, bis zu 6 %, gibt 7 % zurück', '5', '6', '7']],
  es: [['al menos 5 %, por lo menos 6 %', '5', '6']],
  pt: [['pelo menos 5%, mais de 6%', '5', '6']],
  ja: [['20%を上回る、5%に減少', '20', '5']],
  'zh-Hans': [['下降至5%，增至6%，涨跌5%', '5', '6', '5']],
  ko: [['5% 적립, ▲6% 할인', '5', '6']],
  th: [['ส่วนลด 5%', '5']],
  vi: [['tăng lên 5%, giảm xuống còn 6%, lãi suất 7%', '5', '6', '7']],
}

test('nothing is told where it would be guessing', () => {
  for (const [language, cases] of Object.entries(untold))
    for (const [text, ...values] of cases) assert.deepEqual(signed(text, language), values, `${language}: ${text}`)
})

test('a fall against a rise is a mismatch; one that only one side tells is none', () => {
  const compare = (source: string, target: string) =>
    compareFigures(readFigures(source, 'en'), readFigures(target, 'de')).map(({ what, kind }) => `${what} ${kind}`)
  assert.deepEqual(compare('a loss of 5 per cent', 'ein Plus von 5 Prozent'), ['different percentage'])
  assert.deepEqual(compare('an EBIT of (5.0) million', 'ein EBIT von −5,0 Millionen'), [])
  assert.deepEqual(compare('a net loss of US$5 million', 'ein Gewinn von 5 Millionen US-Dollar'), ['different money'])
  assert.deepEqual(compare('fell 5%', 'um 5 Prozent'), [])
  assert.deepEqual(compare('sales rose 5%, costs fell 5%', 'der Umsatz stieg um 5 %, die Kosten sanken um 5 %'), [])
})
