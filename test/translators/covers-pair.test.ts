import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coversPair } from '../../src/translators/covers-pair.ts'

test('a provider knows a pair by its very tags or by what they fall back to, Traditional Chinese never by Simplified', () => {
  const pairs = [
    { source: 'en', targets: ['de', 'pt', 'zh-Hans'] },
    { source: 'de', targets: ['en'] },
  ]
  const knows = (source: string, target: string) => coversPair(pairs, { source, target })
  assert.ok(knows('en', 'de') && knows('en-GB', 'de-AT') && knows('en', 'pt-BR') && knows('en', 'zh'))
  assert.ok(!knows('de', 'pt') && !knows('en', 'zh-Hant') && !knows('ko', 'en') && !knows('en', 'en-GB'))
})
