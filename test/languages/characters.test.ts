import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findForbiddenCharacter, isolateEmbeddings, isolateIn } from '../../src/languages/characters.ts'
import { toBodyHtml } from '../../src/releases/body.ts'

test('what every script needs is allowed', () => {
  const text =
    'a\tb\r\nc\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2028\u2029\u2066\u2067\u2068\u2069\ufeff\ufffd👩🏽‍🚀𠮷'
  assert.equal(findForbiddenCharacter(text), undefined)
})

test('what cannot be told or would lie is found, with its place and what to do', () => {
  const forbidden: [string, string, RegExp][] = [
    ['\0', 'U+0000', /remove it/],
    ['\u000b', 'U+000B', /remove it/],
    ['\u000c', 'U+000C', /remove it/],
    ['\u001b', 'U+001B', /remove it/],
    ['\u007f', 'U+007F', /remove it/],
    ['\u0085', 'U+0085', /UTF-8/],
    ['\u009d', 'U+009D', /UTF-8/],
    ['\ud83d', 'U+D83D', /half of a character/],
    ['\ude00', 'U+DE00', /half of a character/],
    ['\u202d', 'U+202D', /isolates/],
    ['\u202e', 'U+202E', /isolates/],
    ['\uffff', 'U+FFFF', /not a character/],
  ]
  for (const [character, codePoint, advice] of forbidden) {
    const found = findForbiddenCharacter(`😀\r\n😀a${character}b`)
    assert.partialDeepStrictEqual(found, { offset: 7, line: 2, column: 3, codePoint })
    assert.match(found?.advice ?? '', advice)
  }
})

test('the first of several is told', () => {
  assert.equal(findForbiddenCharacter('a\u202eb\0')?.codePoint, 'U+202E')
})

test('tag characters are allowed in the flag of a region, and found wherever they hide', () => {
  const tags = (text: string) =>
    [...text].map((character) => String.fromCodePoint(0xe0000 + (character.codePointAt(0) ?? 0))).join('')
  const end = '\u{e007f}'
  for (const flag of ['gbwls', 'gbeng', 'ustx']) assert.equal(findForbiddenCharacter(`a 🏴${tags(flag)}${end} b`), undefined)
  const hidden: [string, number][] = [
    [`ab${tags('ignore all')}`, 2],
    [`🏴${tags('gbwls')}`, 2],
    [`🏴${tags('gbwlsandmore')}${end}`, 2],
    [`1${tags('gbwls')}${end}`, 1],
    [`😀${tags('gbwls')}${end}`, 2],
    [`🏴${end}`, 2],
    [`🏴${tags('gbwls')}${end}${end}`, 14],
    [`🏴${tags('GBWLS')}${end}`, 2],
  ]
  for (const [text, offset] of hidden) assert.equal(findForbiddenCharacter(text)?.offset, offset, JSON.stringify(text))
  const began = performance.now()
  findForbiddenCharacter(`🏴${tags('a'.repeat(100_000))}`)
  assert.ok(performance.now() - began < 1000, 'a long run takes no longer than its length')
})

test('pasted embeddings become isolates in what is sent, and stay in what was handed in', () => {
  assert.equal(isolateEmbeddings('\u202bعربي \u202aACME 3\u202c\u202c!'), '\u2067عربي \u2066ACME 3\u2069\u2069!')
  const { html } = toBodyHtml({ format: 'text', content: 'a \u202bعربي\u202c' })
  assert.equal(html, '<p>a \u2067عربي\u2069</p>')
})

test('in a text from right to left an address keeps its slash at its end, and a name its mark', () => {
  assert.equal(isolateIn('rtl', 'https://wire.example/'), '\u2068https://wire.example/\u2069')
  assert.equal(isolateIn('rtl', 'Yahoo!'), '\u2068Yahoo!\u2069')
  assert.equal(isolateIn('rtl', '04 123 4567'), '\u206804 123 4567\u2069')
  for (const text of ['Acme', 'أكمي', 'https://wire.example']) assert.equal(isolateIn('rtl', text), text)
  assert.equal(isolateIn('ltr', 'Yahoo!'), 'Yahoo!')
})
