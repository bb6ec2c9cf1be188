import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isIsin } from '../../src/accounts/symbol.ts'

describe('isIsin', () => {
  it('takes real ones: letters in the middle, a check digit of 0', () => {
    for (const isin of ['US0378331005', 'DE000BASF111', 'AEA006101017', 'JP3633400001', 'KYG875721634', 'GB0002634946']) {
      assert.ok(isIsin(isin), isin)
    }
  })

  it('refuses every other check digit, two digits in the wrong order, and what is not its form', () => {
    for (const digit of '012346789') assert.ok(!isIsin(`US037833100${digit}`), digit)
    for (const text of ['US0738331005', 'us0378331005', 'US037833100', 'US03783310055', '', 'US 378331005']) {
      assert.ok(!isIsin(text), text)
    }
  })
})
