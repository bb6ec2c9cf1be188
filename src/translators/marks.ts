import { type Element, element, type Markup } from '../formats/markup.ts'
import { cutAtNames } from './names.ts'
import { hasLetters, trim } from './pieces.ts'
import { cutAtReferences } from './references.ts'
import { isProtected } from './runs.ts'

/**
 * A run made ready to leave: elements carry nothing but a number, so that no address leaves and no attribute can be harmed; names
 * stand in elements with `translate="no"`, and so does what a provider would read as a reference. `originals` holds by number what
 * each stands for, a name as a string.
 */
export type Marked = { nodes: Markup[]; originals: Markup[] }

/** @param names as namePattern makes them */
export function markRun(run: readonly Markup[], names: RegExp | undefined): Marked {
  const originals: Markup[] = []
  const put = (original: Markup): Record<string, string> => ({ id: String(originals.push(original) - 1) })
  const mark = (node: Markup): Markup[] => {
    if (typeof node === 'string') return cutAtNames(node, names).flatMap(markText)
    const attributes = put(node)
    if (isProtected(node)) return [element(node.name, node.children, { ...attributes, translate: 'no' })]
    return [element(node.name, node.children.flatMap(mark), attributes)]
  }
  const keep = (text: string): Markup => element('span', [text], { ...put(text), translate: 'no' })
  const markText = (text: string, at: number): Markup[] => {
    if (at % 2 === 1) return [keep(text)]
    return cutAtReferences(text).flatMap((part, place) => (place % 2 === 1 ? [keep(part)] : part === '' ? [] : [part]))
  }
  return { nodes: run.flatMap(mark), originals }
}

/**
 * Puts a translation in place of a marked run: its elements with their own attributes, its names, and the white space at the ends
 * of its texts. Texts without letters stay as they were.
 *
 * @param spaces whether words that stood without a space between them need one now
 * @returns undefined where the translation is not built as the run: other elements, another order or nesting, text where there was
 *   none or none where there was some
 */
export function unmarkRun({ nodes, originals }: Marked, translated: readonly Markup[], spaces: boolean): Markup[] | undefined {
  const refill = (sources: readonly Markup[], answers: readonly Markup[]): Markup[] | undefined => {
    const [source, answer] = [toSlots(sources), toSlots(answers)]
    if (source.elements.length !== answer.elements.length) return undefined
    const filled: Markup[] = []
    for (const [at, text] of source.texts.entries()) {
      const ends = { first: at === 0, last: at === source.elements.length }
      const words = fillText(text, answer.texts[at] ?? '', { ...ends, spaces })
      const within = ends.last ? [] : fillElement(source.elements[at], answer.elements[at])
      if (words === undefined || within === undefined) return undefined
      filled.push(...(words === '' ? [] : [words]), ...within)
    }
    return filled
  }
  const fillElement = (source: Element | undefined, answer: Element | undefined): Markup[] | undefined => {
    const original = originals[Number(source?.attributes.id)]
    if (!source || original === undefined || answer?.name !== source.name || answer.attributes.id !== source.attributes.id) {
      return undefined
    }
    if (typeof original === 'string' || isProtected(original)) return [original]
    const children = refill(source.children, answer.children)
    return children && [{ ...original, children }]
  }
  return refill(nodes, translated)
}

/** Elements and the texts around them: one text more than elements. */
function toSlots(nodes: readonly Markup[]): { texts: string[]; elements: Element[] } {
  const texts = ['']
  const elements: Element[] = []
  for (const node of nodes) {
    if (typeof node === 'string') texts.push((texts.pop() ?? '') + node)
    else {
      elements.push(node)
      texts.push('')
    }
  }
  return { texts, elements }
}

type Place = { first: boolean; last: boolean; spaces: boolean }

function fillText(text: string, answer: string, { first, last, spaces }: Place): string | undefined {
  const { lead, core, trail } = trim(text)
  const words = answer.trim()
  if (core === '') return words === '' ? text : undefined
  if (!hasLetters(core)) return text
  if (words === '') return undefined
  const before = lead === '' && spaces && !first && /^[\p{L}\p{N}]/u.test(words) ? ' ' : lead
  const after = trail === '' && spaces && !last && /[\p{L}\p{N}]$/u.test(words) ? ' ' : trail
  return before + words + after
}
