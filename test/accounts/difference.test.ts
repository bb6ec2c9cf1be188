import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { differenceOf } from '../../src/accounts/difference.ts'

describe('differenceOf', () => {
  it('names only the fields that differ, whatever the order of keys', () => {
    const view = { name: 'A', names: { en: 'A', ar: 'ب' }, domain: null }
    assert.deepEqual(differenceOf(view, { name: 'B', names: { ar: 'ب', en: 'A' }, domain: null }), {
      before: { name: 'A' },
      after: { name: 'B' },
    })
  })

  it('is undefined when nothing differs, or nothing was sent', () => {
    assert.equal(differenceOf({ name: 'A' }, { name: 'A' }), undefined)
    assert.equal(differenceOf({ name: 'A' }, {}), undefined)
    assert.equal(differenceOf({ name: 'A' }, { name: undefined }), undefined)
  })
})
