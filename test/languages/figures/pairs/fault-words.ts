/** What faults are made of in one language. */
type FaultWords = {
  /** fragments of words that can be dropped after a number */
  scales: readonly string[]
  /** words for currencies: each is swapped for the next */
  currencies: readonly string[]
  /** the decimal mark */
  decimal: string
  /** names of months in order, in one list for each set */
  months: readonly (readonly string[])[]
  /** where months have numbers: what finds the number alone */
  numbered?: string
  /** what ends a word */
  border: string
}

const latin = { border: '(?!\\p{L})' }
const asian = { border: '', months: [], decimal: '.', numbered: '(?<!\\d)\\d{1,2}(?= ?[月월])' }

/** By language. */
export const languages: Readonly<Record<string, FaultWords>> = {
  ko: {
    ...asian,
    scales: ['만', '억', '조'],
    currencies: ['달러', '유로', '홍콩달러', '엔', '파운드', '바트', '링깃', '루블', '위안'],
  },
  ja: {
    ...asian,
    scales: ['万', '億', '兆'],
    currencies: ['ドル', 'ユーロ', '米ドル', '円', '香港ドル', 'ポンド', 'バーツ', 'リンギット', 'ルーブル', 'レアル'],
  },
  'zh-Hans': {
    ...asian,
    scales: ['万亿', '万', '亿'],
    currencies: ['美元', '欧元', '日元', '英镑', '港元', '韩元', '泰铢', '林吉特', '卢布', '雷亚尔'],
  },
  'zh-Hant': {
    ...asian,
    scales: ['萬', '億', '兆'],
    currencies: ['美元', '歐元', '日圓', '英鎊', '港元', '韓元', '泰銖', '令吉', '盧布', '雷亞爾'],
  },
  ar: {
    scales: ['ألف', 'آلاف', 'مليون', 'مليار', 'تريليون'],
    currencies: ['دولار', 'يورو', 'ين', 'بات', 'رينغيت', 'روبل', 'يوان', 'وون'],
    decimal: '.٫',
    months: [namesOf('ar'), namesOf('ar-LB')],
    ...latin,
  },
  vi: {
    scales: ['nghìn tỷ', 'triệu', 'tỷ'],
    currencies: ['đô la Mỹ', 'euro', 'yên', 'bảng Anh', 'won', 'baht', 'ringgit', 'rúp', 'nhân dân tệ'],
    decimal: ',',
    months: [],
    numbered: '(?<=tháng )\\d{1,2}(?=[ /,])',
    ...latin,
  },
  th: {
    scales: ['ล้านล้าน', 'พันล้าน', 'หมื่นล้าน', 'แสนล้าน', 'ล้าน'],
    currencies: ['ดอลลาร์สหรัฐ', 'ยูโร', 'เยน', 'ดอลลาร์ฮ่องกง', 'บาท', 'ริงกิต', 'รูเบิล', 'หยวน'],
    decimal: '.',
    months: [namesOf('th')],
    border: '',
  },
  id: {
    scales: ['juta', 'miliar', 'triliun'],
    currencies: ['dolar AS', 'euro', 'yen', 'pound sterling', 'won', 'baht', 'ringgit', 'rubel', 'yuan'],
    decimal: ',',
    months: [namesOf('id')],
    ...latin,
  },
  ms: {
    scales: ['juta', 'bilion', 'trilion'],
    currencies: ['AS$', '€', '£', 'HK$', 'RM', 'Rp', 'R$'],
    decimal: '.',
    months: [namesOf('ms')],
    border: '',
  },
  de: {
    scales: ['Millionen', 'Milliarden', 'Billionen', 'Mio\\.', 'Mrd\\.'],
    currencies: ['US-Dollar', 'Euro', 'Yen', 'Pfund', 'Won', 'Baht', 'Ringgit', 'Rubel', 'Reais', 'Yuan'],
    decimal: ',',
    months: [namesOf('de')],
    ...latin,
  },
  ru: {
    scales: ['тысяч', 'млн', 'млрд', 'трлн', 'миллион\\p{L}*', 'миллиард\\p{L}*'],
    currencies: [
      'долларов',
      'евро',
      'долларов США',
      'иен',
      'гонконгских долларов',
      'фунтов',
      'вон',
      'батов',
      'ринггитов',
      'рублей',
      'юаней',
    ],
    decimal: ',',
    months: [namesOf('ru')],
    ...latin,
  },
  fr: {
    scales: ['millions? (?:de|d’)', 'milliards? (?:de|d’)', 'millions?'],
    currencies: ['dollars', 'euros', 'yens', 'livres', 'wons', 'bahts', 'ringgits', 'roubles', 'réaux', 'yuans'],
    decimal: ',',
    months: [namesOf('fr')],
    ...latin,
  },
  es: {
    scales: ['millones de', 'billones de', 'millones'],
    currencies: ['dólares', 'euros', 'yenes', 'libras', 'wones', 'bahts', 'ringgits', 'rublos', 'reales', 'yuanes'],
    decimal: ',',
    months: [namesOf('es')],
    ...latin,
  },
  pt: {
    scales: ['mil milhões de', 'milhões de', 'biliões de', 'milhões'],
    currencies: ['dólares', 'euros', 'ienes', 'libras', 'wons', 'bahts', 'ringgits', 'rublos', 'reais', 'yuans'],
    decimal: ',',
    months: [namesOf('pt')],
    ...latin,
  },
}

/** As they stand beside a day: декабря, not декабрь. */
function namesOf(language: string): string[] {
  const format = new Intl.DateTimeFormat(language, { month: 'long', day: 'numeric', calendar: 'gregory', timeZone: 'UTC' })
  return Array.from({ length: 12 }, (_, month) => {
    const parts = format.formatToParts(Date.UTC(2026, month, 15))
    return parts.find(({ type }) => type === 'month')?.value ?? ''
  })
}
