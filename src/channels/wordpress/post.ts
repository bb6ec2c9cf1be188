import { z } from 'zod'
import type { Message } from '../channel.ts'
import { SiteError } from './answer.ts'
import { keyOf, readMark, withNumbers } from './mark.ts'
import type { Site } from './site.ts'

/** What is read of a post, in WordPress's own words. */
export const Post = z.object({
  id: z.int(),
  slug: z.string(),
  status: z.string(),
  link: z.string(),
  /** types of an outlet's own may have neither */
  categories: z.array(z.int()).default([]),
  featured_media: z.int().default(0),
})
export type Post = z.infer<typeof Post>

/** Answers stay small: a post as a whole may be longer than what is read of an answer. */
const postFields = 'id,slug,status,link,categories,featured_media'

const Hit = z.object({ content: z.object({ raw: z.string() }) })
/** Of what a search finds, the oldest: whatever links to a post of ours is younger than it. */
const searchedAtMost = 10

/** A post as it is now, with its text: that may be cut at its end. */
const Current = Hit.extend({ status: z.string() })

/** Every state that an attempt or a kill can have given a post meanwhile: one request instead of two. */
const everywhere = 'publish,future,draft,pending,private,trash'

/** Every one of an edition's posts, the oldest first. */
export type Posts = {
  /** what readers or editors see of it; more than one only where two attempts crossed */
  placed: Post[]
  /** drafts that no attempt has finished yet */
  arriving: Post[]
}

/** The slug of a post as long as it is a draft that is being filled: by it a retry knows it from one that an editor made a draft. */
export function arrivingSlug(key: string): string {
  return `${key}-arriving`
}

/**
 * Looks for the posts of an edition. Slugs are indexed and asked for first; the text of all posts only where one may be there that
 * has lost its slug, to an editor or since its author may not choose one.
 *
 * @param message whose first attempt of a first version has nothing to find by its text
 * @param began whether this attempt has made a post: while it did, a kill may have left its marker in the trash
 */
export async function findPosts(site: Site, message: Message, began = false): Promise<Posts> {
  const key = keyOf(message)
  const bySlug = [key, `${key}-2`, `${key}__trashed`, ...withNumbers(arrivingSlug(key))].join()
  const bySlugs = began ? [{ slug: bySlug, status: everywhere }] : [{ slug: bySlug, status: 'any' }]
  const others: Record<string, string>[] = [
    ...(began ? [] : [{ slug: bySlug, status: 'trash' }]),
    { search: key, status: 'any', per_page: String(searchedAtMost) },
    { search: key, status: 'trash', per_page: String(searchedAtMost) },
  ]
  const lookUps: Record<string, string>[] = isFirst(message) ? bySlugs : [...bySlugs, ...others]
  const found = new Map<number, Post>()
  for (const lookUp of lookUps) {
    const posts = lookUp.search === undefined ? await lookFor(site, lookUp) : await searchOurs(site, lookUp, message)
    for (const post of posts) found.set(post.id, post)
    if (posts.some((post) => !isArriving(post, key))) break
  }
  const posts = [...found.values()].sort((a, b) => a.id - b.id)
  return { placed: posts.filter((post) => !isArriving(post, key)), arriving: posts.filter((post) => isArriving(post, key)) }
}

/** Nothing of an edition can be at a site before it. */
export function isFirst({ attempt, story }: Message): boolean {
  return attempt === 1 && story.version === 1
}

function lookFor(site: Site, lookUp: Record<string, string>): Promise<Post[]> {
  const query = { per_page: '100', orderby: 'id', order: 'asc', ...lookUp, context: 'edit', _fields: postFields }
  return site.ask(z.array(Post), { method: 'GET', route: site.settings.postType, query })
}

/** The outlet's own articles may link to our post, and are found by the same words. */
async function searchOurs(site: Site, lookUp: Record<string, string>, message: Message): Promise<Post[]> {
  const ours: Post[] = []
  for (const post of await lookFor(site, lookUp)) {
    // From a list, since it also shows an author what another has written. One by one: a text may fill an answer.
    const query = { include: String(post.id), status: lookUp.status ?? 'any', context: 'edit', _fields: 'content.raw' }
    const [hit] = await site.ask(z.array(Hit), { method: 'GET', route: site.settings.postType, query })
    if (hit && readMark(hit.content.raw, message)) ours.push(post)
  }
  return ours
}

/** Reads a post once more. */
export function readPost(site: Site, id: number): Promise<z.infer<typeof Current>> {
  const query = { context: 'edit', _fields: 'status,content.raw' }
  return site.ask(Current, { method: 'GET', route: `${site.settings.postType}/${id}`, query })
}

/** Makes a post, and tells what it is then. */
export function makePost(site: Site, json: Record<string, unknown>): Promise<Post> {
  return site.ask(Post, { method: 'POST', route: site.settings.postType, query: { context: 'edit', _fields: postFields }, json })
}

/** Changes a post, and tells what it is then. */
export function changePost(site: Site, id: number, json: Record<string, unknown>): Promise<Post> {
  const query = { context: 'edit', _fields: postFields }
  return site.ask(Post, { method: 'POST', route: `${site.settings.postType}/${id}`, query, json })
}

/**
 * Takes a post, or a picture (`media`), away; one that is gone already is fine.
 *
 * @param how into the trash, where the site has one, or for good
 */
export async function removePost(site: Site, route: string, how: 'trash' | 'for-good'): Promise<void> {
  const query: Record<string, string> = how === 'trash' ? { _fields: 'id' } : { force: 'true', _fields: 'deleted' }
  try {
    await site.ask(z.object({}), { method: 'DELETE', route, query })
  } catch (error) {
    if (!(error instanceof SiteError)) throw error
    if (error.outcome.reason === 'changed-meanwhile') return
    if (error.code !== 'rest_trash_not_supported') throw error
    await removePost(site, route, 'for-good')
  }
}

function isArriving({ slug, status }: Post, key: string): boolean {
  return status === 'draft' && slug.startsWith(arrivingSlug(key))
}
