import type { Message } from '../channel.ts'
import { forNow } from './not-taken.ts'
import { makePackage, maxMediaBytes } from './package.ts'
import { openRoom } from './room.ts'

/** For all packages of the process: two of the largest at once, or many small ones. */
const takeRoom = openRoom(4 * maxMediaBytes)

/** A package in memory, until it is given back. */
export type HeldPackage = { bytes: Uint8Array; giveBack(): void }

/**
 * Makes a package once there is room for it.
 *
 * @param signal its abort ends the waiting and the reading
 * @throws NotTaken where a file of the release cannot be read now, or there is no room in time
 */
export async function holdPackage(message: Message, signal: AbortSignal): Promise<HeldPackage> {
  const giveBack = await takeRoom(findRoom(message), signal).catch(() => {
    throw forNow('attachment-unreadable', 'So many packages were on their way that there was no room for this one in time')
  })
  try {
    return { bytes: await makePackage(message, signal), giveBack }
  } catch (error) {
    giveBack()
    throw error
  }
}

/** Bytes: once as they are read, and once as they are packed. */
function findRoom({ renderings, story }: Message): number {
  const texts = renderings.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const media = story.attachments.reduce((sum, { sizeBytes = 0, open }) => sum + (open ? sizeBytes : 0), 0)
  return 2 * (texts + Math.min(media, maxMediaBytes))
}
