import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseOptions } from '../../src/demo/options.ts'

describe('the options of the demo', () => {
  test('left out: 300 outlets, and it stays up', () => {
    assert.deepEqual(parseOptions([]), { outlets: 300, exit: false })
  })

  test('are taken in any order', () => {
    assert.deepEqual(parseOptions(['--exit', '--outlets', '6500']), { outlets: 6500, exit: true })
    assert.deepEqual(parseOptions(['--outlets=60', '--exit']), { outlets: 60, exit: true })
  })

  for (const args of [
    ['--outlet', '60'],
    ['--outlets', 'many'],
    ['--outlets', '1e3'],
    ['--outlets', '19'],
    ['--outlets'],
    ['60'],
  ]) {
    test(`refused: ${args.join(' ')}`, () => {
      assert.equal(parseOptions(args), undefined)
    })
  }
})
