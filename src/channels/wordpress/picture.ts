import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Attachment, Message } from '../channel.ts'
import { SiteError } from './answer.ts'
import { type Post, removePost } from './post.ts'
import { readPicture } from './read-picture.ts'
import type { Site, Upload } from './site.ts'
import { escapeText } from './text.ts'

/** More than pages show; what a host of WordPress takes by default ends between 2 and 64 MiB. */
const maxPictureBytes = 8 * 2 ** 20
/** Of the fifteen seconds of an attempt, to read and to upload it: the text must still get through. */
const pictureTimeoutMs = 7_000
/** How often a text waits for a picture that our store does not give, or the site does not take, for now. */
const patientAttempts = 2
/** What WordPress shows everywhere without a plugin. */
const endings: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/gif': 'gif', 'image/webp': 'webp' }

/** The picture of a post: its id at the site, 0 for none; or why the post goes without. */
export type Picture = { id: number; missing?: string }

const Media = z.object({ id: z.int(), slug: z.string() })

/**
 * Brings the first image of a release to a site, once: later versions and attempts find it by its name. A text matters more than
 * its picture: what the site will not take, or what fails again and again, the post goes without.
 *
 * @param postId whose picture it is
 * @throws SiteError where waiting may cure it
 */
export async function placePicture(
  site: Site,
  { message, signal }: { message: Message; signal: AbortSignal },
  postId: number,
): Promise<Picture> {
  const image = message.story.attachments.find(
    ({ kind, open, contentType }) => kind === 'image' && open && contentType in endings,
  )
  if (!image) return { id: 0 }
  try {
    const slug = slugOf(image)
    const query = { slug, context: 'edit', _fields: 'id,slug' }
    const [known] = await site.ask(z.array(Media), { method: 'GET', route: 'media', query })
    if (known) return { id: known.id }
    const within = AbortSignal.any([signal, AbortSignal.timeout(pictureTimeoutMs)])
    const bytes = await readPicture(image, { signal: within, maxBytes: maxPictureBytes })
    if (!bytes) return { id: 0, missing: `it has more than ${maxPictureBytes / 2 ** 20} MiB` }
    const upload = writeForm(toFields(image, postId), {
      name: `${slug}.${endings[image.contentType]}`,
      contentType: image.contentType,
      bytes,
    })
    const call = { method: 'POST', route: 'media', query: { _fields: 'id,slug' }, upload, signal: within } as const
    return { id: (await site.ask(Media, call)).id }
  } catch (error) {
    if (!(error instanceof SiteError) || signal.aborted) throw error
    const { kind, detail } = error.outcome
    // WordPress says 500 to a file that is too large for it, or that it takes for something else.
    const isRefused = kind === 'permanent' || error.code.startsWith('rest_upload_')
    if (!isRefused && message.attempt <= patientAttempts) throw error
    return { id: 0, missing: detail }
  }
}

/**
 * The picture that a post shall have: the outlet's own stays, ours makes room for the next one.
 *
 * @param placed what placePicture brought
 */
export async function choosePicture(site: Site, { featured_media: present }: Post, placed: Picture): Promise<number> {
  if (present === 0 || present === placed.id || placed.missing) return placed.id || present
  return (await isOurs(site, present)) ? placed.id : present
}

/** Takes the picture of a withdrawn post away, for good: WordPress would show the file to whoever has its address. One of the outlet's own stays. */
export async function withdrawPicture(site: Site, { featured_media: present }: Post): Promise<void> {
  if (present !== 0 && (await isOurs(site, present))) await removePost(site, `media/${present}`, 'for-good')
}

/** Asked as a reader: an author may see no more of pictures that others brought. What is gone, or not even shown, is none of ours. */
async function isOurs(site: Site, id: number): Promise<boolean> {
  try {
    const media = await site.ask(Media, { method: 'GET', route: `media/${id}`, query: { _fields: 'id,slug' } })
    return media.slug.startsWith(prefix)
  } catch (error) {
    const isHidden = error instanceof SiteError && ['changed-meanwhile', 'unauthorized'].includes(error.outcome.reason)
    if (!isHidden) throw error
    return false
  }
}

const prefix = 'dateline-picture-'

function slugOf({ id }: Attachment): string {
  return prefix + id.toLowerCase()
}

/** What WordPress keeps beside the file. A caption is HTML there, the text for who cannot see it is not. */
function toFields(image: Attachment, postId: number): Record<string, string> {
  const { caption = '', credit, alternativeText = '' } = image
  const credited = credit ? `${caption} (${credit})`.trim() : caption
  return {
    slug: slugOf(image),
    title: escapeText(alternativeText || caption || image.fileName),
    caption: escapeText(credited),
    alt_text: alternativeText,
    post: String(postId),
  }
}

/** A file and what belongs to it as one body (RFC 7578): in two requests, the second could be lost. */
function writeForm(fields: Record<string, string>, file: { name: string; contentType: string; bytes: Uint8Array }): Upload {
  const boundary = `dateline-${randomUUID()}`
  const open = (disposition: string) => `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n`
  const texts = Object.entries(fields).map(([name, value]) => `${open(`name="${name}"`)}\r\n${value}\r\n`)
  const head = `${open(`name="file"; filename="${file.name}"`)}content-type: ${file.contentType}\r\n\r\n`
  const bytes = Buffer.concat([Buffer.from(texts.join('') + head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)])
  return { contentType: `multipart/form-data; boundary=${boundary}`, bytes }
}
