import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Attachment, Message } from '../channel.ts'
import { SiteError } from './answer.ts'
import { pictureSlug, withNumbers } from './mark.ts'
import type { Site, Upload } from './site.ts'
import { escapeText } from './text.ts'

/** A picture of ours at a site, in WordPress's own words. Which file it is, its address tells: that holds the attachment's id. */
export const Media = z.object({ id: z.int(), source_url: z.string() })
export type Media = z.infer<typeof Media>

/** An image of an edition, at whose post it shall stand. */
export type Image = { message: Message; image: Attachment }

/** What WordPress shows everywhere without a plugin. */
const endings: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/gif': 'gif', 'image/webp': 'webp' }

const fields = { _fields: 'id,source_url' }

/** More than pages show; what a host of WordPress takes by default ends between 2 and 64 MiB. */
export const maxPictureBytes = 8 * 2 ** 20

/** The image of a release that a site shows: the first that is ours, as it is or, where no site shows that, in the size of a page. */
export function findImage({ story }: Message): Attachment | undefined {
  return story.attachments.flatMap((image) => (image.kind === 'image' ? (toShown(image) ?? []) : []))[0]
}

function toShown(image: Attachment): Attachment | undefined {
  const { renditions = [], ...original } = image
  const smaller = renditions.filter(({ name }) => name === 'web').map((web) => ({ ...original, ...web }))
  return [original, ...smaller].find(
    ({ open, contentType, sizeBytes = 0 }) => open && contentType in endings && sizeBytes <= maxPictureBytes,
  )
}

/**
 * Looks for the pictures of an edition, the oldest first: more than one where the next takes the place of the last, or where attempts
 * crossed. One that the outlet has named anew is its own. A site that does not let us look has none.
 */
export async function findMedia(site: Site, message: Message): Promise<Media[]> {
  const slug = withNumbers(pictureSlug(message)).join()
  const query = { slug, per_page: '100', orderby: 'id', order: 'asc', context: 'edit', ...fields }
  try {
    return await site.ask(z.array(Media), { method: 'GET', route: 'media', query })
  } catch (error) {
    if (!(error instanceof SiteError) || error.outcome.kind !== 'permanent') throw error
    return []
  }
}

/** Whether this is the file of an image. */
export function holds({ source_url }: Media, { id }: Attachment): boolean {
  return source_url.includes(id.toLowerCase())
}

/**
 * Brings an image to a site.
 *
 * @param bytes the whole file
 * @param signal ends it earlier than the attempt
 */
export function uploadImage(
  site: Site,
  { message, image }: Image,
  { bytes, postId, signal }: { bytes: Uint8Array; postId: number; signal: AbortSignal },
): Promise<Media> {
  const slug = pictureSlug(message)
  const name = `${slug}-${image.id.toLowerCase()}.${endings[image.contentType]}`
  const upload = writeForm({ slug, post: String(postId), ...textsOf(image) }, { name, contentType: image.contentType, bytes })
  return site.ask(Media, { method: 'POST', route: 'media', query: fields, upload, signal })
}

/** Makes a picture say what this version says of it. */
export async function captionMedia(site: Site, id: number, image: Attachment): Promise<void> {
  await site.ask(Media, { method: 'POST', route: `media/${id}`, query: fields, json: textsOf(image) })
}

/** What WordPress keeps beside the file. A caption is HTML there, the text for who cannot see it is not. */
function textsOf({ caption = '', credit, alternativeText = '', fileName }: Attachment): Record<string, string> {
  const credited = credit ? `${caption} (${credit})`.trim() : caption
  return {
    title: escapeText(alternativeText || caption || fileName),
    caption: escapeText(credited),
    alt_text: alternativeText,
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
