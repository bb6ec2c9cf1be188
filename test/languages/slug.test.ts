import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { newId } from '../../src/ids.ts'
import { directionOf } from '../../src/languages/language.ts'
import { slugOf } from '../../src/languages/slug.ts'
import { openRandom, pick, scripts, seed, spice, writeText } from '../harness/text.ts'

const headlines: [language: string, headline: string, slug: string][] = [
  ['en', 'ACME opens “Plant No. 3” — 25% more!', 'acme-opens-plant-no-3-25-more'],
  ['en', 'Don’t miss the company’s results', 'dont-miss-the-companys-results'],
  ['ko', '애크미, 태양광 발전소 가동', '애크미-태양광-발전소-가동'],
  ['ja', '東京新聞：「ﾊﾞｲｵ燃料」ＡＢＣ１号', '東京新聞-バイオ燃料-abc1号'],
  ['ar', 'القُدس: افتتاح ٣ محطّات', 'القُدس-افتتاح-٣-محطّات'],
  ['zh-Hans', '《人民日报》：开工！', '人民日报-开工'],
  ['zh-Hant', '聯合報，開工', '聯合報-開工'],
  ['vi', 'Nhà máy điện mặt trời ở Đà Nẵng', 'nhà-máy-điện-mặt-trời-ở-đà-nẵng'],
  ['th', 'น้ำมันดิบ “ขึ้น” ๑๒๓', 'น้ำมันดิบ-ขึ้น-๑๒๓'],
  ['id', 'Pabrik-pabrik baru', 'pabrik-pabrik-baru'],
  ['ms', 'Kilang baharu', 'kilang-baharu'],
  ['de', 'Ärzte öffnen „Haus 3“ in Groß-Gerau', 'ärzte-öffnen-haus-3-in-groß-gerau'],
  ['ru', '«Эхо» и ёлка', 'эхо-и-ёлка'],
  ['fr', 'L’usine de l’Œuvre', 'l-usine-de-l-œuvre'],
  ['es', '¿Año nuevo? ¡Sí!', 'año-nuevo-sí'],
  ['pt', 'Ação n.º 1', 'ação-n-o-1'],
  ['tr', 'İSTANBUL’DA IŞIK', 'istanbul-da-ışık'],
  ['en', 'İSTANBUL’DA IŞIK', 'istanbulda-işik'],
  ['el', 'ΟΔΟΣ ΑΘΗΝΑΣ', 'οδος-αθηνας'],
  ['fa', 'می‌خواهم کتاب‌ها را', 'می‌خواهم-کتاب‌ها-را'],
  ['hi', 'क्‍ष और क्‌ष', 'क्‍ष-और-क्‌ष'],
  ['bn', 'র‍্যাব', 'র‍্যাব'],
  ['si', 'ශ්‍රී ලංකා', 'ශ්‍රී-ලංකා'],
  ['ta', 'தமிழ் நாடு', 'தமிழ்-நாடு'],
  ['he', 'צה״ל וצה"ל', 'צהל-וצהל'],
  ['hy', 'Ինչո՞ւ', 'ինչու'],
  ['ka', 'ᲗᲑᲘᲚᲘᲡᲘ', 'თბილისი'],
  ['uk', 'П’ять', 'пʼять'],
  ['km', 'ភាសា\u200bខ្មែរ', 'ភាសា-ខ្មែរ'],
  ['am', 'ሰላም፡ዓለም።', 'ሰላም-ዓለም'],
  ['bo', 'བོད་སྐད།', 'བོད-སྐད'],
]

describe('a slug', () => {
  for (const [language, headline, slug] of headlines)
    it(`of «${headline}» (${language}) is ${slug}`, () => assert.equal(slugOf(headline, { language }), slug))

  it('is one for what only print or encoding makes different', () => {
    for (const [one, other] of [
      ['Ä', 'A\u0308'],
      ['한국', '한국'.normalize('NFD')],
      ['ＡＣＭＥ', 'ACME'],
      ['oﬃce', 'office'],
      ['ﻻ', 'لا'],
      ['العـــربية', 'العربية'],
      ['ｱｸﾒ', 'アクメ'],
    ] as const)
      assert.equal(slugOf(one), slugOf(other))
    // The small am of Thai stays one character, though its compatibility form is two.
    assert.equal(slugOf('น้ำ', { language: 'th' }), 'น้ำ')
  })

  it('has nothing that nobody sees, but joiners where a word needs them', () => {
    for (const unseen of [
      '\u200e',
      '\u200f',
      '\u202e',
      '\u2067',
      '\u2069',
      '\u00ad',
      '\u2060',
      '\ufeff',
      '\ufe0f',
      '\u034f',
      '\u3164',
      '\u200c',
      '\u200d',
    ])
      assert.equal(slugOf(`ab${unseen}c`), 'abc', JSON.stringify(unseen))
    // Behind a letter that joins with no next one there is nothing to part.
    assert.equal(slugOf('کار\u200cها', { language: 'fa' }), 'کارها')
    assert.equal(slugOf('می\u200c خانه\u200c', { language: 'fa' }), 'می-خانه')
    assert.equal(slugOf('می\u200f\u200c\u200cخواهم', { language: 'fa' }), 'می\u200cخواهم')
  })

  it('is never empty: of emoji alone it is the fallback', () => {
    for (const nothing of ['', ' ', '😀🇦🇪👩🏽‍🚀', '—', '\ud83d', '\u0301', '..', '/', '❤️'])
      assert.equal(slugOf(nothing), 'release', JSON.stringify(nothing))
    assert.equal(slugOf('🚀', { fallback: '019a4f2e' }), '019a4f2e')
  })

  it('is no name that a system keeps for itself', () => {
    for (const kept of ['CON', 'prn', 'Aux', 'NUL', 'COM1', 'lpt9', 'COM¹', 'ＣＯＮ', 'con.']) {
      const slug = slugOf(kept)
      assert.match(slug, /^[a-z]{3}\d?-release$/)
      assert.equal(slugOf(slug), slug)
    }
    assert.equal(slugOf('../../etc/passwd'), 'etc-passwd')
  })

  it('that is too long ends with a word, also where no spaces are written', () => {
    assert.equal(slugOf('solar plant '.repeat(30)), 'solar-plant-'.repeat(8).slice(0, -1))
    const thai = slugOf('ประเทศไทยเปิดโรงไฟฟ้าพลังงานแสงอาทิตย์', { language: 'th', points: 15 })
    assert.equal(thai, 'ประเทศไทยเปิด')
    assert.equal(slugOf('x'.repeat(300)), 'x'.repeat(100))
    assert.equal(slugOf('東京都'.repeat(100), { language: 'ja', bytes: 9 }), '東京都')
  })

  it('that is too long ends with a whole character', () => {
    assert.equal(slugOf('e\u0323\u0302\u0304'.repeat(9), { points: 7 }), 'ệ\u0304'.repeat(3))
    assert.equal(slugOf('நிநிநிநி', { language: 'ta', points: 3 }), 'நி')
    assert.equal(slugOf(`a${'\u0301'.repeat(500)}`), 'release')
  })
})

const part = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}\u180e\u200c]|\u200d)*`
const shape = new RegExp(`^${part}(?:-${part})*$`, 'u')

describe(`the slug of any text (TEXT_SEED=${seed})`, () => {
  const random = openRandom(seed)
  const texts = Object.entries({
    ...scripts,
    tr: 'Latin',
    fa: 'Arabic',
    mn: 'Cyrillic',
    si: 'Sinhala',
    'mn-Mong': 'Mongolian',
  }).flatMap(([language, script]) => Array.from({ length: 60 }, () => ({ language, text: any(random, script) })))

  it('is small letters, marks and digits with single hyphens between them, in a stated length', () => {
    for (const { language, text } of texts) {
      const slug = slugOf(text, { language })
      const told = JSON.stringify([language, text, slug])
      assert.match(slug, shape, told)
      assert.ok([...slug].length <= 100 && Buffer.byteLength(slug) <= 200, told)
      assert.equal(slug, slug.normalize('NFC'), told)
      assert.ok(slug.isWellFormed(), told)
    }
  })

  it('is itself when it is made once more', () => {
    for (const { language, text } of texts) {
      const slug = slugOf(text, { language })
      assert.equal(slugOf(slug, { language }), slug, JSON.stringify([language, text]))
    }
  })

  it('is one for a text and its decomposed form', () => {
    for (const { language, text } of texts)
      assert.equal(slugOf(text.normalize('NFD'), { language }), slugOf(text, { language }), JSON.stringify([language, text]))
  })

  it('is one segment of an address, there and back', () => {
    for (const { language, text } of texts) {
      const slug = slugOf(text, { language })
      const { pathname } = new URL(`https://wire.example/${directionOf(language)}/${slug}`)
      assert.deepEqual(pathname.split('/').map(decodeURIComponent), ['', directionOf(language), slug])
    }
  })

  it('names a file, with an id and an ending behind it', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'dateline-slugs-'))
    const names = texts.map(({ language, text }) => `${slugOf(text, { language })}-${newId()}.newsml.xml`)
    await Promise.all(names.map((name) => writeFile(join(dir, name), '')))
    assert.deepEqual((await readdir(dir)).sort(), names.sort())
    await rm(dir, { recursive: true })
  })

  it('cuts no character, and has no letter that is not in the text', () => {
    const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
    const charactersOf = (text: string) => Array.from(segmenter.segment(text), ({ segment }) => segment)
    for (const { language, text } of texts) {
      const whole = slugOf(text, { language, points: 1e6, bytes: 1e6 })
      const points = 1 + Math.floor(random() * 40)
      const cut = slugOf(text, { language, points })
      if (cut === 'release') continue
      const all = charactersOf(whole.replaceAll('\u200c', ''))
      const kept = charactersOf(cut.replaceAll('\u200c', ''))
      assert.deepEqual(kept, all.slice(0, kept.length), JSON.stringify([language, text, points]))
    }
  })
})

function any(random: () => number, script: string): string {
  const text = writeText(random, script, Math.floor(random() * 30))
  return random() < 0.2 ? `${pick(random, spice)}${text}${pick(random, spice)}` : text
}
