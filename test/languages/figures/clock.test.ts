import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareFigures } from '../../../src/languages/figures/compare.ts'
import { readFigures } from '../../../src/languages/figures/read.ts'

/** `15:00`, `09:00|21:00`, `09:00 Z-300,-240`; a weak one is in brackets. */
function times(text: string, language: string): string[] {
  return readFigures(text, language)
    .filter(({ kind }) => kind === 'time')
    .map(({ value, alternatives = [], zone, weak }) => {
      const told = [value, ...alternatives].join('|') + (zone ? ` Z${zone}` : '')
      return weak ? `(${told})` : told
    })
}

const eastern = 'Z-300,-240'

const read: Record<string, readonly [string, ...string[]][]> = {
  en: [
    ['at 9:00 a.m. ET and 3 pm', `09:00 ${eastern}`, '15:00'],
    ['at 12 p.m., 12:30 a.m. and noon', '12:00', '00:30', '(12:00)'],
    ['from 9 to 11 a.m. (GMT)', '09:00|21:00 Z0', '11:00 Z0'],
    ['at 15:00 (UTC+8), at 9:30 a.m. U.S. Eastern Time', '15:00 Z480', `09:30 ${eastern}`],
    ['a ratio of 1:10', '(01:10|13:10)'],
    ['five new plants a month; I am 5 ambitious'],
  ],
  de: [
    ['um 15 Uhr, um 9.30 Uhr MEZ und um 3 Uhr nachmittags', '15:00', '09:30|21:30 Z60,120', '15:00'],
    ['von 9 bis 17 Uhr', '09:00|21:00', '17:00'],
    ['um 15 Uhr New Yorker Zeit', `15:00 ${eastern}`],
  ],
  fr: [
    ['à 15h00, à 9 h 30 et à 15 h', '15:00', '09:30|21:30', '15:00'],
    ['à 9h00 (heure de l’Est)', `09:00|21:00 ${eastern}`],
    ['24h/24, un vol de 6h', '(06:00|18:00)'],
  ],
  es: [
    ['a las 15:00 horas, a las 9:30 a. m. y a las 3 de la tarde', '15:00', '09:30', '15:00'],
    ['a las 9:00 hora del Este', `09:00|21:00 ${eastern}`],
    ['abre a las 20 empresas las 15 plantas'],
  ],
  pt: [
    ['às 15h00, às 9h30 e às 3 da tarde', '15:00', '09:30|21:30', '15:00'],
    ['às 9h (horário de Brasília)', '09:00|21:00 Z-180'],
  ],
  ru: [['в 15:00 по московскому времени, в 9 часов утра, в 3 часа дня', '15:00 Z180', '09:00', '15:00'], ['за 3 дня и 2 ночи']],
  ar: [
    ['في الساعة 3 مساءً بتوقيت غرينتش', '15:00 Z0'],
    ['الساعة التاسعة والنصف صباحاً بتوقيت نيويورك', `09:30 ${eastern}`],
    ['عند 3:00 م، وفي ٩:٣٠ ص', '15:00', '09:30'],
    ['مسافة 3 م'],
  ],
  ko: [
    ['오후 3시, 오전 9시 30분, 오후 세 시 반', '15:00', '09:30', '15:30'],
    ['미 동부시간 오전 9시', `09:00 ${eastern}`],
    ['5시간, 3시즌'],
  ],
  ja: [
    ['午後3時、午前9時30分、15時', '15:00', '09:30', '(15:00)'],
    ['米東部時間午前9時、日本時間15時半', `09:00 ${eastern}`, '15:30 Z540'],
    ['5時間'],
  ],
  'zh-Hans': [
    ['下午3时、上午9点30分、下午三点半', '15:00', '09:30', '15:30'],
    ['美东时间上午9时，北京时间晚上10点', `09:00 ${eastern}`, '22:00 Z480'],
    ['提出3点建议', '(03:00|15:00)'],
    ['晚上十一点三十分，晚上十一点二十分', '23:30'],
  ],
  'zh-Hant': [
    ['下午3時、上午9點30分、下午三點半', '15:00', '09:30', '15:30'],
    ['美東時間上午9時，台北時間晚上10點', `09:00 ${eastern}`, '22:00 Z480'],
  ],
  vi: [
    ['lúc 15 giờ, 9h30, 3 giờ chiều', '15:00', '09:30|21:30', '15:00'],
    ['lúc 9 giờ sáng theo giờ miền Đông', `09:00 ${eastern}`],
    ['24 giờ'],
  ],
  th: [
    ['เวลา ๑๕.๐๐ น. และ 9.30 น. ตามเวลาประเทศไทย', '15:00', '09:30|21:30 Z420'],
    ['บ่าย 3 โมง, 9 โมงเช้า, 2 ทุ่ม, บ่ายสามโมง', '15:00', '09:00', '20:00', '15:00'],
  ],
  id: [['pukul 15.00 WIB, jam 9 pagi, pukul 3 sore', '15:00 Z420', '09:00', '15:00'], ['3 hari 2 malam']],
  ms: [['pada pukul 9 pagi, jam 3 petang, 2.30 petang', '09:00', '15:00', '14:30'], ['3 hari 2 malam']],
}

for (const [language, cases] of Object.entries(read))
  test(`times of day in ${language}`, () => {
    for (const [text, ...told] of cases) assert.deepEqual(times(text, language), told, text)
  })

/** `different time 09:00 / 15:00`. */
function compare(source: string, target: string, language = 'de'): string[] {
  return compareFigures(readFigures(source, 'en'), readFigures(target, language)).map(
    ({ what, kind, source, target }) => `${what} ${kind} ${source?.value ?? '-'} / ${target?.value ?? '-'}`,
  )
}

test('the same time on another clock is no mismatch, one in another zone neither where it is the same moment', () => {
  assert.deepEqual(compare('at 3 p.m.', 'um 15 Uhr'), [])
  assert.deepEqual(compare('at 9:00 a.m. ET', 'um 15 Uhr MEZ'), [])
  assert.deepEqual(compare('at 9:00 a.m. ET', '日本時間23時', 'ja'), [])
  assert.deepEqual(compare('at 9:00 a.m. ET', 'um 9 Uhr'), [])
})

test('another hour, another half of the day, another zone is one', () => {
  assert.deepEqual(compare('at 3 p.m.', 'um 16 Uhr'), ['different time 15:00 / 16:00'])
  assert.deepEqual(compare('at 3 p.m.', '午前3時', 'ja'), ['different time 15:00 / 03:00'])
  assert.deepEqual(compare('at 9:00 a.m. ET', 'um 9.00 Uhr MEZ'), ['different time 09:00 / 09:00'])
  assert.deepEqual(compare('at 9:00 a.m. ET', 'am Vormittag'), ['missing time 09:00 / -'])
})

test('an hour that is not read as one on the other side is no mismatch', () => {
  assert.deepEqual(compare('at 9 a.m.', 'klockan 9', 'sv'), [])
})
