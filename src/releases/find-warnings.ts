import { parseMarkup } from '../formats/markup.ts'
import { toParagraphs } from '../formats/text.ts'
import { canonicalJson, sha256 } from '../ids.ts'
import { type Foreign, findForeign, findForeignLine } from '../languages/check/foreign.ts'
import { findNoneOfScript, scriptName } from '../languages/check/wrong-script.ts'
import { compareFigures, type Mismatch } from '../languages/figures/compare.ts'
import type { Figure, FigureKind } from '../languages/figures/figure.ts'
import { readWithin } from '../languages/figures/within.ts'
import { namesOf } from '../languages/houses.ts'
import type { NewEdition } from './new-edition.ts'
import type { Sanitised } from './sanitise.ts'
import type { StoredWarning } from './warning.ts'

/** More than an editor would read through one by one. */
const warningsAtMost = 50

/** What of an edition is doubted: its texts, and its body as paragraphs of plain text. */
export type Doubted = Pick<NewEdition, 'language' | 'headline' | 'subheadline' | 'summary' | 'boilerplate' | 'deskNote'> & {
  paragraphs: string[]
}

/** The same of an edition whose body is sanitised. */
export function toDoubted(edition: NewEdition & { sanitised: Sanitised }): Doubted {
  return { ...edition, paragraphs: toParagraphs(parseMarkup(edition.sanitised.html)) }
}

/**
 * What is to be doubted of the editions of a release: what is in another language than its tag says, and the figures that an edition does
 * not share with the first one.
 *
 * @returns asked for an edition and its place: its warnings, in the order of the text
 */
export function openDoubts(first: Doubted): (edition: Doubted, at: number) => StoredWarning[] {
  let source: Source | undefined
  return (edition, at) => {
    if (at > 0) source ??= { language: first.language, figures: figuresOf(first) }
    const figures = source ? findDisagreements(edition, at, source) : []
    return [...findOtherLanguages(edition, at), ...findOtherScript(edition, at), ...figures].slice(0, warningsAtMost)
  }
}

function findOtherLanguages(edition: Doubted, at: number): StoredWarning[] {
  const { language, headline, paragraphs, summary, boilerplate, deskNote } = edition
  const say = (field: string, { passage, text, language: other }: Foreign) =>
    toWarning({
      code: 'other-language',
      pointer: `/editions/${at}/${field}`,
      detail: `reads as ${namesOf(other).englishName}, and the edition is in ${namesOf(language).englishName}`,
      passage,
      words: text,
    })
  return [
    ...findForeignLine(language, headline).map((found) => say('headline', found)),
    ...findForeign(language, paragraphs).map((found) => say('body/content', found)),
    ...findForeign(language, summary ? [summary] : []).map((found) => say('summary', found)),
    ...findForeign(language, boilerplate ? boilerplate.split(/\r\n|\n|\r/) : []).map((found) => say('boilerplate', found)),
    ...findForeign(language, deskNote ? deskNote.split(/\r\n|\n|\r/) : []).map((found) => say('deskNote', found)),
  ]
}

/** Of a body too short to be refused for it. */
function findOtherScript({ language, paragraphs }: Doubted, at: number): StoredWarning[] {
  const passage = paragraphs.join('\n')
  const other = findNoneOfScript(language, passage)
  if (!other) return []
  const detail = `has no ${scriptName(other.wanted)} letter, but ${scriptName(other.found)} ones, and the edition is in ${namesOf(language).englishName}`
  return [toWarning({ code: 'other-language', pointer: `/editions/${at}/body/content`, detail, passage })]
}

type Source = { language: string; figures: Figure[] | undefined }

function findDisagreements(edition: Doubted, at: number, { language, figures }: Source): StoredWarning[] {
  const own = figures && figuresOf(edition)
  if (!own) return []
  return compareFigures(figures, own).map(({ kind, what, source, target }) => {
    const other = source && { other: { language, passage: source.passage } }
    const detail = `${told[what](names[kind] ?? kind)} the edition in ${namesOf(language).englishName}`
    return toWarning({
      code: 'figures',
      pointer: `/editions/${at}/body/content`,
      detail,
      passage: target?.passage ?? '',
      ...other,
    })
  })
}

const names: Partial<Record<FigureKind, string>> = { time: 'time of day', period: 'quarter or half-year' }

const told: Record<Mismatch['what'], (kind: string) => string> = {
  missing: (kind) => `lacks a ${kind} of`,
  extra: (kind) => `has a ${kind} that is not in`,
  different: (kind) => `has another ${kind} than`,
}

/** Of all that a reader of the edition sees; undefined where that is too much. */
function figuresOf({ language, headline, subheadline, paragraphs }: Doubted): Figure[] | undefined {
  return readWithin([headline, subheadline ?? '', ...paragraphs].join('\n'), language)
}

/** @param warning `words`: all that is doubted, where the passage is only how it begins */
function toWarning({ words, ...warning }: Omit<StoredWarning, 'key'> & { words?: string }): StoredWarning {
  const { code, passage, other } = warning
  const key = Buffer.from(sha256(canonicalJson({ code, passage: words ?? passage, other: other ?? null })))
    .toString('hex')
    .slice(0, 16)
  return { key, ...warning }
}
