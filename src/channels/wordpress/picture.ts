import type { Attachment, Message } from '../channel.ts'
import { SiteError } from './answer.ts'
import { captionMedia, findImage, findMedia, holds, type Media, maxPictureBytes, uploadImage } from './media.ts'
import { findPosts, isFirst, type Post, removePost } from './post.ts'
import { readPicture } from './read-picture.ts'
import type { Site } from './site.ts'

/** Of the fifteen seconds of an attempt, to read and to upload it: the text must still get through. */
const pictureTimeoutMs = 7_000
/** How often a text waits for a picture that our store does not give, or the site does not take, for now. */
const patientAttempts = 2

/** The picture that a post shall have. */
export type Picture = {
  /** at the site: 0 for none, left out where the outlet has chosen one */
  id?: number
  /** what stands beside it may be what another version said */
  isKnown?: boolean
  /** why the post goes without */
  missing?: string
  /** all that the site has of this edition, the one that the post shall have among them */
  present: Media[]
}

/**
 * Brings the first image of an edition to a site, once: later versions and attempts find it by its slug and its file's name. It
 * belongs to this edition alone. A text matters more than its picture: what the site will not take, or what fails again and again, the
 * post goes without.
 *
 * @param post whose picture it is
 * @throws SiteError where waiting may cure it
 */
export async function placePicture(
  site: Site,
  { message, signal }: { message: Message; signal: AbortSignal },
  post: Post,
): Promise<Picture> {
  const image = findImage(message)
  if (!image && isFirst(message)) return { id: 0, present: [] }
  let present: Media[] | undefined
  try {
    present = await findMedia(site, message)
    const isOwn = post.featured_media !== 0 && !present.some(({ id }) => id === post.featured_media)
    if (isOwn) return { present }
    if (!image) return { id: 0, present }
    const known = present.find((one) => holds(one, image))
    return known ? { id: known.id, isKnown: true, present } : await bring(site, { message, image, signal }, { post, present })
  } catch (error) {
    if (!(error instanceof SiteError) || signal.aborted) throw error
    const { kind, detail } = error.outcome
    // WordPress says 500 to a file that is too large for it, or that it takes for something else.
    const isRefused = kind === 'permanent' || error.code.startsWith('rest_upload_')
    if (!isRefused && message.attempt <= patientAttempts) throw error
    // What stands there stays where the site does not say what that is.
    return present ? { id: 0, missing: detail, present } : { missing: detail, present: [] }
  }
}

async function bring(
  site: Site,
  { message, image, signal }: { message: Message; image: Attachment; signal: AbortSignal },
  { post, present }: { post: Post; present: Media[] },
): Promise<Picture> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(pictureTimeoutMs)])
  const bytes = await readPicture(image, { signal: within, maxBytes: maxPictureBytes })
  if (!bytes) return { id: 0, missing: `it has more than ${maxPictureBytes / 2 ** 20} MiB`, present }
  const made = await uploadImage(site, { message, image }, { bytes, postId: post.id, signal: within })
  // Another attempt may have brought it in these seconds: all of them choose the oldest.
  const all = await findMedia(site, message)
  const { id } = all.find((one) => holds(one, image)) ?? made
  return { id, isKnown: id !== made.id, present: all }
}

/**
 * What is left to do once a post has its picture: that says what this version says of it, and those whose place it takes go.
 *
 * @param post as it is now
 * @returns what the receipt says of it
 * @throws SiteError where waiting may cure it
 */
export async function settlePicture(
  site: Site,
  message: Message,
  { post, picture }: { post: Post; picture: Picture },
): Promise<string> {
  const { id, isKnown, present, missing } = picture
  const image = findImage(message)
  const without = missing ? `, without its picture: ${missing}` : ''
  try {
    if (image && id && isKnown) await captionMedia(site, id, image)
    // What was missed may have arrived all the same.
    if (missing || present.some((one) => one.id !== id)) await tidyPictures(site, message, post.featured_media)
    return without
  } catch (error) {
    if (!(error instanceof SiteError)) throw error
    const { kind, detail } = error.outcome
    if (kind === 'temporary' && message.attempt <= patientAttempts) throw error
    return `${without}, with an older picture or its texts left behind: ${detail}`
  }
}

/**
 * Takes away for good what an edition has of pictures beside those that stand at its posts now.
 *
 * @param keep another that stays
 */
export async function tidyPictures(site: Site, message: Message, keep = 0): Promise<void> {
  const present = await findMedia(site, message)
  if (present.every(({ id }) => id === keep)) return
  const { placed, arriving } = await findPosts(site, message, true)
  const shown = new Set([keep, ...[...placed, ...arriving].map((post) => post.featured_media)])
  await removeAll(
    site,
    present.filter(({ id }) => !shown.has(id)),
  )
}

/** Takes the pictures of an edition away, for good: WordPress would show the files to whoever has their address. */
export async function removePictures(site: Site, message: Message): Promise<void> {
  await removeAll(site, await findMedia(site, message))
}

async function removeAll(site: Site, media: Media[]): Promise<void> {
  for (const { id } of media) await removePost(site, `media/${id}`, 'for-good')
}
