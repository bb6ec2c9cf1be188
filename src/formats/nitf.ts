import { bylineOf } from './byline.ts'
import type { Document, Format } from './document.ts'
import { type Element, element } from './markup.ts'
import { toNitfBlocks, toNitfLines } from './nitf-body.ts'
import { nitfFiles } from './nitf-files.ts'
import { nitfDate, nitfHead } from './nitf-head.ts'
import { embargoLine, noticeLine, type StoryPart, storyParts } from './story.ts'
import { printXml } from './xml.ts'

/**
 * IPTC NITF 3.6. The story stands in `body.content`, a `block` for each of its parts with the part's name as class; the wire's
 * boilerplate closes it as the `tagline`. NITF has no word for the direction of a text: `its:dir` of the W3C's
 * Internationalization Tag Set 1.0 says it.
 */
export const nitf: Format = {
  key: 'nitf',
  // As the IPTC's own samples have it; it is not registered.
  contentType: 'application/nitf+xml; charset=utf-8',
  write: (document) => printXml(toNitf(document)),
}

function toNitf(document: Document): Element {
  const { language, direction } = document
  return element('nitf', [nitfHead(document), bodyOf(document)], {
    xmlns: 'http://iptc.org/std/NITF/2006-10-18/',
    'xmlns:its': 'http://www.w3.org/2005/11/its',
    'its:version': '1.0',
    'its:dir': direction,
    version: '-//IPTC//DTD NITF 3.6//EN',
    baselang: language,
    'xml:lang': language,
  })
}

function bodyOf(document: Document): Element {
  const parts = storyParts(document)
  const isTagline = ({ name }: StoryPart) => name === 'wire-boilerplate'
  const blocks = parts
    .filter((part) => !isTagline(part))
    .map((part) => element('block', toNitfBlocks(part.blocks), { class: part.name }))
  const taglines = parts.filter(isTagline).map((part) => element('tagline', toNitfLines(part.blocks)))
  return element('body', [
    bodyHead(document),
    // Before the story, as a desk places it: what follows the story would be read as its end.
    element('body.content', [...nitfFiles(document), ...blocks]),
    ...(taglines.length > 0 ? [element('body.end', taglines)] : []),
  ])
}

function bodyHead(document: Document): Element {
  const { headline, subheadline, summary, wire } = document
  const by = bylineOf(document)
  const notes = [noticeLine(document), embargoLine(document)].filter((line) => line !== undefined)
  return element('body.head', [
    element('hedline', [element('hl1', [headline]), ...(subheadline ? [element('hl2', [subheadline])] : [])]),
    ...notes.map((note) => element('note', [element('body.content', [element('p', [note])])], { noteclass: 'editorsnote' })),
    ...(by ? [element('byline', [by])] : []),
    element('distributor', [element('org', [wire.name])]),
    ...datelineOf(document),
    ...(summary ? [element('abstract', [element('p', [summary])])] : []),
  ])
}

/** As it is printed, with the place and the day marked in it. */
function datelineOf({ dateline, releasedAt }: Document): Element[] {
  if (!dateline) return []
  const { place, date, text } = dateline
  const [placeAt, dateAt] = [text.indexOf(place), text.indexOf(date)]
  const location = { at: placeAt, end: placeAt + place.length, mark: element('location', [place]) }
  const day = { at: dateAt, end: dateAt + date.length, mark: element('story.date', [date], { norm: nitfDate(releasedAt) }) }
  const [first, second] = location.at <= day.at ? [location, day] : [day, location]
  // A place that has its day in its name is not worth the trouble.
  if (first.at < 0 || first.end > second.at) return [element('dateline', [text])]
  const marked = [text.slice(0, first.at), first.mark, text.slice(first.end, second.at), second.mark, text.slice(second.end)]
  return [
    element(
      'dateline',
      marked.filter((node) => node !== ''),
    ),
  ]
}
