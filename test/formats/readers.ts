import { z } from 'zod'
import { type Markup, parseMarkup, textContent } from '../../src/formats/markup.ts'
import { find, parseXml, textsOf } from './xml-oracle.ts'

/**
 * Reads the story back out of what a format wrote, as somebody who receives it would: with a parser of others for XML, as text
 * alone. Nothing stands between paragraphs where the format puts nothing there.
 */
export const readers: Record<string, (written: string) => string> = {
  ninjs: (written) => textContent(parseMarkup(htmlOf(z.looseObject({}).parse(JSON.parse(written)), 'contentType'))),
  'ninjs-2.2': (written) => textContent(parseMarkup(htmlOf(z.looseObject({}).parse(JSON.parse(written)), 'contenttype'))),
  'newsml-g2': (written) => find(find(parseXml(written), 'inlineXML'), 'body').textContent ?? '',
  nitf: (written) => {
    const body = find(parseXml(written), 'body')
    const blocks = [...body.getElementsByTagName('body.content')].at(-1)
    return [blocks?.textContent ?? '', ...textsOf(body, 'tagline')].join('')
  },
  'json-ld': (written) => z.object({ articleBody: z.string() }).parse(JSON.parse(written)).articleBody,
  html: (written) => textContent(findMarkup(parseMarkup(written), 'body')),
  'html-story': (written) => textContent(parseMarkup(written)),
  text: (written) => written,
}

const JsonFeed = z.object({ items: z.array(z.object({ content_html: z.string() })) })

/** The same out of a feed's only entry, by its key. */
export const feedReaders: Record<string, (written: string) => string> = {
  atom: (written) => textContent(parseMarkup(find(parseXml(written), 'content').textContent ?? '')),
  rss: (written) => textContent(parseMarkup(find(parseXml(written), 'content:encoded').textContent ?? '')),
  'json-feed': (written) => textContent(parseMarkup(JsonFeed.parse(JSON.parse(written)).items[0]?.content_html ?? '')),
}

/** The formats that keep the markup; the others tell of it in characters: bullets, numbers, addresses of links. */
export const keepMarkup = ['ninjs', 'ninjs-2.2', 'newsml-g2', 'nitf', 'html', 'html-story']

function htmlOf(item: object, typeName: string): string {
  const { bodies } = z.object({ bodies: z.array(z.record(z.string(), z.unknown())) }).parse(item)
  return z.string().parse(bodies.find((body) => body[typeName] === 'text/html')?.value)
}

function findMarkup(nodes: readonly Markup[], name: string): Markup[] {
  return nodes.flatMap((node) => {
    if (typeof node === 'string') return []
    return node.name === name ? node.children : findMarkup(node.children, name)
  })
}
