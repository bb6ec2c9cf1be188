import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMarkup, textContent } from '../../src/formats/markup.ts'
import { toParagraphs } from '../../src/formats/text.ts'
import { toBodyHtml } from '../../src/releases/body.ts'

const tags =
  'p div b i a span ul ol li table tr td th tbody thead figure figcaption pre blockquote h1 h3 ruby rt bdi font center dl dt dd caption'.split(
    ' ',
  )

test('no soup of tags loses or doubles a word, in HTML or in text, and what was read once reads the same again', () => {
  const random = seeded(2026)
  for (let round = 0; round < 2000; round += 1) {
    const soup = makeSoup(random)
    const { html } = toBodyHtml({ format: 'html', content: soup })
    assert.deepEqual(wordsOf(textContent(parseMarkup(html))), wordsOf(soup), soup)
    assert.deepEqual(wordsOf(toParagraphs(parseMarkup(html)).join('\n')), wordsOf(soup), soup)
    assert.equal(toBodyHtml({ format: 'html', content: html }).html, html, soup)
  }
})

/** Fourteen opening tags, closing tags and words, in any order. */
function makeSoup(random: () => number): string {
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? 'p'
  return Array.from({ length: 14 }, (_, at) => {
    const kind = random()
    if (kind < 0.35) return `w${at}w`
    return kind < 0.7 ? `<${pick(tags)} href="https://a.example">` : `</${pick(tags)}>`
  }).join('')
}

/** In order of their numbers: what stands between table rows moves. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/w\d+w/g)].map(([word]) => word).sort()
}

/** The same numbers in [0, 1) for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
