import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { z } from 'zod'
import type { Attachment } from '../../src/channels/channel.ts'
import { pass, type Tamper } from './wordpress-line.ts'
import { correction, deliver, kill, type Outlet, openOutlet, told } from './wordpress-outlet.ts'
import type { WordpressSite } from './wordpress-site.ts'

/** A PNG of one pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
let made = 0

function image(change: Partial<Attachment> = {}): Attachment {
  made += 1
  return {
    id: `019a4f2e-7c1b-7d3a-9c57-${String(Date.now() % 1e9).padStart(9, '0')}${String(made).padStart(3, '0')}`,
    kind: 'image',
    fileName: 'صورة «شمس».png',
    contentType: 'image/png',
    caption: 'محطة & <شمسية>',
    credit: 'Acme',
    alternativeText: 'Ein Dach in der Sonne – 屋根',
    url: 'https://wire.example/files/1',
    open: async () => Readable.from([png.subarray(0, 20), png.subarray(20)]),
    ...change,
  }
}

/** What breaks off after its first bytes. */
async function* tear(error: Error) {
  yield png.subarray(0, 20)
  throw error
}

const Media = z.object({ id: z.number(), slug: z.string(), alt_text: z.string(), caption: z.object({ raw: z.string() }) })

/** What the channel promises of pictures. Runs as tests of its own against a site: a real one, too. */
export function checkPictures(name: string, open: () => Promise<WordpressSite>): void {
  describe(`pictures at ${name}`, { timeout: 240_000 }, () => {
    let outlet: Outlet
    const mediaOf = async ({ id }: Attachment) => {
      const route = `media?slug=dateline-picture-${id}&context=edit`
      return z.array(Media).parse(await outlet.editor.ask('GET', route))
    }
    const featuredOf = async (key: string) => (await outlet.editor.post(key)).featured_media

    before(async () => {
      outlet = await openOutlet(await open())
    })
    after(() => outlet.close())

    test('the first image stands over the post, brought once for all versions and languages, with its words in every script', async () => {
      const [picture, edition] = [image(), outlet.edition('author')]
      const attachments = [image({ kind: 'document', contentType: 'application/pdf' }), picture, image()]
      await deliver(edition.send({ story: { attachments } }))
      await deliver(edition.send({ ...correction('<p>2</p>'), story: { version: 2, attachments } }))
      const other = outlet.edition('author')
      await deliver(other.send({ story: { attachments } }))
      const [media, ...more] = await mediaOf(picture)
      assert.deepEqual([await featuredOf(edition.key), await featuredOf(other.key), more], [media?.id, media?.id, []])
      assert.deepEqual([media?.alt_text, media?.caption.raw], [picture.alternativeText, 'محطة &amp; &lt;شمسية&gt; (Acme)'])
    })

    test('a correction brings another picture, or takes ours away; one that an editor has chosen stays', async () => {
      const [first, second, edition] = [image(), image(), outlet.edition()]
      await deliver(edition.send({ story: { attachments: [first] } }))
      await deliver(edition.send({ story: { version: 2, attachments: [second] } }))
      const [media] = await mediaOf(second)
      assert.equal(await featuredOf(edition.key), media?.id)
      await deliver(edition.send({ story: { version: 3, attachments: [] } }))
      assert.equal(await featuredOf(edition.key), 0)
      // Chosen by hand: a picture whose name is not ours.
      await deliver(edition.send({ story: { version: 4, attachments: [second] } }))
      await outlet.editor.ask('POST', `media/${media?.id}`, { slug: `by-hand-${media?.id}` })
      await deliver(edition.send({ story: { version: 5, attachments: [first] } }))
      assert.equal(await featuredOf(edition.key), media?.id)
    })

    test('a kill takes the picture away for good', async () => {
      const [picture, edition] = [image(), outlet.edition('author')]
      await deliver(edition.send({ story: { attachments: [picture] } }))
      for (const attempt of [1, 2]) await deliver(edition.send(kill, attempt))
      assert.deepEqual(await mediaOf(picture), [])
    })

    test('a lost answer to an upload brings no second picture', async () => {
      const [picture, edition] = [image(), outlet.edition()]
      const lose: Tamper = async (passing, res) => {
        if (!passing.path.includes('/media') || passing.method !== 'POST') return pass(passing, res)
        await passing.forward()
        res.destroy()
      }
      await outlet.tampering(lose, async () => {
        assert.equal(told(await edition.send({ story: { attachments: [picture] } })), 'temporary reset')
      })
      await deliver(edition.send({ story: { attachments: [picture] } }, 2))
      const [media, ...more] = await mediaOf(picture)
      assert.deepEqual([await featuredOf(edition.key), more], [media?.id, []])
    })

    test('a site that takes no picture gets the text without: at once where it refuses, at the third attempt where it fails', async () => {
      const refuse = (status: number): Tamper => {
        return async (passing, res) => {
          if (!passing.path.includes('/media') || passing.method !== 'POST') return pass(passing, res)
          res.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Not so large</h1>')
        }
      }
      for (const [status, attempts] of [
        [413, 1],
        [507, 3],
      ] as const) {
        const edition = outlet.edition()
        const send = (attempt: number) => edition.send({ story: { attachments: [image()] } }, attempt)
        await outlet.tampering(refuse(status), async () => {
          for (let attempt = 1; attempt < attempts; attempt++) assert.equal(told(await send(attempt)), 'temporary server-error')
          assert.match(await deliver(send(attempts)), new RegExp(`without its picture: The endpoint answered ${status}`))
        })
        const { status: is, featured_media } = await outlet.editor.post(edition.key)
        assert.deepEqual([is, featured_media], ['publish', 0])
      }
    })

    test('a picture that our store does not give: attachment-unreadable, and at the third attempt the text without it', async () => {
      const noEntry = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' })
      const unreadable = [
        async () => Promise.reject(noEntry),
        async () => new Readable({ read: (): void => {} }).destroy(noEntry),
        async () => Readable.from(tear(noEntry)),
      ]
      for (const open of unreadable) {
        const edition = outlet.edition()
        const send = (attempt: number) => edition.send({ story: { attachments: [image({ open })] } }, attempt)
        for (const attempt of [1, 2]) assert.equal(told(await send(attempt)), 'temporary attachment-unreadable')
        assert.match(await deliver(send(3)), /without its picture: .* cannot be read now \(ENOENT\)/)
        assert.equal((await outlet.editor.post(edition.key)).status, 'publish')
      }
    })

    test('a store that does not answer holds nobody longer than the attempt, and what comes too late is closed', async () => {
      const [late, hanging] = [Promise.withResolvers<Readable>(), new Readable({ read: () => {} })]
      for (const open of [() => late.promise, async () => hanging]) {
        const outcome = await outlet.edition().send({ story: { attachments: [image({ open })] } }, 1, AbortSignal.timeout(300))
        assert.equal(told(outcome), 'temporary attachment-unreadable')
      }
      const stream = Readable.from([png])
      late.resolve(stream)
      const closed = (one: Readable) => one.closed || new Promise((resolve) => one.once('close', resolve))
      await Promise.all([stream, hanging].map(closed))
      assert.deepEqual([stream.destroyed, hanging.destroyed], [true, true])
    })

    test('a picture that is too large for us, of a type that not every site shows, or somebody else’s is left out', async () => {
      const large = image({ open: async () => Readable.from(Array.from({ length: 9 }, () => Buffer.alloc(2 ** 20))) })
      const expected: [Attachment, RegExp][] = [
        [large, /without its picture: it has more than 8 MiB/],
        [image({ contentType: 'image/svg+xml' }), /\/$/],
        [image({ open: undefined }), /\/$/],
      ]
      for (const [picture, receipt] of expected) {
        assert.match(await deliver(outlet.edition().send({ story: { attachments: [picture] } })), receipt)
      }
    })
  })
}
