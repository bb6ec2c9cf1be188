import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readConfig } from '../../src/config.ts'
import { findCodes } from '../../src/translators/libre-languages.ts'
import { openTranslators } from '../../src/translators/list.ts'
import { apiKey, ask, openStage, translateOne } from './stage.ts'

const today = {
  en: ['zh-Hans', 'zh-Hant', 'pt', 'pt-BR', 'tl', 'nb'],
  'zh-Hans': ['en'],
  'zh-Hant': ['en'],
  pt: ['en'],
  'pt-BR': ['en'],
}
const formerly = { en: ['zh', 'zt', 'pb'], zh: ['en'], zt: ['en'], pb: ['en'] }
const codesOf = (languages: Record<string, string[]>, source: string, target: string) =>
  findCodes(
    Object.entries(languages).map(([code, targets]) => ({ code, targets })),
    { source, target },
  )

describe('a language tag', () => {
  it('is the code that the server has for it, old or new, or for what it falls back to', () => {
    const expected: [Record<string, string[]>, string, string | undefined][] = [
      [today, 'zh-Hans', 'zh-Hans'],
      [today, 'zh', 'zh-Hans'],
      [today, 'zh-Hant-HK', 'zh-Hant'],
      [today, 'pt-BR', 'pt-BR'],
      [today, 'pt-PT', 'pt'],
      [today, 'fil', 'tl'],
      [today, 'no', 'nb'],
      [today, 'de', undefined],
      [formerly, 'zh-Hans', 'zh'],
      [formerly, 'zh', 'zh'],
      [formerly, 'zh-Hant', 'zt'],
      [formerly, 'pt-BR', 'pb'],
      [{ en: ['zh'] }, 'zh-Hant', undefined],
      [{ en: ['zh-Hans', 'pt'] }, 'zh-Hant', undefined],
      [{ en: ['zh-Hans', 'pt'] }, 'pt-BR', 'pt'],
    ]
    for (const [languages, target, code] of expected) assert.equal(codesOf(languages, 'en-GB', target)?.target, code, target)
    assert.deepEqual(codesOf(formerly, 'zh-Hant', 'en-US'), { source: 'zt', target: 'en' })
    assert.equal(codesOf({ en: ['en', 'de'] }, 'en-GB', 'en-US'), undefined)
    assert.equal(codesOf({ de: ['en'] }, 'en', 'de'), undefined)
  })

  it('that the server has no pair for is refused, and nothing is sent', async () => {
    const { server, translator } = await openStage()
    for (const pair of [
      { source: 'de', target: 'ja' },
      { source: 'en', target: 'xx' },
    ]) {
      const outcome = await ask(translator, '<p>One</p>', pair)
      assert.ok(!outcome.ok && outcome.reason === 'language-pair')
    }
    assert.deepEqual(server.asked, [])
  })

  it('is told for everything that the server can', async () => {
    const { translator } = await openStage({ languages: formerly })
    const outcome = await translator.languages(AbortSignal.timeout(10_000))
    assert.ok(outcome.ok)
    assert.deepEqual(outcome.pairs[0], { source: 'en', targets: ['zh-Hans', 'zh-Hant', 'pt-BR'] })
  })
})

describe('limits of a server', () => {
  it('are heeded where it says them beforehand, and where it says others when they are broken', async () => {
    const long = `<p>${'One two three. '.repeat(50)}</p><p>Four <em>five</em></p>`
    const expected = long
      .replace(/One two three/g, 'Bar gjb guerr')
      .replace('Four', 'Sbhe')
      .replace('five', 'svir')
    const open = await openStage({ charLimit: 100 })
    assert.equal((await translateOne(open.translator, long)).text, expected)
    const secret = await openStage({ charLimit: 100, shownCharLimit: 500, batchLimit: 3 })
    assert.equal((await translateOne(secret.translator, long)).text, expected)
  })

  it('hold for what is asked at once: 25 texts, 4,000 characters', async () => {
    const { server, translator } = await openStage()
    const paragraphs = `<p>${'One two three. '.repeat(60)}</p>`.repeat(12)
    await translateOne(translator, paragraphs + '<p>One</p>'.repeat(60))
    const sizes = server.asked.map(({ body }) => [body.q ?? []].flat().map((text) => text.length))
    assert.ok(
      sizes.every((all) => all.length <= 25 && all.reduce((sum, one) => sum + one, 0) <= 4000),
      JSON.stringify(sizes),
    )
  })
})

describe('the configuration', () => {
  const open = async (env: Record<string, string>) => {
    const deps = { fetch: Object.assign(() => Promise.reject(new Error('asked')), { warm: async () => {} }), random: () => 0 }
    return openTranslators({ ...deps, clock: { now: () => new Date(0), monotonicMs: () => 0 } }, readConfig(env))
  }

  it('opens LibreTranslate where its address is set, and nothing else', async () => {
    assert.deepEqual(Object.keys(await open({})), [])
    assert.deepEqual(Object.keys(await open({ LIBRETRANSLATE_URL: 'http://127.0.0.1:5000/' })), ['libretranslate'])
    assert.throws(() => readConfig({ LIBRETRANSLATE_URL: 'ftp://x' }), /LIBRETRANSLATE_URL: must be/)
    assert.throws(() => readConfig({ LIBRETRANSLATE_API_KEY: 'two words' }), /LIBRETRANSLATE_API_KEY: must have/)
  })

  it('may name a server behind a prefix', async () => {
    const { translator } = await openStage({ prefix: '/translate-me', key: apiKey })
    assert.equal((await translateOne(translator, '<p>One</p>')).text, '<p>Bar</p>')
  })
})
