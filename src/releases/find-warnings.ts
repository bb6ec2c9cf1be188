import { parseMarkup } from '../formats/markup.ts'
import { toParagraphs } from '../formats/text.ts'
import { canonicalJson, sha256 } from '../ids.ts'
import { type Foreign, findForeign, findForeignLine } from '../languages/check/foreign.ts'
import { compareFigures, type Mismatch } from '../languages/figures/compare.ts'
import { readFigures } from '../languages/figures/read.ts'
import { namesOf } from '../languages/houses.ts'
import type { ComposedEdition } from './compose-revision.ts'
import type { StoredWarning } from './warning.ts'

/** More than an editor would read through one by one. */
const warningsAtMost = 50

/**
 * What is to be doubted of each edition: what is in another language than its tag says, and the figures that it does not share with the
 * first edition.
 *
 * @returns language → warnings, in the order of the text
 */
export function findWarnings(editions: readonly ComposedEdition[]): Map<string, StoredWarning[]> {
  const [first] = editions
  const source = first && { language: first.language, figures: readFigures(textOf(first), first.language) }
  return new Map(
    editions.map((edition, at) => {
      const figures = at > 0 && source ? findDisagreements(edition, at, source) : []
      return [edition.language, [...findOtherLanguages(edition, at), ...figures].slice(0, warningsAtMost)]
    }),
  )
}

function findOtherLanguages(edition: ComposedEdition, at: number): StoredWarning[] {
  const { language, headline, bodyHtml, summary, boilerplate } = edition
  const say = (field: string, { passage, language: other }: Foreign) =>
    toWarning({
      code: 'other-language',
      pointer: `/editions/${at}/${field}`,
      detail: `reads as ${namesOf(other).englishName}, and the edition is in ${namesOf(language).englishName}`,
      passage,
    })
  return [
    ...findForeignLine(language, headline).map((found) => say('headline', found)),
    ...findForeign(language, toParagraphs(parseMarkup(bodyHtml))).map((found) => say('body/content', found)),
    ...findForeign(language, summary ? [summary] : []).map((found) => say('summary', found)),
    ...findForeign(language, boilerplate ? boilerplate.split(/\r\n|\n|\r/) : []).map((found) => say('boilerplate', found)),
  ]
}

type Source = { language: string; figures: ReturnType<typeof readFigures> }

function findDisagreements(edition: ComposedEdition, at: number, { language, figures }: Source): StoredWarning[] {
  return compareFigures(figures, readFigures(textOf(edition), edition.language)).map(({ kind, what, source, target }) => {
    const other = source && { other: { language, passage: source.passage } }
    const detail = `${told[what](kind)} the edition in ${namesOf(language).englishName}`
    return toWarning({
      code: 'figures',
      pointer: `/editions/${at}/body/content`,
      detail,
      passage: target?.passage ?? '',
      ...other,
    })
  })
}

const told: Record<Mismatch['what'], (kind: string) => string> = {
  missing: (kind) => `lacks a ${kind} of`,
  extra: (kind) => `has a ${kind} that is not in`,
  different: (kind) => `has another ${kind} than`,
}

/** All that a reader of the edition sees of it, without what only the first may have. */
function textOf({ headline, subheadline, bodyHtml }: ComposedEdition): string {
  return [headline, subheadline ?? '', ...toParagraphs(parseMarkup(bodyHtml))].join('\n')
}

function toWarning(warning: Omit<StoredWarning, 'key'>): StoredWarning {
  const { code, passage, other } = warning
  const key = Buffer.from(sha256(canonicalJson({ code, passage, other: other ?? null })))
    .toString('hex')
    .slice(0, 16)
  return { key, ...warning }
}
