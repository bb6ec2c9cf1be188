import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measureLength } from '../../src/languages/length.ts'

test('a text is as long as its market counts: words, or characters where none are set apart', () => {
  const cases: [tag: string, text: string, unit: string, count: number][] = [
    ['en', 'Acme’s profit – up 12.5% – isn’t a record.', 'words', 7],
    ['de', 'Das E-Auto kostet 30.000 Euro …', 'words', 5],
    ['ar', 'أعلنت شركة «أكمي» عن 3 محطات', 'words', 6],
    ['vi', 'Công ty công bố kết quả', 'words', 6],
    ['ja', '株式会社アクメは、新製品を 発売した。', 'characters', 18],
    ['zh-Hans', '公司 宣布，利润增长12%。', 'characters', 13],
    ['zh-Hant-HK', '公司宣布', 'characters', 4],
    ['ko', '아크메는 신제품을 출시했다.', 'characters', 13],
    ['th', 'กำไรที่', 'characters', 4],
    ['ja', '👩🏽‍🚀🇯🇵が', 'characters', 3],
    ['en', '', 'words', 0],
    ['th', ' \n ', 'characters', 0],
  ]
  for (const [tag, text, unit, count] of cases) assert.deepEqual(measureLength(tag, text), { unit, count }, `${tag} ${text}`)
})

test('200,000 characters on one line are counted in a moment', () => {
  const began = performance.now()
  assert.equal(measureLength('th', 'ที่'.repeat(66_000)).count, 66_000)
  assert.equal(measureLength('en', 'a'.repeat(200_000)).count, 1)
  assert.ok(performance.now() - began < 3000)
})
