import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { StatusView } from '../../src/deliveries/status.ts'
import { openProgress } from '../../src/demo/progress.ts'
import type { Screen } from '../../src/demo/screen.ts'

const example = StatusView.parse(StatusView.meta()?.example)

function paper(rows: number, columns = 80): Screen & { text(): string } {
  let text = ''
  const write = (more: string) => {
    text += more
  }
  return {
    write,
    line: (more = '') => write(`${more}\n`),
    paint: (_style, more) => more,
    mute: () => {},
    size: () => ({ rows, columns }),
    text: () => text,
  }
}

describe('progress', () => {
  test('tells on a wide terminal what an earlier list covers too', () => {
    const screen = paper(24, 120)
    openProgress(screen).show(example)
    assert.match(screen.text(), /1 retrying, 2 failed, 3 covered\n/)
  })

  test('on a terminal is a bar per language and list, drawn over the one before', () => {
    const screen = paper(24)
    const progress = openProgress(screen)
    progress.show(example)
    const first = screen.text()
    assert.match(first, /Arabic +Gulf dailies +█{9}▓ {2}141 of 144 {2}1 retrying, 2 failed\n/)
    assert.match(first, /141 of 144 delivered · 0 to go · 1 retrying · 2 failed\n/)
    progress.show(example)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: two lines up, in the language of terminals
    assert.match(screen.text().slice(first.length), /^\x1b\[2A/)
  })

  for (const rows of [0, 2]) {
    test(`on ${rows} lines is a plain line at each quarter, once every list is expanded`, () => {
      const screen = paper(rows)
      const progress = openProgress(screen)
      progress.show({ ...example, targets: example.targets.map((target) => ({ ...target, expanded: false })) })
      assert.equal(screen.text(), '')
      progress.show(example)
      progress.show(example)
      assert.equal(screen.text(), '  141 of 144 delivered · 0 to go · 1 retrying · 2 failed\n')
    })
  }
})
