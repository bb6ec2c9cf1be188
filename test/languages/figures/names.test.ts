import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareNames } from '../../../src/languages/figures/names.ts'

function missing(source: string, target: string, ...names: string[]): string[] {
  return compareNames(source, target, names).map(({ name }) => name)
}

test('a name that the source has must stand in the target, letter for letter', () => {
  assert.deepEqual(missing('Acme Corp. grows', 'Acme Corp. wächst', 'Acme Corp.'), [])
  assert.deepEqual(missing('Acme Corp. grows', 'Acne Corp. wächst', 'Acme Corp.'), ['Acme Corp.'])
  assert.deepEqual(missing('Acme grows', 'ACME wächst', 'Acme'), ['Acme'])
  assert.deepEqual(missing('Others grow', 'Andere wachsen', 'Acme'), [])
})

test('a longer word is another one; a genitive and what other scripts join to a name are not part of it', () => {
  assert.deepEqual(missing('Acme grows', 'Acmeda wächst', 'Acme'), ['Acme'])
  assert.deepEqual(missing('Acme grows', 'Acmes Umsatz', 'Acme'), [])
  assert.deepEqual(missing('Acme grows', 'Acme는 성장한다', 'Acme'), [])
  assert.deepEqual(missing('Acme grows', '当社Acmeは成長', 'Acme'), [])
  assert.deepEqual(missing('任天堂の新作', '新しい任天堂社', '任天堂'), [])
})

test('signs in a name stand for themselves', () => {
  for (const name of ['Coca-Cola', 'Yahoo!', 'A|B', 'C++ (Pro)', '$AVE', '3M']) {
    assert.deepEqual(compareNames(`By ${name} today`, `Von ${name} heute`, [name]), [], name)
    assert.equal(compareNames(`By ${name} today`, 'Von Acme heute', [name]).length, 1, name)
  }
})

test('how letters are composed makes no difference', () => {
  assert.deepEqual(missing('Nestle\u0301 grows', 'Nestl\u00e9 wächst', 'Nestl\u00e9'), [])
  assert.deepEqual(missing('Nestl\u00e9 grows', 'Nestle wächst', 'Nestle\u0301'), ['Nestle\u0301'])
})

test('says where the source has it', () => {
  assert.deepEqual(compareNames('We are Acme now', 'Wir', ['Acme']), [
    { name: 'Acme', offset: 7, length: 4, passage: 'We are Acme now' },
  ])
})
