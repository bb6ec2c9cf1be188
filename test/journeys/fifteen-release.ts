import { originals } from '../languages/figures/pairs/en.ts'
import { renderings } from '../languages/figures/pairs/pairs.ts'

type Story = { headline: string; place: string; about: string }

/** One release in fifteen languages: its headline, where it is from, and what the issuer says of itself. */
const stories: Readonly<Record<string, Story>> = {
  en: {
    headline: 'Sunvale Energy to build 350 MW solar plant near Dubai',
    place: 'Dubai',
    about: 'Sunvale Energy builds and runs solar plants in 12 countries.',
  },
  ko: {
    headline: 'Sunvale Energy, 두바이 인근에 350MW 태양광 발전소 건설',
    place: '두바이',
    about: 'Sunvale Energy는 12개국에서 태양광 발전소를 건설하고 운영합니다.',
  },
  ja: {
    headline: 'Sunvale Energy、ドバイ近郊に350MWの太陽光発電所を建設',
    place: 'ドバイ',
    about: 'Sunvale Energyは12カ国で太陽光発電所を建設・運営しています。',
  },
  ar: {
    headline: '«Sunvale Energy» تبني محطة شمسية بقدرة 350 ميغاواط قرب دبي',
    place: 'دبي',
    about: 'تبني Sunvale Energy محطات شمسية وتشغّلها في 12 دولة.',
  },
  'zh-Hans': {
    headline: 'Sunvale Energy将在迪拜附近建设350兆瓦太阳能电站',
    place: '迪拜',
    about: 'Sunvale Energy在12个国家建设并运营太阳能电站。',
  },
  'zh-Hant': {
    headline: 'Sunvale Energy將在杜拜附近興建350兆瓦太陽能電廠',
    place: '杜拜',
    about: 'Sunvale Energy在12個國家興建並營運太陽能電廠。',
  },
  vi: {
    headline: 'Sunvale Energy xây dựng nhà máy điện mặt trời 350 MW gần Dubai',
    place: 'Dubai',
    about: 'Sunvale Energy xây dựng và vận hành các nhà máy điện mặt trời tại 12 quốc gia.',
  },
  th: {
    headline: 'Sunvale Energy เตรียมสร้างโรงไฟฟ้าพลังงานแสงอาทิตย์ 350 เมกะวัตต์ใกล้ดูไบ',
    place: 'ดูไบ',
    about: 'Sunvale Energy ก่อสร้างและดำเนินงานโรงไฟฟ้าพลังงานแสงอาทิตย์ใน 12 ประเทศ',
  },
  id: {
    headline: 'Sunvale Energy akan bangun pembangkit listrik tenaga surya 350 MW di dekat Dubai',
    place: 'Dubai',
    about: 'Sunvale Energy membangun dan mengoperasikan pembangkit listrik tenaga surya di 12 negara.',
  },
  ms: {
    headline: 'Sunvale Energy bakal bina loji solar 350 MW berhampiran Dubai',
    place: 'Dubai',
    about: 'Sunvale Energy membina dan mengendalikan loji solar di 12 negara.',
  },
  de: {
    headline: 'Sunvale Energy baut Solarkraftwerk mit 350 MW bei Dubai',
    place: 'Dubai',
    about: 'Sunvale Energy baut und betreibt Solarkraftwerke in 12 Ländern.',
  },
  ru: {
    headline: 'Sunvale Energy построит под Дубаем солнечную электростанцию мощностью 350 МВт',
    place: 'Дубай',
    about: 'Sunvale Energy строит и эксплуатирует солнечные электростанции в 12 странах.',
  },
  fr: {
    headline: 'Sunvale Energy va construire une centrale solaire de 350 MW près de Dubaï',
    place: 'Dubaï',
    about: 'Sunvale Energy construit et exploite des centrales solaires dans 12 pays.',
  },
  es: {
    headline: 'Sunvale Energy construirá una planta solar de 350 MW cerca de Dubái',
    place: 'Dubái',
    about: 'Sunvale Energy construye y opera plantas solares en 12 países.',
  },
  pt: {
    headline: 'Sunvale Energy vai construir usina solar de 350 MW perto de Dubai',
    place: 'Dubai',
    about: 'A Sunvale Energy constrói e opera usinas solares em 12 países.',
  },
}

// Of the pairs of the figures: the one about a solar plant.
const paragraph = 4

/** What stands in every language as it is, and must keep its order: a name, a ticker, an address, a number, a flag. */
const asItIs = 'Sunvale Energy (NASDAQ: SUNV), https://www.sunvale.example/press, +971 4 555 0123 🇦🇪'

function paragraphIn(language: string): string {
  return renderings[language]?.[paragraph] ?? originals[paragraph]?.text ?? ''
}

/** The languages, in the order of the editions. */
export const languages = Object.keys(stories)

/** language → what the issuer says of itself. */
export const boilerplates = Object.fromEntries(Object.entries(stories).map(([language, { about }]) => [language, about]))

/** The editions as they are handed in. */
export const editions = Object.entries(stories).map(([language, { headline, place }]) => ({
  language,
  headline,
  dateline: { place },
  body: { format: 'html', content: `<p>${paragraphIn(language)}</p><p>${asItIs}</p>` },
}))
