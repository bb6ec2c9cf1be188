import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { simpleParser } from 'mailparser'
import { parseMarkup, textContent } from '../../src/formats/markup.ts'
import { findForbiddenCharacter } from '../../src/languages/characters.ts'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'

// TEXT_SEED repeats a run.
const seed = Number(process.env.TEXT_SEED ?? randomInt(2 ** 31))

/** Languages and the script that each is written in: one edition of each goes out. */
const scripts: Readonly<Record<string, string>> = {
  en: 'Latin',
  ar: 'Arabic',
  he: 'Hebrew',
  ru: 'Cyrillic',
  el: 'Greek',
  hi: 'Devanagari',
  bn: 'Bengali',
  ta: 'Tamil',
  th: 'Thai',
  lo: 'Lao',
  km: 'Khmer',
  my: 'Myanmar',
  bo: 'Tibetan',
  ka: 'Georgian',
  hy: 'Armenian',
  am: 'Ethiopic',
  ja: 'Hiragana',
  ko: 'Hangul',
  'zh-Hant': 'Han',
}

/** What stands between words of every script: emoji with joiners and flags, isolates, joiners, marks, full width, rare characters. */
const spice = [
  '👩🏽‍🚀',
  '🇦🇪',
  '🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
  '🏳️‍🌈',
  '❤️',
  '1️⃣',
  '\u2067עב\u2069',
  '\u2066(NASDAQ: ACME)\u2069',
  'a\u0301\u0323',
  'fi\u00adne',
  'می\u200cخواهم',
  'क्\u200dष',
  'ＡＢＣ１２３',
  '\u3000',
  '𠮷𠜎',
  '葛\u{e0100}',
  '\u00a0',
  '\u202f',
  'https://a.example/?a=1&b=2',
  '<b>&amp;</b>',
  '"\'`\\',
  '3.5%',
  '٣٫٥٪',
  '๑๒๓',
  '=SUM(A1)',
  '{{x}}',
  '%s',
  '\u200e+971 4 123\u200e',
  '\ufeff',
  '\ufffd',
  '𝔘𝔫𝔦',
  '­',
]

/** Mulberry32: the same numbers for the same seed. */
function openRandom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function charactersOf(script: string): string[] {
  const pattern = new RegExp(`^(?=[\\p{L}\\p{M}\\p{N}])\\p{Script=${script}}$`, 'u')
  const all: string[] = []
  for (let code = 0x41; code < 0x20000 && all.length < 2000; code++) {
    const character = String.fromCodePoint(code)
    if (character.isWellFormed() && pattern.test(character)) all.push(character)
  }
  return all
}

function writeText(random: () => number, script: string, words: number): string {
  const characters = charactersOf(script)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] ?? assert.fail('nothing to pick')
  const word = () => Array.from({ length: 1 + Math.floor(random() * 8) }, () => pick(characters)).join('')
  const parts = Array.from({ length: words }, () => (random() < 0.15 ? pick(spice) : word()))
  // A letter at both ends: what is trimmed there is another matter.
  return [pick(characters), ...parts, pick(characters)].join(' ')
}

describe(`any text, from one request to its receivers (TEXT_SEED=${seed})`, () => {
  const random = openRandom(seed)
  const editions = Object.entries(scripts).map(([language, script]) => ({
    language,
    headline: writeText(random, script, 12),
    dateline: { place: writeText(random, script, 1) },
    summary: writeText(random, script, 20),
    body: { format: 'text', content: writeText(random, script, 120) },
  }))
  let stage: Stage
  let id: string
  before(async () => {
    stage = await startStage({ keep: true })
    await stage.work()
    const targets: { language: string; outletListId: string }[] = []
    for (const { language } of editions) {
      const to = { languages: [language] }
      const list = await stage.list([
        { channel: 'email', ...to },
        { channel: 'webhook', ...to },
      ])
      targets.push({ language, outletListId: list.id })
    }
    id = await stage.approved({ editions, targets })
    expectStatus(await stage.publish(id), 202)
    const { counts } = await stage.until(id, ({ finished }) => finished)
    assert.equal(counts.delivered, 2 * editions.length)
  })
  after(() => stage.close())

  it('is stored as it was handed in', async () => {
    const { json } = expectStatus(await stage.submitter.get(`/v1/releases/${id}`), 200)
    for (const [at, { headline, dateline, summary, body }] of editions.entries()) {
      for (const text of [headline, dateline.place, summary, body.content]) assert.equal(findForbiddenCharacter(text), undefined)
      const stored = json.editions[at]
      assert.deepEqual([stored.headline, stored.dateline.place, stored.summary], [headline, dateline.place, summary])
      assert.equal(stored.body.content, body.content)
      assert.equal(textContent(parseMarkup(stored.body.html)), body.content)
    }
  })

  it('comes by webhook as it was handed in', () => {
    const hooks = stage.hooks.received.map(({ body }) => JSON.parse(body?.toString('utf8') ?? '{}'))
    for (const { language, headline, summary, body } of editions) {
      const hook = hooks.find((one) => one.language === language) ?? assert.fail(language)
      assert.equal(hook.headlines[0].value, headline)
      assert.ok(hook.descriptions.some((one: { role: string; value: string }) => one.role === 'summary' && one.value === summary))
      for (const { contentType, value } of hook.bodies) {
        const text = contentType === 'text/html' ? textContent(parseMarkup(value)) : value
        assert.ok(text.includes(body.content), `${language} ${contentType}`)
      }
    }
  })

  it('comes by mail as it was handed in: subject, text and HTML', async () => {
    const mails = await Promise.all(stage.mail.received.map(({ raw }) => simpleParser(raw ?? '')))
    for (const { language, headline, body } of editions) {
      const mail = mails.find(({ headers }) => headers.get('content-language') === language) ?? assert.fail(language)
      assert.equal(mail.subject, headline)
      assert.ok(String(mail.text).includes(body.content), `${language} text`)
      assert.ok(textContent(parseMarkup(String(mail.html))).includes(body.content), `${language} HTML`)
    }
  })
})
