import type { Message } from '../channel.ts'
import { keyOf, wrapText } from './mark.ts'
import { removePictures } from './picture.ts'
import { changePost, findPosts, makePost, type Post, type Posts, removePost } from './post.ts'
import type { Site } from './site.ts'
import { escapeText, textOf } from './text.ts'

/**
 * Takes the post of an edition back, as the outlet has set it. Where it is in the trash already, nothing is left to do. Where there is
 * none, a marker in the trash stays: an older version that is still on its way learns of the kill by it.
 *
 * @returns what came of it, for the receipt
 * @throws SiteError for everything else
 */
export async function withdrawPost(site: Site, message: Message): Promise<string> {
  // The text first: whatever becomes of the picture, nobody reads it any more.
  const said = await withdrawText(site, message)
  await removePictures(site, message)
  return said
}

async function withdrawText(site: Site, message: Message): Promise<string> {
  const said = await withdrawAll(site, message, await findPosts(site, message))
  if (said) return said
  const marker = await leaveMarker(site, message)
  // What came before the marker, and has not seen it.
  const { placed, arriving } = await findPosts(site, message)
  const late = placed.filter(({ id }) => id !== marker.id)
  return (await withdrawAll(site, message, { placed: late, arriving })) || 'there was no post'
}

async function withdrawAll(site: Site, message: Message, { placed, arriving }: Posts): Promise<string> {
  for (const { id } of arriving) await removePost(site, `${site.settings.postType}/${id}`, 'for-good')
  const said: string[] = []
  for (const post of placed) said.push(await withdrawOne(site, message, post))
  return said.join('; ')
}

/** A post of the same name without a word of the text. A site without a trash keeps none. */
async function leaveMarker(site: Site, message: Message): Promise<Post> {
  const post = await makePost(site, { status: 'draft', slug: keyOf(message), content: wrapText(message, '') })
  await removePost(site, `${site.settings.postType}/${post.id}`, 'trash')
  return post
}

async function withdrawOne(site: Site, message: Message, post: Post): Promise<string> {
  const how = howTo(site, post)
  if (how === 'trash') await removePost(site, `${site.settings.postType}/${post.id}`, 'trash')
  if (how === 'draft' || how === 'notice') {
    const notice = { ...textOf(message), title: escapeText(message.subject), featured_media: 0 }
    await changePost(site, post.id, how === 'draft' ? { ...notice, status: 'draft' } : notice)
  }
  return `post ${post.id}, ${how === 'nothing' ? 'already in the trash' : how}`
}

/** A notice is for who could read the post: of one that was never public it would tell more than was known. */
function howTo({ settings }: Site, { status }: Post): 'trash' | 'draft' | 'notice' | 'nothing' {
  if (status === 'trash') return 'nothing'
  if (settings.withdrawal === 'notice') return status === 'publish' ? 'notice' : 'trash'
  return settings.withdrawal
}
