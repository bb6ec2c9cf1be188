import { z } from 'zod'
import type { Message, Story } from '../channel.ts'
import { SiteError } from './answer.ts'
import type { Site } from './site.ts'
import { escapeText } from './text.ts'

type Sector = Story['sectors'][number]

/** Which categories of a site a release belongs to, by their ids. */
export type FindCategories = (site: Site, message: Pick<Message, 'story' | 'sentAt'>) => Promise<number[]>

const Category = z.object({ id: z.int(), name: z.string() })
type Category = z.infer<typeof Category>
const fields = 'id,name'

const rememberedAtMost = 5_000
const rememberedMs = 10 * 60 * 1000

/**
 * Opens what finds categories. A sector's category is the one whose slug is the sector's key, else the one that is named as the
 * sector is in the language of the text. What was found, or not found, is remembered for ten minutes.
 */
export function openCategories(): FindCategories {
  const remembered: Remembered = new Map()
  return async (site, { story, sentAt }) => {
    const { categories, alwaysCategories } = site.settings
    const ids = new Set(alwaysCategories)
    if (categories === 'none') return [...ids]
    for (const sector of story.sectors) {
      const id = await recall(remembered, { site, sector, sentAt })
      if (id !== undefined) ids.add(id)
    }
    return [...ids]
  }
}

type Remembered = Map<string, { id: number | undefined; untilMs: number }>
type Asked = { site: Site; sector: Sector; sentAt: Date }

async function recall(remembered: Remembered, { site, sector, sentAt }: Asked): Promise<number | undefined> {
  const { url, user, categories } = site.settings
  const name = JSON.stringify([url, user, categories, sector.key, sector.label])
  const known = remembered.get(name)
  if (known && known.untilMs > sentAt.getTime()) return known.id
  const id = await findCategory(site, sector)
  remembered.delete(name)
  remembered.set(name, { id, untilMs: sentAt.getTime() + rememberedMs })
  const [oldest] = remembered.keys()
  if (oldest !== undefined && remembered.size > rememberedAtMost) remembered.delete(oldest)
  return id
}

/** A site that does not let us ask or make has no such category: a post without one is better than none. */
async function findCategory(site: Site, sector: Sector): Promise<number | undefined> {
  try {
    const found = await lookUp(site, sector)
    return found ?? (site.settings.categories === 'create' ? await makeCategory(site, sector) : undefined)
  } catch (error) {
    if (!(error instanceof SiteError)) throw error
    // Another delivery was faster.
    if (error.code === 'term_exists') return lookUp(site, sector)
    if (error.outcome.kind === 'permanent') return undefined
    throw error
  }
}

async function lookUp(site: Site, { key, label }: Sector): Promise<number | undefined> {
  const [bySlug] = await askFor(site, { slug: key })
  if (bySlug) return bySlug.id
  const named = await askFor(site, { search: label })
  return named.find(({ name }) => isSame(name, label))?.id
}

function askFor(site: Site, wanted: Record<string, string>): Promise<Category[]> {
  const query = { ...wanted, per_page: '100', orderby: 'id', order: 'asc', _fields: fields }
  return site.ask(z.array(Category), { method: 'GET', route: 'categories', query })
}

async function makeCategory(site: Site, { key, label }: Sector): Promise<number> {
  const json = { slug: key, name: escapeText(label) }
  const { id } = await site.ask(Category, { method: 'POST', route: 'categories', query: { _fields: fields }, json })
  // WordPress lets two that ask at once make one each, under one slug: all of them choose the oldest.
  const [oldest] = await askFor(site, { slug: key })
  return oldest?.id ?? id
}

/** WordPress keeps names as HTML, as far as its own references go. */
function isSame(name: string, label: string): boolean {
  return name === label || name.toLowerCase() === escapeText(label).toLowerCase()
}
