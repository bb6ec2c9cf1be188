import type { Notation } from '../notation.ts'

const units = ['', 'ein', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun']
const teens = ['zehn', 'elf', 'zwölf', 'dreizehn', 'vierzehn', 'fünfzehn', 'sechzehn', 'siebzehn', 'achtzehn', 'neunzehn']
const tens = ['zwanzig', 'dreißig', 'vierzig', 'fünfzig', 'sechzig', 'siebzig', 'achtzig', 'neunzig']

/** German writes a number below a million as one word: zweiundzwanzig, dreihundertfünfzig, zwanzigtausend. */
function writeWords(): Record<string, number> {
  const words: Record<string, number> = {
    null: 0,
    zwo: 2,
    anderthalb: 1.5,
    eineinhalb: 1.5,
    zweieinhalb: 2.5,
    tausend: 1000,
    hundert: 100,
    hunderttausend: 100_000,
  }
  const small = [...units, ...teens, ...tens.flatMap((ten) => units.map((unit) => (unit === '' ? ten : `${unit}und${ten}`)))]
  for (const [n, word] of small.entries()) {
    if (n > 1) words[word] = n
    if (n > 0) words[`${word}tausend`] = n * 1000
    for (const [hundreds, unit] of units.entries()) if (hundreds > 0) words[`${unit}hundert${word}`] = hundreds * 100 + n
  }
  for (const hundreds of [1, 2, 3, 4, 5, 6, 7, 8, 9]) words[`${units[hundreds]}hunderttausend`] = hundreds * 100_000
  return words
}

/** German: `1,5 Milliarden US-Dollar`, `zwei Millionen`, `1. Dezember 2026`. */
export const german: Notation = {
  language: 'de',
  borders: 'both',
  words: writeWords(),
  articles: { ein: 1, eine: 1, einer: 1, einem: 1, einen: 1, 'eine halbe': 0.5, 'einer halben': 0.5, halbe: 0.5 },
  scales: {
    ...{ hundert: 2, tausend: 3, tsd: 3, million: 6, millionen: 6, mio: 6, milliarde: 9, milliarden: 9, mrd: 9, billion: 12 },
    ...{ billionen: 12, bio: 12, billiarde: 15, billiarden: 15 },
  },
  moneyScales: { m: 6 },
  hints: {
    ein: 1,
    eine: 1,
    eins: 1,
    einer: 1,
    doppelt: 2,
    beide: 2,
    beiden: 2,
    verdoppelt: 2,
    zweite: 2,
    zweiten: 2,
    dritte: 3,
    dritten: 3,
    hälfte: 50,
    jahrzehnt: 10,
  },
  percent: ['-?prozent(?:punkten?|ig\\p{L}*)?', '%ig\\p{L}*', '%-punkten?'],
  money: [
    ['(?:us|amerikanische[rn]?)[ -](?:dollars?|\\$)', 'USD'],
    ['hongkong-dollars?', 'HKD'],
    ['taiwan-dollars?', 'TWD'],
    ['singapur-dollars?', 'SGD'],
    ['dollars?', '$'],
    ['euros?', 'EUR'],
    ['(?:britische[rn]? )?pfund sterling|britische[rn]? pfund', 'GBP'],
    ['pfund', 'pound'],
    ['(?:japanische[rn]? )?yen', 'JPY'],
    ['(?:chinesische[rn]? )?(?:yuan|renminbi)', 'CNY'],
    ['(?:südkoreanische[rn]? )?won', 'KRW'],
    ['(?:russische[rn]? )?rubel', 'RUB'],
    ['(?:thailändische[rn]? )?baht', 'THB'],
    ['(?:vietnamesische[rn]? )?dong', 'VND'],
    ['(?:indonesische[rn]? )?rupiah', 'IDR'],
    ['(?:malaysische[rn]? )?ringgit', 'MYR'],
    ['(?:schweizer )?franken', 'CHF'],
    ['(?:brasilianische[rn]? )?(?:real|reais)', 'BRL'],
    ['(?:dirham|rupien|pesos?|riyal|kronen)', ''],
  ],
  ranges: ['bis(?: zum)?', 'und', 'oder'],
  dates: ['<d> <m> <y>', '<m> <y>', '<d> <m>', '<M>'],
  dayMark: '\\.',
  firstDay: 'ersten',
  months: { jänner: 1, feber: 2 },
  doubtfulMonths: [],
  clock: ['<h>(?:[.:]<i>_uhr|_uhr(?: <i>(?! ?\\p{L}))?)(?!\\p{L})(?:_<p>)?', '(?<!\\p{L})(?<midnight>mitternacht)(?<maybe>)'],
  dayHalves: {
    '(?:vormittags|morgens|früh|am (?:morgen|vormittag))': 'am',
    '(?:nachmittags|abends|am (?:nachmittag|abend))': 'pm',
    mittags: 'noon',
    nachts: 'night',
  },
  zones: {
    '(?:us-)?ostküstenzeit|new yorker zeit|eastern time': 'eastern',
    '(?:us-)?(?:pazifikzeit|westküstenzeit)|pacific time': 'pacific',
    'mitteleuropäischer (?:sommer)?zeit|deutscher zeit': 'europe',
    'londoner zeit|britischer zeit': 'london',
    '(?:pekinger|hongkonger|chinesischer) zeit': 'china',
    '(?:japanischer|koreanischer) zeit': 'japan',
    'moskauer zeit': 'moscow',
  },
  periods: ['<q>\\.?_quartal(?:s|en?)?(?!\\p{L})', 'quartal <q>', '<s>\\.?_halbjahr(?:e?s)?(?!\\p{L})'],
  quarters: ['erste[nrsm]?', 'zweite[nrsm]?', 'dritte[nrsm]?', 'vierte[nrsm]?'],
  halves: ['erste[nrsm]?', 'zweite[nrsm]?'],
  minus: ['minus'],
  falls: {
    before: [
      '(?:sank|sanken|sinkt|sinken|fiel|fielen|fällt|gesunken|zurückgegangen|schrumpfte|schrumpften|verlor|verloren)(?:(?: [^\\s,.;:]+){0,4} um)?(?: (?:rund|etwa|knapp|gut|fast|mehr als))?',
      '\\p{L}*(?:rückgang|verlust|einbruch|minus|fehlbetrag)(?:s|es)? (?:von|um|in höhe von)(?: (?:rund|etwa|knapp|gut|fast|mehr als))?',
    ],
    after: [
      '(?:niedriger|geringer|weniger|rückgang|verlust)',
      '(?:auf (?:[^.,;\\n]|[.,](?=\\d)){1,30})?(?:gesunken|zurückgegangen|geschrumpft)',
    ],
  },
  rises: {
    before: [
      '(?:stieg|stiegen|steigt|wuchs|wuchsen|wächst|kletterte|kletterten|erhöhte sich|erhöhten sich)(?:(?: [^\\s,.;:]+){0,4} um)?(?: (?:rund|etwa|knapp|gut|fast|mehr als))?',
      '\\p{L}*(?:anstieg|zuwachs|wachstum|plus|gewinn|zunahme)(?:s|es)? (?:von|um|in höhe von)(?: (?:rund|etwa|knapp|gut|fast|mehr als))?',
      'plus',
    ],
    after: [
      '(?:höher|mehr(?! als ein)|anstieg|zuwachs|wachstum)',
      '(?:auf (?:[^.,;\\n]|[.,](?=\\d)){1,30})?(?:gestiegen|gewachsen|geklettert)',
    ],
  },
  ordinalBefore: '\\b(?:nr\\.|nummer|platz|kapitel|phase|stufe|version) ?',
  ordinalAfter: '(?:er|ern|te[nrs]?|ste[nrs]?)(?![\\p{L}])',
}
