import { type Markup, parseMarkup, printMarkup, textContent } from '../formats/markup.ts'
import { type Marked, markRun, unmarkRun } from './marks.ts'
import { findLostNames, namePattern } from './names.ts'
import { collapseLineEnds, hasLetters, isAskable, needsSpaces, type Piece, toPieces } from './pieces.ts'
import { mapAlternatives, mapRuns, mapTexts } from './runs.ts'
import type { Refusal, Text, Translation, TranslationRequest } from './translator.ts'

/** Translates texts, each by itself: as many come back, or the reason why none do. */
export type Ask = (format: Text['kind'], texts: string[]) => Promise<string[] | Refusal>

/** What the provider takes: texts of at most so many UTF-16 units. */
type Provider = { ask: Ask; limit: number }

/** A run on its way. `done` is its translation once there is one. */
type Run = { marked: Marked; lines: boolean; done?: Markup[] }

/**
 * Drafts a translation with whatever translates texts one by one. Markup stays what it was by construction: blocks never leave,
 * runs of text with elements or names in them leave as HTML, marked; a run that does not come back as it was built, and one that
 * is too long, is translated text by text between its elements and names instead.
 */
export async function draft(request: TranslationRequest, { ask, limit }: Provider): Promise<Translation | Refusal> {
  const names = namePattern(request.keep)
  const spaces = needsSpaces(request.source, request.target)
  const trees = request.texts.map(readText)
  const runs: Run[] = []
  for (const tree of trees) {
    tree.change((nodes, lines) => {
      runs.push({ marked: markRun(nodes, names), lines })
      return nodes
    })
  }
  const refusal =
    (await translateMarked(runs, { ask, limit, spaces })) ??
    (await translateTexts(runs, { ask, limit, spaces, language: request.source }))
  if (refusal) return refusal
  const rest = runs.values()
  const translated = trees.map((tree) => tree.change((nodes) => rest.next().value?.done ?? nodes))
  const texts = translated.map((nodes, at) => printText(request.texts[at]?.kind, nodes))
  const lost = request.texts.flatMap((text, at) =>
    findLostNames(request.keep, said(text), said({ ...text, content: texts[at] ?? '' })),
  )
  return { ok: true, texts, lostNames: [...new Set(lost)] }
}

/** Says what takes the place of a run. */
type Change = (nodes: Markup[], lines: boolean) => Markup[]

/**
 * Every text is a row of runs: the lines of plain text; in HTML what stands in its blocks, and then its alternative texts, each a
 * run of its own.
 */
function readText({ kind, content }: Text): { change(change: Change): Markup[] } {
  if (kind === 'text') return { change: (change) => content.split(/(?<=\n)/).flatMap((line) => change([line], true)) }
  const nodes = parseMarkup(content)
  return {
    change: (change) =>
      mapAlternatives(
        mapRuns(nodes, change), //
        (alt) => textContent(change([alt], false)),
      ),
  }
}

function printText(kind: Text['kind'] | undefined, nodes: Markup[]): string {
  return kind === 'html' ? printMarkup(nodes) : textContent(nodes)
}

/** All that a text says, a line for each run: words of two blocks are not neighbours. */
function said(text: Text): string {
  const lines: string[] = []
  readText(text).change((nodes) => {
    lines.push(textContent(nodes))
    return nodes
  })
  return lines.join('\n')
}

type Translating = Provider & { spaces: boolean }

/** Translates runs with elements or names in them as HTML. Those that come back otherwise built stay undone. */
async function translateMarked(runs: readonly Run[], { ask, limit, spaces }: Translating): Promise<Refusal | undefined> {
  const asked = runs.flatMap((run) => {
    const html = printMarkup(mapTexts(run.marked.nodes, collapseLineEnds))
    return fitsHtml(run) && html.length <= limit ? [{ run, html }] : []
  })
  if (asked.length === 0) return undefined
  const htmls = asked.map(({ html }) => html)
  const answers = await ask('html', htmls)
  if (!Array.isArray(answers)) return answers
  for (const [at, { run }] of asked.entries()) run.done = unmarkRun(run.marked, parseMarkup(answers[at] ?? ''), spaces)
  return undefined
}

function fitsHtml({ marked: { nodes, originals }, lines }: Run): boolean {
  const texts: string[] = []
  mapTexts(nodes, (text) => {
    texts.push(text)
    return text
  })
  const text = texts.join('')
  // Providers resolve references in what they return, LibreTranslate for one: `&lt;b>` would come back as an element.
  const isSafe = !textContent(nodes).includes('<') && !(lines && text.trim().includes('\n'))
  return originals.length > 0 && hasLetters(text) && isSafe
}

/** Translates what is not yet done text by text, in pieces. */
async function translateTexts(
  runs: readonly Run[],
  { ask, limit, spaces, language }: Translating & { language: string },
): Promise<Refusal | undefined> {
  const left = runs.filter(({ done }) => done === undefined)
  const texts: Piece[][] = []
  for (const { marked, lines } of left) {
    mapTexts(marked.nodes, (text) => {
      texts.push(toPieces(text, { language, limit, lines }))
      return text
    })
  }
  const asked = texts.flat().filter((piece) => isAskable(piece, limit))
  const cores = asked.map(({ core }) => core)
  const answers = cores.length === 0 ? [] : await ask('text', cores)
  if (!Array.isArray(answers)) return answers
  if (answers.some((answer) => answer.trim() === '')) return { ok: false, reason: 'garbled', detail: 'A text came back empty' }
  const translations = new Map(asked.map((piece, at) => [piece, answers[at] ?? '']))
  const rest = texts.values()
  for (const run of left) {
    const translated = mapTexts(run.marked.nodes, () => join(rest.next().value ?? [], translations, spaces))
    run.done = unmarkRun(run.marked, translated, spaces)
  }
  return undefined
}

function join(pieces: readonly Piece[], translations: ReadonlyMap<Piece, string>, spaces: boolean): string {
  return pieces
    .map((piece, at) => {
      const trail = piece.trail === '' && spaces && at < pieces.length - 1 ? ' ' : piece.trail
      return piece.lead + (translations.get(piece)?.trim() ?? piece.core) + trail
    })
    .join('')
}
