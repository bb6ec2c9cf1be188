import type { Message } from '../channel.ts'
import { SiteError } from './answer.ts'
import type { FindCategories } from './categories.ts'
import { keyOf, readMark } from './mark.ts'
import { findImage } from './media.ts'
import { type Picture, placePicture, settlePicture, tidyPictures } from './picture.ts'
import { arrivingSlug, changePost, findPosts, makePost, type Post, type Posts, readPost, removePost } from './post.ts'
import type { Site } from './site.ts'
import { hoursOf, statusOf } from './status.ts'
import { textOf } from './text.ts'

type Deps = { site: Site; findCategories: FindCategories; signal: AbortSignal }

/**
 * Makes the post of an edition say what this version says, and makes it first where there is none.
 *
 * A new post begins as a draft that nobody sees. Whoever made one looks again, and all who did so fill the oldest: so it is one post
 * that becomes public, also where an answer was lost, or where WordPress was still working on a request that we had given up.
 *
 * @returns what came of it, for the receipt
 * @throws SiteError for everything else
 */
export async function placePost(deps: Deps, message: Message): Promise<string> {
  const { site, signal } = deps
  const found = await findPosts(site, message)
  const posts = hasAny(found) ? found : await beginPost(site, message)
  const { post, surplus } = pick(posts, keyOf(message))
  for (const one of surplus) await removeSurplus(site, one, posts)
  const refusal = whyNot(post, message)
  if (refusal) throw refusal
  const isNew = posts.arriving.includes(post)
  try {
    const picture = await placePicture(site, { message, signal }, post)
    const json = isNew ? await toNew(deps, message, picture) : await toUpdate(deps, message, { post, picture })
    const present = await lookAgain(site, message, post)
    const hours = isNew ? {} : hoursOf(present, site.settings, message)
    const written = await changePost(site, post.id, { ...json, ...hours })
    return `post ${written.id}, ${written.status}, ${written.link}${await settlePicture(site, message, { post: written, picture })}`
  } catch (error) {
    if (error instanceof SiteError) await forsake(site, message, { post, isNew, outcome: error.outcome })
    throw error
  }
}

/** What was made is among what is found, whatever number or other slug it was given. */
async function beginPost(site: Site, message: Message): Promise<Posts> {
  const { title, content } = textOf(message)
  const made = await makePost(site, { status: 'draft', slug: arrivingSlug(keyOf(message)), title, content })
  const { placed, arriving } = await findPosts(site, message, true)
  const others = arriving.filter(({ id }) => id !== made.id)
  return { placed: placed.filter(({ id }) => id !== made.id), arriving: [...others, made].sort((a, b) => a.id - b.id) }
}

function hasAny({ placed, arriving }: Posts): boolean {
  return placed.length + arriving.length > 0
}

/** The oldest of those that may be filled. What two attempts made at once goes; a copy that an editor made of the text is none of ours. */
function pick({ placed, arriving }: Posts, key: string): { post: Post; surplus: Post[] } {
  const [post = placed[0]] = placed.length > 0 ? placed.filter(({ status }) => status !== 'trash') : arriving
  if (!post) throw new Error('there is no post to pick')
  const doubled = placed.filter((one) => one !== post && one.slug === `${key}-2`)
  return { post, surplus: [...doubled, ...arriving.filter((one) => one !== post)] }
}

/**
 * A hand-over takes seconds, in which another may have brought a newer version, or a kill: old shall not follow new.
 *
 * @returns the status of the post
 */
async function lookAgain(site: Site, message: Message, { id }: Post): Promise<string> {
  const { status, content } = await readPost(site, id)
  const version = readMark(content.raw, message)?.version ?? 0
  if (version > message.story.version) {
    // Not for good: the wire itself ends what is overtaken, as soon as it comes to it again.
    const detail = `Version ${version} stands in post ${id} already.`
    throw new SiteError({ kind: 'temporary', reason: 'overtaken', detail })
  }
  const refusal = whyNot({ id, status }, message)
  if (refusal) throw refusal
  return status
}

function whyNot({ id, status }: Pick<Post, 'id' | 'status'>, { story, sentAt }: Message): SiteError | undefined {
  if (status === 'trash') {
    const detail = `Post ${id} is in the trash: the outlet has put it there, or a kill has. To have it back, restore it and ask for it again.`
    return new SiteError({ kind: 'permanent', reason: 'trashed', detail })
  }
  const waitsMs = (story.embargoUntil?.getTime() ?? 0) - sentAt.getTime()
  if (status !== 'publish' || waitsMs <= 0) return undefined
  const detail = `Post ${id} is public, and what this version says is embargoed.`
  const retryAfterSeconds = Math.min(Math.ceil(waitsMs / 1000), 24 * 60 * 60)
  return new SiteError({ kind: 'temporary', reason: 'embargoed', detail, retryAfterSeconds })
}

async function toNew({ site, findCategories }: Deps, message: Message, picture: Picture): Promise<Record<string, unknown>> {
  const { author } = site.settings
  const categories = await findCategories(site, message)
  return {
    ...textOf(message),
    ...statusOf(site.settings, message),
    slug: keyOf(message),
    ...featuredOf(picture),
    ...(author === undefined ? {} : { author }),
    // Without any it is WordPress's choice.
    ...(categories.length === 0 ? {} : { categories }),
  }
}

/** What editors have set stays: author, slug, categories, whether it is public. The text is the issuer's. */
async function toUpdate(
  { site, findCategories }: Deps,
  message: Message,
  { post, picture }: { post: Post; picture: Picture },
): Promise<Record<string, unknown>> {
  const categories = [...new Set([...post.categories, ...(await findCategories(site, message))])]
  return {
    ...textOf(message),
    ...featuredOf(picture),
    ...(categories.length === 0 ? {} : { categories }),
  }
}

/** One that the outlet has chosen is not mentioned, and stays. */
function featuredOf({ id }: Picture): Record<string, unknown> {
  return id === undefined ? {} : { featured_media: id }
}

type Failed = { post: Post; isNew: boolean; outcome: SiteError['outcome'] }

/**
 * A draft that can never become a post does not stay with a text that nobody will correct or kill: unless another attempt made it one.
 * Nor does a picture that was brought for what others have overtaken.
 */
async function forsake(site: Site, message: Message, { post, isNew, outcome }: Failed): Promise<void> {
  const isFinal = outcome.kind === 'permanent'
  if (!isFinal && !['overtaken', 'changed-meanwhile', 'embargoed'].includes(outcome.reason)) return
  try {
    if (isFinal && isNew && (await findPosts(site, message)).arriving.some(({ id }) => id === post.id)) await discard(site, post)
    if (findImage(message)) await tidyPictures(site, message)
  } catch (error) {
    // The first reason is the one to tell.
    if (!(error instanceof SiteError)) throw error
  }
}

function removeSurplus(site: Site, post: Post, { arriving }: Posts): Promise<void> {
  return arriving.includes(post) ? discard(site, post) : removePost(site, `${site.settings.postType}/${post.id}`, 'trash')
}

/** Deletes a draft of ours that nobody sees. Where that fails, as when another attempt is doing it, the next version finds it. */
async function discard(site: Site, { id }: Post): Promise<void> {
  try {
    await removePost(site, `${site.settings.postType}/${id}`, 'for-good')
  } catch (error) {
    if (!(error instanceof SiteError)) throw error
  }
}
