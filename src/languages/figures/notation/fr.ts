import type { Notation } from '../notation.ts'

const small =
  'zéro,,deux,trois,quatre,cinq,six,sept,huit,neuf,dix,onze,douze,treize,quatorze,quinze,seize,dix sept,dix huit,dix neuf'.split(
    ',',
  )
const tens = {
  vingt: 20,
  trente: 30,
  quarante: 40,
  cinquante: 50,
  soixante: 60,
  septante: 70,
  huitante: 80,
  nonante: 90,
  'quatre vingt': 80,
}

/** Seventy is sixty and ten, ninety four times twenty and ten. Hyphens count as spaces. */
function writeWords(): Record<string, number> {
  const words: Record<string, number> = { mille: 1000, cent: 100, 'quatre vingts': 80 }
  for (const [n, word] of small.entries()) if (word !== '') words[word] = n
  for (const [word, ten] of Object.entries(tens))
    Object.assign(words, { [word]: ten, [`${word} et un`]: ten + 1, [`${word} et une`]: ten + 1 })
  for (let n = 10; n < 20; n++) {
    words[`soixante ${small[n]}`] = 60 + n
    words[`quatre vingt ${small[n]}`] = 80 + n
  }
  return { ...words, 'soixante et onze': 71 }
}

/** French: `1,5 milliard d’euros`, `deux millions`, `1er décembre 2026`. */
export const french: Notation = {
  language: 'fr',
  borders: 'both',
  words: writeWords(),
  articles: { un: 1, une: 1, 'un demi': 0.5, demi: 0.5 },
  scales: {
    ...{ cent: 2, cents: 2, mille: 3, millier: 3, million: 6, millions: 6, milliard: 9, milliards: 9, billion: 12 },
    ...{ billions: 12, mds: 9, mrd: 9, mrds: 9, mio: 6, 'mille milliards': 12 },
  },
  moneyScales: { k: 3, m: 6, md: 9 },
  hints: {
    un: 1,
    une: 1,
    premier: 1,
    première: 1,
    double: 2,
    doublé: 2,
    deuxième: 2,
    troisième: 3,
    triple: 3,
    moitié: 50,
    décennie: 10,
    siècle: 100,
    douzaine: 12,
    dizaine: 10,
  },
  joints: ['et'],
  half: ' et demie?',
  percent: ['pour[ -]cent', 'points? de pourcentage', 'pourcents?', 'points? %'],
  money: [
    ['(?:de )?dollars? (?:américains?|us|des états-unis)', 'USD'],
    ['dollars? de hong ?kong', 'HKD'],
    ['dollars? taïwanais|dollars? de taïwan', 'TWD'],
    ['dollars? de singapour', 'SGD'],
    ['dollars? canadiens?', 'CAD'],
    ['dollars?', '$'],
    ['euros?', 'EUR'],
    ['livres? (?:sterling|britanniques?)', 'GBP'],
    ['livres? sterling', 'GBP'],
    ['yens?(?: japonais)?', 'JPY'],
    ['(?:yuans?|renminbi)(?: chinois)?', 'CNY'],
    ['wons?(?: sud-coréens?| coréens?)?', 'KRW'],
    ['roubles?(?: russes?)?', 'RUB'],
    ['bahts?(?: thaïlandais)?', 'THB'],
    ['dongs?(?: vietnamiens?)?', 'VND'],
    ['(?:roupies? indonésiennes?|rupiahs?)', 'IDR'],
    ['ringgits?(?: malaisiens?)?', 'MYR'],
    ['francs? suisses?', 'CHF'],
    ['(?:réaux|reais|réals?)(?: brésiliens?)?', 'BRL'],
    ['livres?', 'pound'],
    ['(?:dirhams?|roupies?|pesos?|riyals?|couronnes?|francs?)', ''],
  ],
  ranges: ['à', 'et', 'ou', 'au', 'et le'],
  dates: ["<d> <m> (?:de l[’']an )?<y>", '<m> <y>', '<d> <m>', '<M>'],
  dayMark: '(?:er)?',
  firstDay: 'premier',
  doubtfulMonths: ['mars'],
  clock: [
    '<h>[ \\u00a0\\u202f]?h[ \\u00a0\\u202f]?<i>(?![\\p{L}\\d])(?: <p>)?',
    '(?<=(?:à|dès|vers) )<h>[ \\u00a0\\u202f]?h(?![\\p{L}\\d/])(?: <p>)?',
    '<h>[ \\u00a0\\u202f]?h(?![\\p{L}\\d/])(?<maybe>)',
    '(?<=(?:à|dès|vers) )<h> heures?(?: <i>(?! ?\\p{L}))?(?: <p>)?',
    '(?<!\\p{L})(?:(?<noon>midi)|(?<midnight>minuit))(?!\\p{L})(?<maybe>)',
  ],
  dayHalves: { 'du matin': 'am', "(?:de l['’]après-midi|du soir)": 'pm' },
  zones: {
    "heure (?:normale |avancée )?de l['’]est|heure de new york|HE(?!\\p{L})": 'eastern',
    'heure du pacifique': 'pacific',
    "heure (?:de paris|d['’]europe centrale|de bruxelles)|HEC": 'europe',
    'heure de londres': 'london',
    'heure de moscou': 'moscow',
    'heure de (?:pékin|hong ?kong|singapour)': 'china',
    'heure de (?:tokyo|séoul)|heure du japon': 'japan',
  },
  periods: [
    '<q>(?:er|e|ème|ᵉ)?[ \\u00a0]trimestre(?!\\p{L})',
    '<s>(?:er|e|nd|ème|ᵉ)?[ \\u00a0]semestre(?!\\p{L})',
    'T<q>(?=[ \\u00a0-]?20\\d\\d)',
    'S<s>(?=[ \\u00a0-]?20\\d\\d)',
  ],
  quarters: ['premier', 'deuxième|second', 'troisième', 'quatrième|dernier'],
  halves: ['premier', 'deuxième|second'],
  minus: ['moins'],
  falls: {
    before: [
      "(?:baisse|recul|diminution|chute|repli|pertes?|réduction|contraction)(?: nette)? (?:de|d['’])(?: (?:près de|environ|quelque|plus de))?",
      '(?:reculé|baissé|diminué|chuté|recule|reculent|baissent|diminuent|diminue) de(?: (?:près de|environ|quelque|plus de))?',
      '(?:perdu|perd)(?: (?:près de|environ|quelque|plus de))?',
    ],
    after: ['(?:de|en) moins'],
  },
  rises: {
    before: [
      "(?:hausse|augmentation|progression|croissance|bond|gain|bénéfice)(?: nette?)? (?:de|d['’])(?: (?:près de|environ|quelque|plus de))?",
      '(?:augmenté|progressé|crû|grimpé|bondi|progresse|progressent|augmente|augmentent) de(?: (?:près de|environ|quelque|plus de))?',
      '(?:gagné|gagne)(?: (?:près de|environ|quelque|plus de))?',
    ],
    after: ['(?:de|en) plus'],
  },
  ordinalBefore: '(?:\\bn[°º] ?|\\bnuméro |\\bphase |\\bannées |\\bchapitre )',
  ordinalAfter: '[ \\u00a0]?(?:ers?|res?|ères?|es?|èmes?|nd|nde|[°º])(?![\\p{L}])',
}
