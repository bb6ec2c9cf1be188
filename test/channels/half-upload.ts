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
  // Some of it, and far from all.
  while ((await partSize(directory)) < 512 * 1024) await setImmediate()
  giveUp.abort()
  const outcome = await sending
  const left = await partSize(directory)
  assert.ok(left < (message.renderings[0]?.bytes.length ?? 0), 'it was faster than this test')
  return { outcome, left }
}

/** Of the file that is being written; 0 where there is none. */
async function partSize(directory: string): Promise<number> {
  const part = (await readdir(directory)).find((name) => name.endsWith('.part'))
  return part ? (await stat(join(directory, part))).size : 0
}
