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

  const inRange = /^--outlets \w+: must be a whole number from 20 to 20000\.$/
  const refused: [string[], RegExp][] = [
    [['--outlet', '60'], /^Unknown option '--outlet'\.?$/],
    [['--outlets', 'many'], inRange],
    [['--outlets', '1e3'], inRange],
    [['--outlets', '19'], inRange],
    [['--outlets'], /^Option '--outlets <value>' argument missing\.?$/],
    [['60'], /^Unexpected argument '60'\./],
  ]
  for (const [args, said] of refused) {
    test(`refused, with what is wrong: ${args.join(' ')}`, () => {
      assert.match(String(parseOptions(args)), said)
    })
  }
})
