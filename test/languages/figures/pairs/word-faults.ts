/** What faults of words are made of in one language: what says when, and which way. */
export type WordFaults = {
  /** halves of the day: each is swapped for the other; none where hours are counted to 24 */
  dayHalves?: readonly [string, string]
  /** time zones: each is swapped for the next */
  zones: readonly string[]
  /** quarters and halves of a year: each is swapped for the next of its list */
  periods: readonly (readonly string[])[]
  /** what falls and what rises: each is swapped for the other */
  turns: readonly (readonly [string, string])[]
  /** fragments between the ends of a range */
  ranges: readonly string[]
}

/** By language. */
export const wordFaults: Readonly<Record<string, WordFaults>> = {
  ko: {
    dayHalves: ['오전', '오후'],
    zones: ['미 동부시간', '그리니치 표준시', '한국 시간'],
    periods: [
      ['2분기', '3분기', '4분기'],
      ['상반기', '하반기'],
    ],
    turns: [
      ['감소', '증가'],
      ['순손실', '순이익'],
      ['−', '+'],
    ],
    ranges: ['~'],
  },
  ja: {
    dayHalves: ['午前', '午後'],
    zones: ['米東部時間', 'グリニッジ標準時', '日本時間'],
    periods: [
      ['第2四半期', '第3四半期', '第4四半期'],
      ['上半期', '下半期'],
    ],
    turns: [
      ['減の', '増の'],
      ['減、', '増、'],
      ['減少', '増加'],
      ['減った', '増えた'],
      ['増え、', '減り、'],
      ['少ない', '多い'],
      ['赤字', '黒字'],
      ['▲', '+'],
    ],
    ranges: ['～'],
  },
  'zh-Hans': {
    dayHalves: ['上午', '下午'],
    zones: ['美东时间', '格林尼治标准时间', '北京时间'],
    periods: [
      ['第二季度', '第三季度', '第四季度'],
      ['上半年', '下半年'],
    ],
    turns: [
      ['下降', '上升'],
      ['减少', '增长'],
      ['亏损', '盈利'],
      ['-', '+'],
    ],
    ranges: ['至'],
  },
  'zh-Hant': {
    dayHalves: ['上午', '下午'],
    zones: ['美東時間', '格林威治標準時間', '台北時間'],
    periods: [
      ['第二季', '第三季', '第四季'],
      ['上半年', '下半年'],
    ],
    turns: [
      ['下滑', '增加'],
      ['減少', '成長'],
      ['虧損', '盈利'],
      ['-', '+'],
    ],
    ranges: ['至'],
  },
  ar: {
    dayHalves: ['صباحًا', 'مساءً'],
    zones: ['بتوقيت نيويورك', 'بتوقيت غرينتش', 'بتوقيت بكين'],
    periods: [
      ['الربع الثاني', 'الربع الثالث', 'الربع الرابع'],
      ['النصف الأول', 'النصف الثاني'],
    ],
    turns: [
      ['تراجعت', 'ارتفعت'],
      ['انخفضت', 'وارتفعت'],
      ['−', '+'],
    ],
    ranges: [' إلى ', ' و'],
  },
  vi: {
    zones: ['giờ miền Đông', 'GMT', 'giờ Hà Nội'],
    periods: [
      ['quý II', 'quý III', 'quý IV'],
      ['nửa đầu', 'nửa cuối'],
    ],
    turns: [
      ['giảm', 'tăng'],
      ['lỗ', 'lãi'],
      ['−', '+'],
    ],
    ranges: [' đến '],
  },
  th: {
    zones: ['ตามเวลานิวยอร์ก', 'GMT', 'ตามเวลาประเทศไทย'],
    periods: [
      ['ไตรมาสสอง', 'ไตรมาสสาม', 'ไตรมาสสี่'],
      ['ครึ่งปีแรก', 'ครึ่งปีหลัง'],
    ],
    turns: [
      ['ลดลง', 'เพิ่มขึ้น'],
      ['ขาดทุน', 'กำไร'],
      ['−', '+'],
    ],
    ranges: [' ถึง '],
  },
  id: {
    zones: ['waktu New York', 'GMT', 'WIB'],
    periods: [
      ['kuartal kedua', 'kuartal ketiga', 'kuartal keempat'],
      ['semester pertama', 'semester kedua'],
    ],
    turns: [
      ['turun', 'naik'],
      ['rugi', 'laba'],
      ['kerugian', 'keuntungan'],
      ['−', '+'],
    ],
    ranges: [' hingga ', ' dan '],
  },
  ms: {
    dayHalves: ['pagi', 'petang'],
    zones: ['waktu New York', 'GMT', 'waktu Malaysia'],
    periods: [
      ['suku kedua', 'suku ketiga', 'suku keempat'],
      ['separuh pertama', 'separuh kedua'],
    ],
    turns: [
      ['turun', 'naik'],
      ['kerugian', 'keuntungan'],
      ['−', '+'],
    ],
    ranges: [' hingga ', ' dan '],
  },
  de: {
    zones: ['New Yorker Zeit', 'GMT', 'MEZ'],
    periods: [
      ['zweiten Quartal', 'dritten Quartal', 'vierten Quartal'],
      ['zweiten Quartals', 'dritten Quartals'],
      ['erste Halbjahr', 'zweite Halbjahr'],
    ],
    turns: [
      ['sank', 'stieg'],
      ['stiegen', 'sanken'],
      ['Minus', 'Plus'],
      ['Verlust', 'Gewinn'],
      ['höher', 'niedriger'],
      ['−', '+'],
    ],
    ranges: [' bis ', ' und '],
  },
  ru: {
    zones: ['по времени Нью-Йорка', 'по Гринвичу', 'по московскому времени'],
    periods: [
      ['втором квартале', 'четвёртом квартале'],
      ['третьего квартала', 'второго квартала'],
      ['первом полугодии', 'втором полугодии'],
    ],
    turns: [
      ['сократилась', 'выросла'],
      ['сократились', 'увеличились'],
      ['снизилась', 'выросла'],
      ['Прибыль', 'Убыток'],
      ['−', '+'],
    ],
    ranges: [' до '],
  },
  fr: {
    zones: ['heure de l’Est', 'GMT', 'heure de Paris'],
    periods: [
      ['deuxième trimestre', 'troisième trimestre', 'quatrième trimestre'],
      ['premier semestre', 'second semestre'],
    ],
    turns: [
      ['reculé', 'progressé'],
      ['augmenté', 'diminué'],
      ['hausse', 'baisse'],
      ['perte', 'gain'],
      ['bénéfice', 'perte'],
      ['−', '+'],
    ],
    ranges: [' à ', ' et '],
  },
  es: {
    zones: ['hora del Este', 'GMT', 'hora peninsular'],
    dayHalves: ['a. m.', 'p. m.'],
    periods: [
      ['segundo trimestre', 'tercer trimestre', 'cuarto trimestre'],
      ['primer semestre', 'segundo semestre'],
    ],
    turns: [
      ['cayeron', 'subieron'],
      ['bajaron', 'subieron'],
      ['crecieron', 'cayeron'],
      ['aumentaron', 'bajaron'],
      ['cayó', 'subió'],
      ['pérdida', 'ganancia'],
      ['beneficio', 'pérdida'],
      ['más', 'menos'],
      ['−', '+'],
    ],
    ranges: [' a ', ' y '],
  },
  pt: {
    zones: ['hora de Nova Iorque', 'GMT', 'hora de Brasília'],
    periods: [
      ['segundo trimestre', 'terceiro trimestre', 'quarto trimestre'],
      ['primeiro semestre', 'segundo semestre'],
    ],
    turns: [
      ['caíram', 'subiram'],
      ['recuaram', 'subiram'],
      ['prejuízo', 'lucro'],
      ['lucro', 'perda'],
      ['−', '+'],
    ],
    ranges: [' a ', ' e '],
  },
}
