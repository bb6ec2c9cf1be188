import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import type { Attachment } from '../../src/channels/channel.ts'
import { NotTaken } from '../../src/channels/files/not-taken.ts'
import { makePackage } from '../../src/channels/files/package.ts'
import { sftp } from '../../src/channels/sftp/sftp.ts'
import { makeMessage } from './conformance.ts'
import { unpack } from './unpack.ts'

const picture = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
const signed = 'https://wire.example/v1/attachments/1?signature=abc'

const image: Attachment = {
  ...{ id: '1', kind: 'image', fileName: '../Brücke über den Bosporus – دبي.JPG', contentType: 'image/jpeg' },
  ...{ sizeBytes: picture.length, url: signed, caption: 'Die Brücke', alternativeText: 'Eine Brücke' },
  open: async () => Readable.from([picture]),
}
const video: Attachment = { id: '2', kind: 'video', fileName: 'film', contentType: 'text/html', url: 'https://video.example/1' }
const huge: Attachment = { ...image, id: '3', sizeBytes: 100 * 1024 * 1024, open: () => assert.fail('too large to be read') }

const { signal } = new AbortController()

function makeIssue(attachments: Attachment[]) {
  const message = makeMessage(sftp)
  return { ...message, sequence: 12, story: { ...message.story, attachments } }
}

const Manifest = z.object({
  sequence: z.number(),
  texts: z.array(z.object({ path: z.string(), sha256: z.string() })),
  attachments: z.array(
    z.object({ id: z.string(), path: z.string().optional(), url: z.string().optional(), sha256: z.string().optional() }),
  ),
})

test('a package holds the text, the files and a manifest that says what is what', async () => {
  const message = makeIssue([image, video, huge])
  const files = await unpack(await makePackage(message, signal))
  const manifest = Manifest.parse(JSON.parse(String(files.get('manifest.json'))))
  assert.deepEqual([...files.keys()], ['manifest.json', `${message.story.slug}.xml`, 'media/1-brücke-über-den-bosporus-دبي.jpg'])
  assert.equal(manifest.sequence, 12)
  for (const { path, sha256 } of manifest.texts) {
    assert.equal(
      createHash('sha256')
        .update(files.get(path) ?? '')
        .digest('hex'),
      sha256,
    )
    assert.deepEqual(files.get(path), Buffer.from(message.renderings[0]?.bytes ?? []))
  }
  const [first, second, third] = manifest.attachments
  assert.deepEqual(files.get(first?.path ?? ''), picture)
  assert.deepEqual([second?.path, second?.url], [undefined, 'https://video.example/1'])
  assert.deepEqual([third?.path, third?.url], [undefined, undefined])
})

test('the same delivery is packed to the same bytes, though links are signed anew', async () => {
  const message = makeIssue([image, video])
  const later = { ...message, attempt: 2, sentAt: new Date('2027-01-01T00:00:00Z') }
  const again = { ...later, story: { ...later.story, attachments: [{ ...image, url: `${signed}d` }, video] } }
  assert.ok(Buffer.from(await makePackage(message, signal)).equals(await makePackage(again, signal)))
})

test('a file that cannot be read now is for later', async () => {
  const lost = { ...image, open: () => Promise.reject(Object.assign(new Error('gone'), { code: 'ENOENT' })) }
  const error = await makePackage(makeIssue([lost]), signal).catch((thrown: unknown) => thrown)
  assert.ok(error instanceof NotTaken)
  assert.deepEqual([error.outcome.kind, error.outcome.reason], ['temporary', 'attachment-unreadable'])
})

test('a file that is not read by the deadline is for later, and is closed', async () => {
  const silent = new Readable({ read: () => {} })
  const late = Promise.withResolvers<Readable>()
  for (const open of [async () => silent, () => late.promise]) {
    const deadline = new AbortController()
    const packing = makePackage(makeIssue([{ ...image, open }]), deadline.signal).catch((thrown: unknown) => thrown)
    await setImmediate()
    deadline.abort()
    const error = await packing
    assert.ok(error instanceof NotTaken)
    assert.deepEqual([error.outcome.kind, error.outcome.reason], ['temporary', 'attachment-unreadable'])
  }
  const opened = new Readable({ read: () => {} })
  late.resolve(opened)
  await setImmediate()
  assert.ok(silent.destroyed && opened.destroyed)
})
