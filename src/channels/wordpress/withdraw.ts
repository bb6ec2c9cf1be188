import type { Message } from '../channel.ts'
import { withdrawPicture } from './picture.ts'
import { changePost, findPosts, type Post, removePost } from './post.ts'
import type { Site } from './site.ts'
import { escapeText, textOf } from './text.ts'

/**
 * Takes the post of an edition back, as the outlet has set it. Where there is none, or it is in the trash already, nothing is left to do.
 *
 * @returns what came of it, for the receipt
 * @throws SiteError for everything else
 */
export async function withdrawPost(site: Site, message: Message): Promise<string> {
  const { placed, arriving } = await findPosts(site, message)
  for (const { id } of arriving) await removePost(site, `${site.settings.postType}/${id}`, 'for-good')
  const said: string[] = []
  for (const post of placed) said.push(await withdrawOne(site, message, post))
  return said.join('; ') || 'there was no post'
}

async function withdrawOne(site: Site, message: Message, post: Post): Promise<string> {
  const how = howTo(site, post)
  // The text first: whatever becomes of the picture, nobody reads it any more.
  if (how === 'trash') await removePost(site, `${site.settings.postType}/${post.id}`, 'trash')
  if (how === 'draft' || how === 'notice') {
    const notice = { ...textOf(message), title: escapeText(message.subject), featured_media: 0 }
    await changePost(site, post.id, how === 'draft' ? { ...notice, status: 'draft' } : notice)
  }
  await withdrawPicture(site, post)
  return `post ${post.id}, ${how === 'nothing' ? 'already in the trash' : how}`
}

/** A notice is for who could read the post: of one that was never public it would tell more than was known. */
function howTo({ settings }: Site, { status }: Post): 'trash' | 'draft' | 'notice' | 'nothing' {
  if (status === 'trash') return 'nothing'
  if (settings.withdrawal === 'notice') return status === 'publish' ? 'notice' : 'trash'
  return settings.withdrawal
}
