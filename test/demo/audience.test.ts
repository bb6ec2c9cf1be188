import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeAudience } from '../../src/demo/audience.ts'
import { editions } from '../../src/demo/editions.ts'
import { parseLanguage } from '../../src/languages/language.ts'
import { isCountry } from '../../src/outlets/country.ts'

describe('the audience of the demo', () => {
  for (const count of [300, 6500, 20_000]) {
    test(`of ${count} has that many outlets, each with a name and an address of its own`, () => {
      const audience = makeAudience(count)
      assert.equal(audience.length, count)
      assert.equal(new Set(audience.map(({ name }) => name)).size, count)
      assert.equal(new Set(audience.map(({ endpoint }) => endpoint.address)).size, count)
      assert.deepEqual(
        audience.filter(({ name }) => /\{\}|undefined|^\s|\s$/.test(name)),
        [],
      )
    })
  }

  test('speaks fifteen languages in twenty countries, and the release is written in each', () => {
    const audience = makeAudience(300)
    const languages = [...new Set(audience.map(({ language }) => language))].sort()
    const countries = new Set(audience.map(({ country }) => country))
    assert.equal(languages.length, 15)
    assert.equal(countries.size, 20)
    assert.deepEqual(languages, Object.keys(editions).sort())
    assert.deepEqual(languages.map(parseLanguage), languages)
    assert.ok([...countries].every(isCountry))
  })

  test('has outlets that refuse, stall and fail once, by mail and by webhook; only webhooks stall', () => {
    const odd = makeAudience(300).filter(({ behaviour }) => behaviour !== 'accept')
    const kinds = new Set(odd.map(({ behaviour, endpoint }) => `${behaviour} ${endpoint.channel}`))
    assert.deepEqual([...kinds].sort(), [
      'fail-once email',
      'fail-once webhook',
      'refuse email',
      'refuse webhook',
      'stall webhook',
    ])
  })
})
