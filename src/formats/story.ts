import { isolateIn } from '../languages/characters.ts'
import { writeInstant } from '../languages/date.ts'
import { fillPhrase } from '../languages/house.ts'
import type { Document } from './document.ts'
import { type Element, element, isBlank, type Markup, parseMarkup, textContent } from './markup.ts'

/** A part of what an outlet prints, as blocks of markup. */
export type StoryPart = {
  name: 'body' | 'boilerplate' | 'contacts' | 'machine-translated' | 'disclaimer' | 'sectors' | 'wire-boilerplate'
  blocks: Element[]
}

/**
 * The story from its lead to the wire's boilerplate, in the order in which it is printed; parts that the document does not
 * have are left out. The lead, then the dateline, open the first paragraph.
 */
export function storyParts(document: Document): StoryPart[] {
  const parts: StoryPart[] = [
    { name: 'body', blocks: openStory(document) },
    { name: 'boilerplate', blocks: boilerplateOf(document) },
    { name: 'contacts', blocks: contactsOf(document) },
    { name: 'machine-translated', blocks: linesOf(document.machineTranslated) },
    { name: 'disclaimer', blocks: linesOf(document.disclaimer) },
    { name: 'sectors', blocks: sectorsOf(document) },
    { name: 'wire-boilerplate', blocks: linesOf(document.wireBoilerplate) },
  ]
  return parts.filter(({ blocks }) => blocks.length > 0)
}

/** The story in one piece, for those who print it in a page of theirs: it opens with what a later version is and asks for. */
export function openedStory(document: Document): Element[] {
  const notice = noticeLine(document)
  const blocks = storyParts(document).flatMap((part) => part.blocks)
  return notice ? [element('p', [element('strong', [notice])]), ...blocks] : blocks
}

/** The line that says what a later version is and asks for, undefined for a first one. */
export function noticeLine({ notice, words }: Document): string | undefined {
  return notice && `${notice.label}${words.colon}${notice.text}`
}

/** The line that says until when the story is embargoed, undefined where it is not, or not any more. */
export function embargoLine({ embargoUntil, embargoOver, language, words }: Document): string | undefined {
  if (!embargoUntil || embargoOver) return undefined
  return fillPhrase(words.embargoedUntil, { time: writeInstant(language, embargoUntil) })
}

/** The note to desks under its label, undefined where there is none. It may have several lines, and is nobody's to print. */
export function deskLine({ deskNote, words }: Document): string | undefined {
  return deskNote && `${words.deskNote}${words.colon}${deskNote}`
}

function openStory({ lead, dateline, bodyHtml }: Document): Element[] {
  const opening = lead + (dateline?.text ?? '')
  const blocks = parseMarkup(bodyHtml).filter((node) => typeof node !== 'string')
  const first = blocks.findIndex((block) => !standsAbove(block))
  const paragraph = blocks[first]
  // In a list or a table the lead would be lost.
  if (paragraph?.name !== 'p') return [element('p', [opening.trimEnd()]), ...blocks]
  return blocks.with(first, { ...paragraph, children: [opening, ...trimStart(paragraph.children)] })
}

/** Pictures and headings may stand above the lead. */
function standsAbove(block: Element): boolean {
  return ['figure', 'h2', 'h3', 'h4'].includes(block.name) || (block.name === 'p' && isBlank(textContent([block])))
}

function trimStart(nodes: readonly Markup[]): Markup[] {
  const [first, ...rest] = nodes
  if (first === undefined) return []
  if (typeof first === 'string') return isBlank(first) ? trimStart(rest) : [first.replace(/^[\t\n\f\r ]+/, ''), ...rest]
  return [{ ...first, children: trimStart(first.children) }, ...rest]
}

// Where a heading is told by what ends it, such as «について», a sentence may have the same words.
const headingAtMost = 60

/** Under its heading, unless the issuer has written that itself. */
function boilerplateOf({ boilerplate, issuers, words, direction }: Document): Element[] {
  const lines = linesOf(boilerplate)
  const [first] = lines
  const [issuer, second] = issuers
  // Of several nobody knows who is spoken of.
  if (!first || !issuer || second) return lines
  const [before = '', after = ''] = words.about.split('{name}').map((part) => part.trim().toLowerCase())
  const opening = textContent([first]).trim().toLowerCase()
  const isHeaded = before ? opening.startsWith(before) : opening.length < headingAtMost && opening.includes(after)
  return isHeaded ? lines : [element('p', [fillPhrase(words.about, { name: isolateIn(direction, issuer.name) })]), ...lines]
}

function contactsOf({ contacts, words, direction }: Document): Element[] {
  if (contacts.length === 0) return []
  const lines = contacts.flatMap(({ name, email, phone }): Markup[] => [
    element('br', []),
    name,
    ...(email ? [words.listComma, link(`mailto:${email}`, email)] : []),
    ...(phone ? [words.listComma, link(`tel:${phone.replace(/[^\d+]/g, '')}`, isolateIn(direction, phone))] : []),
  ])
  return [element('p', [`${words.contact}${words.colon.trimEnd()}`, ...lines])]
}

/** Left to right in every script: a number or an address mirrored is a wrong one. */
function link(href: string, text: string): Element {
  return element('a', [text], { href, dir: 'ltr' })
}

function sectorsOf({ sectors, words }: Document): Element[] {
  if (sectors.length === 0) return []
  return linesOf(`${words.sectors}${words.colon}${sectors.map(({ label }) => label).join(words.listComma)}`)
}

function linesOf(text = ''): Element[] {
  return text
    .split(/\r\n|\n|\r/)
    .filter((line) => !isBlank(line))
    .map((line) => element('p', [line]))
}
