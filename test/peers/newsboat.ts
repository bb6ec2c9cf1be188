import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { type Markup, parseMarkup } from '../../src/formats/markup.ts'

/** What newsboat, a reader of feeds, has understood of an entry. */
const Item = z.object({
  guid: z.string(),
  title: z.string(),
  author: z.string(),
  url: z.string(),
  /** UTC, seconds */
  pubDate: z.int(),
  content: z.string(),
  enclosure_url: z.string().nullable(),
  enclosure_type: z.string().nullable(),
})
export type ReadItem = z.infer<typeof Item>

/** A reader with a memory of its own; it asks when it is told to. */
export type Newsboat = {
  /** reads the feed, and says what is in its memory afterwards, by the ids of the entries */
  reload(): Promise<Map<string, ReadItem>>
  close(): void
}

/** Why newsboat cannot be asked here, in a sentence; undefined where it can. */
export function whyNoNewsboat(): string | undefined {
  return spawnSync('newsboat', ['-v']).error ? 'newsboat is not installed (Debian: newsboat)' : undefined
}

/** A reader that follows one feed. */
export function openNewsboat(feedUrl: string): Newsboat {
  const dir = mkdtempSync(join(tmpdir(), 'dateline-newsboat-'))
  const [urls, config, cache] = ['urls', 'config', 'cache.db'].map((name) => join(dir, name))
  if (!urls || !config || !cache) throw new Error('There are three files')
  writeFileSync(urls, `${feedUrl}\n`)
  writeFileSync(config, '')
  return {
    reload: async () => {
      const args = ['-u', urls, '-c', cache, '-C', config, '-x', 'reload']
      const env = { PATH: process.env.PATH, HOME: dir, LANG: 'C.UTF-8', TERM: 'dumb' }
      const reader = spawn('newsboat', args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
      const [said, [code]] = await Promise.all([text(reader.stderr), once(reader, 'close'), text(reader.stdout)])
      if (code !== 0) throw new Error(`newsboat ended with ${code}: ${said}`)
      return readCache(cache)
    },
    close: () => rmSync(dir, { recursive: true }),
  }
}

function readCache(path: string): Map<string, ReadItem> {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const rows = z.array(Item).parse(database.prepare('SELECT * FROM rss_item WHERE deleted = 0').all())
    return new Map(rows.map((row) => [row.guid, row]))
  } finally {
    database.close()
  }
}

/** Serves a feed from loopback for as long as a new reader asks for it once. */
export async function readOnce(feed: string, contentType: string): Promise<Map<string, ReadItem>> {
  const server = createServer((_req, res) => res.writeHead(200, { 'content-type': contentType }).end(feed))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  const reader = openNewsboat(`http://127.0.0.1:${port}/feed`)
  try {
    return await reader.reload()
  } finally {
    reader.close()
    server.close()
  }
}

/** Why JSON Feed cannot be tried here, in a sentence: the shortest there may be is tried. */
export async function whyNoJsonFeed(): Promise<string | undefined> {
  const absent = whyNoNewsboat()
  if (absent) return absent
  const item = { id: 'urn:example:1', title: 'A title', content_html: '<p>A text</p>' }
  const feed = { version: 'https://jsonfeed.org/version/1.1', title: 'A feed', items: [item] }
  const read = await readOnce(JSON.stringify(feed), 'application/feed+json')
  return read.size === 1 ? undefined : 'the newsboat that is installed reads no JSON Feed'
}

/**
 * The text that is seen of a story as newsboat stores it, paragraphs parted by blank lines. Nothing else is done to it: newsboat stores
 * titles and HTML as they are in the feed, and lays them out when somebody opens them.
 *
 * @throws on what is neither a paragraph nor stands in one: it would be left out, or run into its neighbour
 */
export function visibleText(html: string): string {
  const [story, ...others] = parseMarkup(html)
  if (typeof story !== 'object' || story.name !== 'div' || others.length > 0) throw new Error(`It is not one story: ${html}`)
  return story.children.map(paragraphText).join('\n\n')
}

function paragraphText(block: Markup): string {
  if (typeof block === 'string' || block.name !== 'p') throw new Error(`It is no paragraph: ${JSON.stringify(block)}`)
  return inlineText(block.children)
}

function inlineText(nodes: readonly Markup[]): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return node
      if (node.name === 'br') return '\n'
      if (node.name !== 'a' && node.name !== 'strong') throw new Error(`There is a <${node.name}> in a paragraph`)
      return inlineText(node.children)
    })
    .join('')
}
