import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type BodySource, toBodyHtml } from '../../src/releases/body.ts'
import { maxMarks } from '../../src/releases/markdown.ts'
import { maxElements } from '../../src/releases/sanitise.ts'
import { sanitiseBodies } from '../../src/releases/sanitise-bodies.ts'

const maxCharacters = 200_000
const fill = (unit: string, head = '') => head + unit.repeat(Math.floor((maxCharacters - head.length) / unit.length))

/** As many characters as a body may have, in the shapes that cost most. */
const bodies: [BodySource['format'], string][] = [
  ['text', fill('a\n')],
  ['text', fill('\n')],
  ['text', fill('&')],
  ['markdown', fill('|a|b|\n', '|a|b|\n|-|-|\n')],
  ['markdown', fill('a|\n', 'a|\n-|\n')],
  ['markdown', fill('- a\n')],
  ['markdown', fill('a\n\n')],
  ['markdown', fill('a\n')],
  ['markdown', fill('> a\n\n')],
  ['markdown', fill('*a* ')],
  ['markdown', fill('[')],
  ['markdown', fill('![')],
  ['markdown', fill('**a *b ')],
  ['markdown', fill('[a](http://b.c) ')],
  ['html', fill('<p>a')],
  ['html', fill('<li>a', '<ul>')],
  ['html', fill('<td>a', '<table><tr>')],
  ['html', fill('<br>')],
  ['html', fill('<x>')],
  ['html', fill('<script></script>')],
  ['html', fill(' a=1', '<p')],
  ['html', fill('&amp;')],
  ['html', fill('<')],
  ['html', fill(`${'<b>'.repeat(90)}a${'</b>'.repeat(90)}`)],
  ['html', fill(`${'<div>'.repeat(90)}a${'</div>'.repeat(90)}`)],
]

describe('a body that is as large as it may be', () => {
  // Many times what it takes on an idle machine, and a fraction of what it took without the limits.
  it('holds nobody up for long, whatever is in it', () => {
    for (const [format, content] of bodies) {
      const begun = process.cpuUsage()
      try {
        toBodyHtml({ format, content })
      } catch (error) {
        assert.match(String(error), /elements|marks/)
      }
      const { user } = process.cpuUsage(begun)
      assert.ok(user < 1_000_000, `${format} ${content.slice(0, 20)} took ${user / 1000} ms`)
    }
  })
})

describe('a body of many elements', () => {
  const taken = (body: BodySource) => toBodyHtml(body).html
  const tooMany = /more than 10,000 elements/

  it('is taken up to 10,000 and refused beyond, in every format', () => {
    for (const [format, unit, each] of [
      ['text', 'a\n', 1],
      ['html', '<p>a</p>', 1],
      ['html', '<p><b>a</b></p>', 2],
      ['markdown', 'a\n\n', 1],
      ['markdown', '> a\n\n', 2],
    ] as const) {
      const most = maxElements / each
      assert.ok(taken({ format, content: unit.repeat(most) }).length > most)
      assert.throws(() => toBodyHtml({ format, content: unit.repeat(most + 1) }), tooMany, `${format} ${unit}`)
    }
  })

  it('counts no blank lines of a plain text', () => {
    assert.equal(taken({ format: 'text', content: `a${'\n'.repeat(50_000)}b` }), '<p>a</p><p>b</p>')
  })

  it('takes a table of some 8,000 cells', () => {
    const row = `|${'1,234.5|'.repeat(9)}\n`
    const content = `${row}|${'-|'.repeat(9)}\n${row.repeat(890)}`
    assert.equal(taken({ format: 'markdown', content }).match(/<td>/g)?.length, 8010)
  })

  it('counts the characters that may be marks in Markdown, where they cost what elements cost', () => {
    assert.equal(taken({ format: 'markdown', content: 'a-'.repeat(maxMarks) }).length, 2 * maxMarks + '<p></p>'.length)
    assert.throws(() => toBodyHtml({ format: 'markdown', content: '['.repeat(maxMarks + 1) }), /more than 50,000 marks/)
  })
})

describe('the bodies of a release', () => {
  it('are read one by one, and others get their turn between them', async () => {
    const order: string[] = []
    const turn = () => {
      order.push('other')
      if (order.length < 100) setImmediate(turn)
    }
    setImmediate(turn)
    const body = { format: 'text', content: 'a' } as const
    await sanitiseBodies(['en', 'de', 'ar'].map((language) => ({ language, headline: 'x', body })))
    assert.ok(order.length >= 3, `${order.length} turns`)
  })
})
