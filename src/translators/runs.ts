import type { Element, Markup } from '../formats/markup.ts'

const blocks = new Set(
  'p h2 h3 h4 blockquote pre ul ol li table thead tbody tr th td figure figcaption div section article'.split(' '),
)

/** Whether an element's text is not for translating: code, and what says so itself. */
export function isProtected({ name, attributes }: Element): boolean {
  return name === 'code' || attributes.translate === 'no'
}

/**
 * Goes through the runs of some markup, in order. A run is what stands side by side in one block: text and elements within it,
 * such as the inside of a paragraph, an item, a cell. What is protected is left out.
 *
 * @param change says what takes the place of a run; `lines` where line ends count, in `pre`
 * @returns the markup with the changed runs; the blocks around them are as they were
 */
export function mapRuns(nodes: readonly Markup[], change: (run: Markup[], lines: boolean) => Markup[], lines = false): Markup[] {
  const mapped: Markup[] = []
  let run: Markup[] = []
  const endRun = () => {
    if (run.length > 0) mapped.push(...change(run, lines))
    run = []
  }
  for (const node of nodes) {
    if (typeof node === 'string' || !blocks.has(node.name)) {
      run.push(node)
      continue
    }
    endRun()
    const children = isProtected(node) ? node.children : mapRuns(node.children, change, lines || node.name === 'pre')
    mapped.push({ ...node, children })
  }
  endRun()
  return mapped
}

/** Goes through the alternative texts of pictures, in order, and puts others in their place. What is protected is left out. */
export function mapAlternatives(nodes: readonly Markup[], change: (text: string) => string): Markup[] {
  return nodes.map((node) => {
    if (typeof node === 'string' || isProtected(node)) return node
    const { alt } = node.attributes
    const attributes = node.name === 'img' && alt !== undefined ? { ...node.attributes, alt: change(alt) } : node.attributes
    return { ...node, attributes, children: mapAlternatives(node.children, change) }
  })
}

/** Goes through the texts of some markup, in order, and puts others in their place. What is protected is left out. */
export function mapTexts(nodes: readonly Markup[], change: (text: string) => string): Markup[] {
  return nodes.map((node) => {
    if (typeof node === 'string') return change(node)
    return isProtected(node) ? node : { ...node, children: mapTexts(node.children, change) }
  })
}
