import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findForbiddenCharacter } from '../../src/releases/characters.ts'

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
