import type { Found } from './found.ts'

// Codes and names of exchanges as releases put them before a symbol, in the scripts that they are written in.
const exchanges =
  'NASDAQ|NYSE(?: American| Arca)?|AMEX|OTC(?:QB|QX| Markets| Pink)?|LSE|AIM|TSE|TYO|JPX|HKEX|HKSE|SEHK|HKG|KRX|KOSPI|KOSDAQ|SSE|SHSE|SZSE|TWSE|TPEx|TPE|' +
  'SGX|SET|IDX|Bursa(?: Malaysia)?|MYX|KLSE|HOSE|HSX|HNX|ASX|TSX(?:-?V)?|CSE|FWB|FSE|XETRA|ETR|FRA|EPA|Euronext(?: \\w+)?|BME|BIT|AMS|MCE|B3|BVMF|BMV|MOEX|MCX|NSE|BSE|' +
  'Tadawul|ADX|DFM|QSE|EGX|SIX|JSE|ISIN|WKN|Ticker|Börse|Bourse|Bolsa|Bursa Efek Indonesia|BEI|' +
  '東証(?:プライム|スタンダード|グロース)?|ナスダック|ニューヨーク証券取引所|東京証券取引所|港交所|香港聯交所|香港联交所|香港交易所|上交所|深交所|臺證所|台證所|證交所|纳斯达克|納斯達克|纽交所|紐交所|' +
  '東京證交所|东京证交所|東證|东证|나스닥|코스피|코스닥|뉴욕증권거래소|도쿄증권거래소|ناسداك|تداول|НАСДАК|Насдак|МосБиржа|Мосбиржа'

const listed = new RegExp(
  `(?<![A-Za-z])(?:${exchanges})(?:\\s?[:]\\s?|(?<=\\([^()]{0,60})\\s)(?<symbol>[A-Z][A-Z0-9]{0,5}(?:[.-][A-Z]{1,2})?|\\d{4,6}[A-Z]?)(?![A-Za-z0-9])`,
  'giu',
)
const isin = /(?<![A-Z0-9])(?<symbol>[A-Z]{2}(?=[A-Z0-9]*\d[A-Z0-9]*\d[A-Z0-9]*\d)[A-Z0-9]{9}\d)(?![A-Za-z0-9])/gu
const suffixed = /(?<![A-Z0-9.])(?<symbol>\d{4,6})\.(?:HK|TWO?|T|KS|KQ|SS|SZ|SH|KL|SI|JK|BK|SR)(?![A-Za-z0-9])/gu

/**
 * Symbols of listed shares: after the name of an exchange (`NASDAQ: ABC`, `東証：7203`), with the mark of one (`0700.HK`), and ISINs.
 * Their value is the symbol alone, since every language has its own name for the exchange.
 */
export function readTickers(plain: string): Found[] {
  return [isin, listed, suffixed].flatMap((pattern) => [...plain.matchAll(pattern)].flatMap(toTicker))
}

function toTicker(match: RegExpExecArray): Found[] {
  const symbol = match.groups?.symbol ?? ''
  // The exchange is found in any case, the symbol is in capitals.
  if (symbol === '' || symbol !== symbol.toUpperCase()) return []
  const start = match.index + match[0].indexOf(symbol)
  // Hong Kong writes 700 and 0700.
  return [{ start, end: start + symbol.length, values: [symbol.replace(/^0+(?=\d{3,4}$)/, '')], weak: false }]
}
