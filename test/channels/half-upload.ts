import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Message, Outcome, Sender } from '../../src/channels/channel.ts'

/** A rendering that takes a while to upload, different each time. */
export function bigRendering(sizeBytes: number): Message['renderings'] {
  return [{ format: 'newsml-g2', contentType: 'application/xml', bytes: randomBytes(sizeBytes) }]
}

/**
 * Sends a message and gives up once some of it has arrived.
 *
 * @param directory where the far side keeps what it gets
 * @returns what came of it, and how much lies there
 */
export async function sendHalf(sender: Sender, message: Message, directory: string): Promise<{ outcome: Outcome; left: number }> {
  const giveUp = new AbortController()
  const sending = sender.send(message, giveUp.signal)
  const ended = sending.then(() => true)
  // Some of it, and far from all.
  while ((await partSize(directory, message)) < 512 * 1024) {
    if (await Promise.race([ended, setImmediate(false)])) break
  }
  giveUp.abort()
  const outcome = await sending
  assert.notEqual(outcome.kind, 'delivered', 'it was faster than this test')
  return { outcome, left: await partSize(directory, message) }
}

/** Of the file while it is written; 0 where there is none. Its name begins with that of the delivery. */
async function partSize(directory: string, { deliveryId }: Message): Promise<number> {
  const part = (await readdir(directory)).find((name) => name.startsWith(`.${deliveryId}`))
  if (!part) return 0
  const { size } = await stat(join(directory, part)).catch(() => ({ size: 0 }))
  return size
}
