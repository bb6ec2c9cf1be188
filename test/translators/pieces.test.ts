import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isAskable, toPieces } from '../../src/translators/pieces.ts'
import { rot13 } from './rot13.ts'
import { openStage, translateOne } from './stage.ts'

const cut = (text: string, language: string, limit: number, lines = true) => toPieces(text, { language, limit, lines })
const together = (pieces: ReturnType<typeof cut>) => pieces.map(({ lead, core, trail }) => lead + core + trail).join('')

describe('a long text', () => {
  it('is cut at sentences, and at words where one is too long', () => {
    const text = 'Mr. Smith left.  It was 9.30 a.m. when he did!\nNobody saw the other extraordinarily long one.'
    assert.deepEqual(
      cut(text, 'en', 34).map(({ core }) => core),
      ['Mr. Smith left.', 'It was 9.30 a.m. when he did!', 'Nobody saw the other', 'extraordinarily long one.'],
    )
    assert.equal(together(cut(text, 'en', 34)), text)
  })

  it('is cut between words where there are no spaces', () => {
    const thai = 'บริษัทประกาศผลประกอบการประจำไตรมาสที่สามของปีนี้ซึ่งเติบโตขึ้นอย่างมาก'
    const japanese = '当社は本日、新製品を発表しました。来月から販売します。'
    assert.equal(together(cut(thai, 'th', 20)), thai)
    assert.ok(cut(thai, 'th', 20).every(({ core }) => core.length <= 20 && !/^\p{M}/u.test(core)))
    assert.deepEqual(
      cut(japanese, 'ja', 20).map(({ core }) => core),
      ['当社は本日、新製品を発表しました。', '来月から販売します。'],
    )
  })

  it('is never cut within what readers see as one character', () => {
    const family = '👩‍👩‍👧‍👦'
    for (const one of [family, '🇩🇪', 'e\u0301\u0323', '각', 'กำ']) {
      const text = one.repeat(50)
      const pieces = cut(text, 'en', 13)
      assert.equal(together(pieces), text)
      const graphemes = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ index }) => index)
      let at = 0
      for (const { core } of pieces) {
        assert.ok(core.isWellFormed() && graphemes.includes(at), one)
        at += core.length
      }
    }
  })

  it('keeps a single character longer than the limit, and does not ask for it', () => {
    const [piece, ...more] = cut(`e${'\u0301'.repeat(50)}`, 'en', 10)
    assert.ok(piece && !isAskable(piece, 10))
    assert.deepEqual(more, [])
  })
})

describe('200,000 characters on one line', () => {
  const texts: Record<string, string> = {
    en: 'The company said 1.5 million people use it every day, and it grows. '.repeat(2942),
    th: 'บริษัทประกาศผลประกอบการประจำไตรมาสที่สาม'.repeat(5000),
    ja: '当社は本日、新製品を発表しました。'.repeat(11765),
  }
  for (const [source, content] of Object.entries(texts)) {
    it(`come back whole from ${source}, in pieces that the server takes`, async () => {
      const { server, translator } = await openStage({
        charLimit: 1000,
        languages: { en: ['de'], th: ['lo'], ja: ['zh-Hans'], de: [], lo: [], 'zh-Hans': [] },
      })
      const target = { en: 'de', th: 'lo', ja: 'zh-Hans' }[source] ?? ''
      assert.ok(content.length >= 199_000)
      const { text } = await translateOne(translator, `<p>${content}</p>`, { source, target })
      assert.equal(text, `<p>${rot13(content)}</p>`)
      const asked = server.asked.flatMap(({ body }) => body.q ?? [])
      assert.ok(asked.length >= 200 && asked.length < 260, `${asked.length}`)
    })
  }
})

it('an emoji at the border stays whole', async () => {
  const { server, translator } = await openStage({ charLimit: 20 })
  for (let before = 15; before < 22; before += 1) {
    const text = `${'x'.repeat(before)}👩‍👩‍👧‍👦${'y'.repeat(30)}`
    assert.equal((await translateOne(translator, text, { kind: 'text' })).text, rot13(text))
  }
  assert.ok(server.asked.every(({ body }) => [body.q ?? []].flat().every((one) => one.isWellFormed())))
})
