import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findForeign, findForeignLine } from '../../src/languages/check/foreign.ts'
import { cutIntoPassages } from '../../src/languages/check/passages.ts'
import { findNoneOfScript, findWrongScript } from '../../src/languages/check/wrong-script.ts'
import { countChineseForms } from '../../src/languages/detect/chinese.ts'
import { detectable, detectLanguage } from '../../src/languages/detect/detect.ts'
import { countMalayWords } from '../../src/languages/detect/malay.ts'
import { wordsOf } from '../../src/languages/detect/words.ts'
import { houses } from '../../src/languages/houses.ts'

test('each house speaks its own language, by what it says itself', () => {
  for (const { language, phrases } of houses) {
    const { disclaimer, boilerplate, withdrawn, whyReceived } = phrases
    const said = [disclaimer, boilerplate, withdrawn, whyReceived].join(' ')
    assert.equal(detectLanguage(said)?.language, language)
    assert.ok(detectable(language))
  }
})

test('what says nothing is not told: figures, addresses, signs, emoji', () => {
  for (const text of ['', '2026-12-01 12.5 %', 'https://acme.example/presse press@acme.example', '—…!', '🚀🚀🇯🇵'])
    assert.equal(detectLanguage(text), undefined, text)
})

test('scripts that one language has tell it, also among Latin names; kana part Japanese from Chinese', () => {
  const cases: [string, string][] = [
    ['Acme Cloud Platform เปิดตัวแล้ววันนี้', 'th'],
    ['Acme, 신제품 Cloud Platform 공개', 'ko'],
    ['アクメ、新製品を発表', 'ja'],
    ['アクメ社製品発表会開催', 'ja'],
    ['Η εταιρεία ανακοίνωσε', 'el'],
    ['החברה הודיעה', 'he'],
  ]
  for (const [text, language] of cases) assert.equal(detectLanguage(text)?.language, language, text)
})

test('Chinese is told by the characters that only one of its two forms has', () => {
  assert.deepEqual(countChineseForms('开发银行'), { simplified: 3, traditional: 0 })
  assert.deepEqual(countChineseForms('開發銀行'), { simplified: 0, traditional: 3 })
  assert.deepEqual(countChineseForms('中文 abc'), { simplified: 0, traditional: 0 })
  assert.equal(detectLanguage('中文')?.certainty, 0)
})

test('a sentence too short to be refused is doubted where it has no letter of its script, and not where it has one, or hardly any at all', () => {
  const english = 'ACME opened its first solar plant today.'
  assert.equal(findWrongScript('ru', english), undefined)
  assert.deepEqual(findNoneOfScript('ru', english), { wanted: 'Cyrl', found: 'Latn' })
  assert.deepEqual(findNoneOfScript('ar', english), { wanted: 'Arab', found: 'Latn' })
  assert.equal(findNoneOfScript('en', english), undefined)
  assert.equal(findNoneOfScript('ru', 'ACME открыла Solar Plant Enterprise'), undefined, 'names in a sentence of its own')
  assert.equal(findNoneOfScript('ja', 'Acme Cloud Edition'), undefined, 'a name')
})

test('Indonesian is told from Malay by words', () => {
  assert.deepEqual(countMalayWords(wordsOf('Karena itu perusahaan mengatakan bahwa kualitas penting')), {
    indonesian: 4,
    malay: 0,
  })
  assert.deepEqual(countMalayWords(wordsOf('Kerana itu syarikat berkata bahawa kualiti penting')), { indonesian: 0, malay: 5 })
})

test('a text in a script that its language is not written in is found; names, and languages of several scripts, are not', () => {
  const english = 'The company said that it would build a new station within two years.'
  assert.deepEqual(findWrongScript('ar', english), { wanted: 'Arab', found: 'Latn' })
  assert.deepEqual(findWrongScript('sr', english), { wanted: 'Cyrl', found: 'Latn' })
  assert.equal(findWrongScript('sr-Latn', english), undefined)
  assert.equal(findWrongScript('ar', 'Acme Cloud Security Platform Enterprise'), undefined, 'too little is said')
  assert.equal(findWrongScript('ja', '株式会社アクメは新製品を発売した。'.repeat(5)), undefined)
  assert.equal(findWrongScript('ko', '회사는 신제품 Acme Cloud Security Platform Enterprise Edition을 출시했다'), undefined)
})

test('passages hold all of a text, in its order, and neither too little nor too much', () => {
  const texts = [['a'.repeat(5000)], ['short', 'lines', 'only'], [`${'Ein Satz. '.repeat(300)}`], ['😀'.repeat(3000)], []]
  for (const paragraphs of texts) {
    const passages = cutIntoPassages(paragraphs)
    assert.equal(passages.join('').replaceAll('\n', ''), paragraphs.join(''))
    for (const passage of passages) assert.ok(passage.length <= 800 && passage.isWellFormed())
  }
})

test('neighbours in one other language are one passage, and a headline is doubted only where it could hardly be true', () => {
  const english =
    'The company said that it would build a new station within two years, and that the region had waited for it. '.repeat(2)
  const german =
    'Das Unternehmen kündigte an, in zwei Jahren ein neues Kraftwerk zu bauen; die Region habe darauf gewartet. '.repeat(2)
  const found = findForeign('de', [german, english, english, german, english])
  assert.deepEqual(
    found.map(({ language, text }) => [language, text.length]),
    [
      ['en', 2 * english.length + 1],
      ['en', english.length],
    ],
  )
  assert.equal(detectable('sr-Latn'), false, 'it would be taken for Croatian')
  assert.equal(findForeignLine('de', 'Acme Cloud Day 2026').length, 0)
  assert.deepEqual(
    findForeignLine('ja', '아크메, 서울에 새로운 연구소를 연다').map(({ language }) => language),
    ['ko'],
  )
})

test('200,000 characters on one line are read in a moment', () => {
  const began = performance.now()
  findForeign('en', ['@'.repeat(200_000)])
  findForeign('th', ['Das ist ein langer Satz ohne Ende und Ziel '.repeat(4_650)])
  assert.ok(performance.now() - began < 5000)
})
