import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

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
