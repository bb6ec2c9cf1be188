import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareFigures } from '../../../src/languages/figures/compare.ts'
import { compareNames } from '../../../src/languages/figures/names.ts'
import { notations } from '../../../src/languages/figures/notations.ts'
import { readFigures } from '../../../src/languages/figures/read.ts'
import { houses } from '../../../src/languages/houses.ts'
import { originals } from './pairs/en.ts'
import { pairs, renderings } from './pairs/pairs.ts'

test('every language with a notation has a rendering of every original, and each of the fifteen has a notation', () => {
  const known = new Set(notations.map(({ language }) => language))
  for (const { language } of houses.slice(0, 15)) assert.ok(known.has(language), `${language} has no notation`)
  // Brazilian is Portuguese with other scales.
  for (const language of known) {
    if (language !== 'en' && language !== 'pt-BR') assert.equal(renderings[language]?.length, originals.length, language)
  }
})

test('faithful renderings raise at most two alarms per hundred figures, in no language more than four', () => {
  const count = (language?: string) => {
    const own = pairs.filter((pair) => language === undefined || pair.language === language)
    const figures = own.reduce((sum, { source }) => sum + readFigures(source, 'en').length, 0)
    const alarms = own.flatMap(({ source, target, language, names }) => [
      ...compareFigures(readFigures(source, 'en'), readFigures(target, language)),
      ...compareNames(source, target, names),
    ])
    return (100 * alarms.length) / figures
  }
  assert.ok(count() <= 2)
  for (const language of Object.keys(renderings)) assert.ok(count(language) <= 4, language)
})

test('any language can be the source', () => {
  const alarms = pairs.flatMap(({ source, target, language }) =>
    compareFigures(readFigures(target, language), readFigures(source, 'en')),
  )
  assert.ok(alarms.length <= 30, `${alarms.length} alarms`)
})
