import sanitizeHtml from 'sanitize-html'
import { Problem } from '../problem.ts'

/** A body without anything dangerous, and what had to go. */
export type Sanitised = {
  html: string
  /** each once, as a selector: `script`, `p[style]`, `a[href="javascript:…"]` */
  removed: string[]
}

const kept =
  'p br h2 h3 h4 strong em u s sub sup a ul ol li blockquote table thead tbody tr th td figure figcaption img pre code ruby rt rp bdi span'

// Written another way in the subset. What becomes a div is a block without a meaning of its own: tidyBody makes paragraphs of it.
const renamed = new Map([
  ...into('h2', 'h1'),
  ...into('h4', 'h5 h6'),
  ...into('strong', 'b'),
  ...into('em', 'i cite dfn var'),
  ...into('u', 'ins'),
  ...into('s', 'strike del'),
  ...into('code', 'kbd samp tt'),
  ...into('tbody', 'tfoot'),
  ...into('ul', 'menu'),
  ...into(
    'div',
    'hr html body main article section header footer aside nav address center details summary dialog fieldset legend form hgroup search dl dt dd caption',
  ),
])

// Not text for readers: these go with all that is in them.
const silenced =
  'head title script style template noscript iframe frame frameset noframes object embed applet svg math canvas audio video map ' +
  'textarea select datalist option button xmp noembed'

const attributes: Record<string, readonly string[]> = {
  '*': ['dir', 'lang'],
  a: ['href'],
  img: ['src', 'alt'],
  ol: ['start'],
  th: ['colspan', 'rowspan'],
  td: ['colspan', 'rowspan'],
}

const keptTags = new Set([...kept.split(' '), 'div'])
const silencedTags = silenced.split(' ')
const maxAddressLength = 2000
const maxRemoved = 100
// Deeper than any text is nested, shallow enough to be walked by recursion.
const maxKeptDepth = 100
// The parser takes quadratic time in the depth.
const maxDepth = 1000

/** How many elements a body may have, those that go included: some tens of milliseconds of work. */
export const maxElements = 10_000

/**
 * Reduces HTML to the subset of docs/html.md, plus `div`, which tidyBody resolves. The text of an element that goes
 * stays, in order and character for character; only what is not text for readers (scripts, styles, forms' fields, embedded
 * documents) goes with its content.
 *
 * @throws a Problem `invalid` where elements stand more than 1,000 deep in each other, or are more than maxElements
 */
export function sanitise(html: string): Sanitised {
  const removed = new Set<string>()
  const remove = (what: string) => {
    if (removed.size < maxRemoved) removed.add(what)
  }
  let depth = 0
  let elements = 0
  const clean = sanitizeHtml(html, {
    allowedTags: [...keptTags],
    allowedAttributes: Object.fromEntries(Object.entries(attributes).map(([tag, names]) => [tag, [...names]])),
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['https'] },
    allowProtocolRelative: false,
    nonTextTags: silencedTags,
    nestingLimit: maxKeptDepth,
    parser: { recognizeSelfClosing: true },
    onOpenTag() {
      depth += 1
      elements += 1
      if (elements > maxElements) refuseElements()
      if (depth > maxDepth) throw new Problem('invalid', 'The body has elements more than 1,000 deep in each other: close them.')
    },
    onCloseTag() {
      depth -= 1
    },
    transformTags: {
      '*': (tag, given) => {
        const tagName = renamed.get(tag) ?? tag
        if (!keptTags.has(tagName)) remove(tag)
        return { tagName, attribs: keepAttributes(tag, tagName, given, remove) }
      },
    },
  })
  return { html: clean, removed: [...removed] }
}

/** Refuses a body that has more than maxElements. */
export function refuseElements(): never {
  const most = maxElements.toLocaleString('en')
  const counted = 'paragraphs, cells, emphases, line breaks and whatever else is marked up'
  throw new Problem('invalid', `The body has more than ${most} elements (${counted}): shorten it, or link to the rest.`)
}

function keepAttributes(tag: string, tagName: string, given: Record<string, string>, remove: (what: string) => void) {
  const result: Record<string, string> = {}
  if (!keptTags.has(tagName)) return result
  const allowed = [...(attributes['*'] ?? []), ...(attributes[tagName] ?? [])]
  for (const [name, written] of Object.entries(given)) {
    const value = normalise(name, written)
    if (!allowed.includes(name)) remove(`${tag}[${name}]`)
    else if (isGood(tagName, name, value)) result[name] = value
    else remove(`${tag}[${name}="${value.length > 60 ? `${value.slice(0, 60)}…` : value}"]`)
  }
  return result
}

/** As browsers read it: line ends inside an address are nothing, `RTL` is `rtl`. */
function normalise(name: string, value: string): string {
  if (name === 'dir') return value.toLowerCase()
  return name === 'href' || name === 'src' ? value.replace(/[\t\n\r]+/g, '').trim() : value
}

function isGood(tag: string, name: string, value: string): boolean {
  if (name === 'href') return hasScheme(value, ['http:', 'https:', 'mailto:', 'tel:'])
  if (name === 'src') return hasScheme(value, ['https:'])
  if (name === 'dir') return ['ltr', 'rtl', 'auto'].includes(value)
  if (name === 'lang') return value.length <= 35 && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(value)
  if (name === 'colspan' || name === 'rowspan') return /^([1-9]\d{0,2}|1000)$/.test(value)
  if (name === 'start') return /^\d{1,6}$/.test(value)
  return tag === 'img' && name === 'alt'
}

function hasScheme(address: string, schemes: readonly string[]): boolean {
  // A release has no address of its own that a relative one could be read against.
  return address.length <= maxAddressLength && URL.canParse(address) && schemes.includes(new URL(address).protocol)
}

function into(tag: string, others: string): [string, string][] {
  return others.split(' ').map((other) => [other, tag])
}
