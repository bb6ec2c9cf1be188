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

const Raw = z.object({ raw: z.string() })
const Media = z.object({ id: z.number(), source_url: z.string(), alt_text: z.string(), title: Raw, caption: Raw })

/** What the channel promises of pictures. Runs as tests of its own against a site: a real one, too. */
export function checkPictures(name: string, open: () => Promise<WordpressSite>): void {
  describe(`pictures at ${name}`, { timeout: 240_000 }, () => {
    let outlet: Outlet
    const mediaOf = async ({ id }: Attachment) => {
      const all = z.array(Media).parse(await outlet.editor.ask('GET', 'media?context=edit&per_page=100'))
      return all.filter((one) => one.source_url.includes(id))
    }
    const featuredOf = async (key: string) => (await outlet.editor.post(key)).featured_media

    before(async () => {
      outlet = await openOutlet(await open())
    })
    after(() => outlet.close())

    test('the first image stands over the post, brought once for all versions and attempts, with its words in every script', async () => {
      const [picture, edition] = [image(), outlet.edition('author')]
      const attachments = [image({ kind: 'document', contentType: 'application/pdf' }), picture, image()]
      await deliver(edition.send({ story: { attachments } }))
      await deliver(edition.send({ story: { attachments } }, 2))
      await deliver(edition.send({ ...correction('<p>2</p>'), story: { version: 2, attachments } }))
      const [media, ...more] = await mediaOf(picture)
      assert.deepEqual([await featuredOf(edition.key), more], [media?.id, []])
      assert.deepEqual([media?.alt_text, media?.caption.raw], [picture.alternativeText, 'محطة &amp; &lt;شمسية&gt; (Acme)'])
    })

    test('each language has a picture of its own with its own words, and a later version changes those of one', async () => {
      const [picture, edition] = [image(), outlet.edition('author')]
      const english = { ...picture, alternativeText: 'A roof in the sun', caption: 'The station' }
      const mediaIn = async (language: string) => {
        const id = await featuredOf(edition.key.replace('-ar-', `-${language}-`))
        return (await mediaOf(picture)).find((media) => media.id === id)
      }
      await deliver(edition.send({ language: 'ar', story: { attachments: [picture] } }))
      await deliver(edition.send({ language: 'en', story: { attachments: [english] } }))
      const texts = (media: z.infer<typeof Media> | undefined) => [media?.title.raw, media?.alt_text, media?.caption.raw]
      assert.deepEqual(texts(await mediaIn('en')), ['A roof in the sun', 'A roof in the sun', 'The station (Acme)'])
      const before = await mediaIn('ar')
      const changed = { ...english, alternativeText: 'A roof, “wet”', caption: '' }
      await deliver(edition.send({ ...correction('<p>2</p>'), language: 'en', story: { version: 2, attachments: [changed] } }))
      assert.deepEqual(texts(await mediaIn('en')), ['A roof, “wet”', 'A roof, “wet”', '(Acme)'])
      assert.deepEqual(await mediaIn('ar'), before)
      assert.equal((await mediaOf(picture)).length, 2)
    })

    test('a correction brings another picture, or takes ours away, each time with its file', async () => {
      const [first, second, edition] = [image(), image(), outlet.edition('author')]
      await deliver(edition.send({ story: { attachments: [first] } }))
      await deliver(edition.send({ story: { version: 2, attachments: [second] } }))
      const [media] = await mediaOf(second)
      assert.equal(await featuredOf(edition.key), media?.id)
      assert.deepEqual(await mediaOf(first), [])
      await deliver(edition.send({ story: { version: 3, attachments: [] } }))
      assert.equal(await featuredOf(edition.key), 0)
      assert.deepEqual(await mediaOf(second), [])
    })

    test('one that an editor has chosen stays, whatever versions bring, and is not joined by ours', async () => {
      const [first, second, edition] = [image(), image(), outlet.edition()]
      await deliver(edition.send({ story: { attachments: [second] } }))
      // Chosen by hand: a picture whose name is not ours.
      const [media] = await mediaOf(second)
      await outlet.editor.ask('POST', `media/${media?.id}`, { slug: `by-hand-${media?.id}` })
      await deliver(edition.send({ story: { version: 2, attachments: [first] } }))
      assert.equal(await featuredOf(edition.key), media?.id)
      assert.deepEqual(await mediaOf(first), [])
      await deliver(edition.send({ ...kill, story: { ...kill.story, version: 3 } }))
      assert.equal((await mediaOf(second)).length, 1)
    })

    test('a kill takes the picture away for good, and none of another release or language that shows the same file', async () => {
      const [picture, edition, other] = [image(), outlet.edition('author'), outlet.edition('author')]
      const story = { attachments: [picture] }
      await deliver(edition.send({ story }))
      await deliver(edition.send({ language: 'en', story }))
      await deliver(other.send({ story }))
      for (const attempt of [1, 2]) await deliver(edition.send(kill, attempt))
      const left = [await featuredOf(other.key), await featuredOf(edition.key.replace('-ar-', '-en-'))]
      assert.deepEqual((await mediaOf(picture)).map(({ id }) => id).sort(), left.sort())
      await deliver(edition.send({ ...kill, language: 'en' }))
      await deliver(other.send(kill))
      assert.deepEqual(await mediaOf(picture), [])
    })

    test('a kill also takes the picture of a post that an editor has deleted for good, or that is a draft or a notice then', async () => {
      for (const withdrawal of ['trash', 'draft', 'notice']) {
        const [picture, edition] = [image(), outlet.edition('author', { withdrawal })]
        await deliver(edition.send({ story: { attachments: [picture] } }))
        if (withdrawal === 'trash') {
          await outlet.editor.ask('DELETE', `posts/${(await outlet.editor.post(edition.key)).id}?force=true`)
        }
        await deliver(edition.send(kill))
        assert.deepEqual(await mediaOf(picture), [], withdrawal)
      }
    })

    test('eight attempts of one delivery at the same time bring one picture', async () => {
      const [picture, edition] = [image(), outlet.edition('author')]
      const version = { story: { attachments: [picture] } }
      for (const outcome of await Promise.all(Array.from({ length: 8 }, () => edition.send(version))))
        if (outcome.kind !== 'delivered') assert.equal(outcome.kind, 'temporary', JSON.stringify(outcome))
      await deliver(edition.send(version, 2))
      const [media, ...more] = await mediaOf(picture)
      assert.deepEqual([await featuredOf(edition.key), more], [media?.id ?? 'none', []])
    })

    test('a version that a kill or a newer one overtakes while its picture is on the way leaves none behind', async () => {
      const nexts = [image(), image()]
      for (const [isPlaced, next] of [
        [false, nexts[0]],
        [true, nexts[1]],
        [false, undefined],
        [true, undefined],
      ] as const) {
        const [picture, edition] = [image(), outlet.edition('author')]
        const newer = { ...correction('<p>2</p>'), story: { version: 2, attachments: next ? [next] : [] } }
        if (isPlaced) await deliver(edition.send())
        let isOvertaken = false
        const overtake: Tamper = async (passing, res) => {
          const isUpload = passing.path.includes('/media') && passing.method === 'POST'
          if (isUpload && !isOvertaken) {
            isOvertaken = true
            await deliver(edition.send(next ? newer : kill))
          }
          await pass(passing, res)
        }
        await outlet.tampering(overtake, async () => {
          const outcome = told(await edition.send({ story: { attachments: [picture] } }))
          assert.match(outcome, /^(temporary (overtaken|changed-meanwhile)|permanent trashed)$/)
        })
        assert.deepEqual(await mediaOf(picture), [], `${next ? 'newer' : 'kill'}, ${isPlaced ? 'a post' : 'none yet'}`)
        if (next) assert.equal((await mediaOf(next))[0]?.id, await featuredOf(edition.key))
      }
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

    test('whichever answer is lost while one picture takes the place of another, the next attempt leaves the one', async () => {
      for (let lost = 1, isThrough = false; !isThrough; lost++) {
        const [first, second, edition] = [image(), image(), outlet.edition('author')]
        const newer = { ...correction('<p>2</p>'), story: { version: 2, attachments: [second] } }
        await deliver(edition.send({ story: { attachments: [first] } }))
        isThrough = true
        const lose: Tamper = async (passing, res) => {
          if (passing.number !== lost) return pass(passing, res)
          isThrough = false
          await passing.forward()
          res.destroy()
        }
        await outlet.tampering(lose, async () => {
          assert.equal(told(await edition.send(newer)).split(' ')[0], isThrough ? 'delivered' : 'temporary', `${lost}`)
        })
        await deliver(edition.send(newer, 2))
        const [media, ...more] = await mediaOf(second)
        assert.deepEqual([await featuredOf(edition.key), more, await mediaOf(first)], [media?.id ?? 'none', [], []], `${lost}`)
      }
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

    test('where the original is too large or of a type that not every site shows, the post has the copy in the size of a page', async () => {
      const web = {
        name: 'web',
        contentType: 'image/png',
        sizeBytes: png.length,
        width: 1,
        height: 1,
        url: 'https://wire.example/1',
      } as const
      const unread = async () => assert.fail('the original was read')
      for (const original of [{ sizeBytes: 9 * 2 ** 20 }, { contentType: 'image/tiff' }]) {
        const small = { ...web, open: async () => Readable.from([png]) }
        const picture = image({ ...original, open: unread, renditions: [small, { ...small, name: 'thumbnail', open: unread }] })
        const edition = outlet.edition('author')
        await deliver(edition.send({ story: { attachments: [picture] } }))
        const [media] = await mediaOf(picture)
        assert.match(media?.source_url ?? '', /\.png$/)
        assert.deepEqual([await featuredOf(edition.key), media?.alt_text], [media?.id, picture.alternativeText])
      }
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
