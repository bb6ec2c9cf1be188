import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { fileUrl } from '../../src/attachments/link.ts'
import type { Message } from '../../src/channels/channel.ts'
import { deliverBatch } from '../../src/deliveries/deliver.ts'
import { lostRingMs } from '../../src/deliveries/sweep.ts'
import { sweep } from '../../src/worker.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'
import { pdf, picture } from './material.ts'
import { fetchFile, upload } from './upload.ts'

const hour = '2026-12-01T05:00:00Z'

describe('the link to a file of a release', () => {
  const clock = handClock('2026-12-01T04:00:00Z')
  let stage: Stage
  let targets: { language: string; outletListId: string }[]
  let bytes: Buffer
  let photo: string
  let document: string
  before(async () => {
    stage = await startStage({ clock })
    const english = await stage.list([{ languages: ['en'] }])
    const arabic = await stage.list([{ languages: ['ar'] }])
    targets = [
      { language: 'en', outletListId: english.id },
      { language: 'ar', outletListId: arabic.id },
    ]
    bytes = await picture()
    photo = expectStatus(await upload(stage, stage.submitter.key, bytes, { filename: 'محطة دبي.jpg' }), 201).json.id
    document = expectStatus(await upload(stage, stage.submitter.key, pdf, { filename: 'Q3 (final).pdf' }), 201).json.id
  })
  after(() => stage.close())

  /** Delivers what is due, and returns what the channel was told of each edition. */
  const deliver = async (): Promise<Map<string, Message>> => {
    const told = new Map<string, Message>()
    const send = async (message: Message) => {
      told.set(message.language, message)
      return { kind: 'delivered', receipt: 'read' } as const
    }
    const worker = {
      ...stage.deps,
      senders: { webhook: { send, close: async () => {} } },
      stopping: new AbortController().signal,
    }
    // A kill is expanded by whoever took it, beside these turns: what counts is that all of it is through, not how many that takes.
    const due = { state: { in: ['scheduled', 'releasing'] }, releaseAt: { lte: clock.now() } }
    do {
      for (const { id } of await sweep(worker, 10)) await deliverBatch(worker, id)
      clock.advance(lostRingMs + 1)
    } while ((await stage.deps.db.publication.count({ where: due })) > 0)
    return told
  }

  const attachments = () => [
    {
      kind: 'file',
      id: photo,
      credit: 'Lena Ortiz',
      captions: { en: 'The plant', fr: 'L’usine' },
      alternativeTexts: { ar: 'المحطة' },
    },
    { kind: 'file', id: document },
    { kind: 'video', url: 'https://acme.example/film/opening.mp4', captions: { ar: 'الافتتاح' } },
  ]

  const publish = async (more: object = {}, hours: object = {}) => {
    const id = await stage.approved({ targets, attachments: attachments(), ...more })
    expectStatus(await stage.publish(id, hours), 202)
    const publication = await stage.deps.db.publication.findFirstOrThrow({ where: { releaseId: id }, orderBy: { id: 'desc' } })
    const link = (file: string, contentType: string) => fileUrl(stage.deps, { id: file, contentType }, publication.id)
    return { id, url: link(photo, 'image/jpeg'), pdfUrl: link(document, 'application/pdf') }
  }

  it('404 before the hour, to the millisecond; from the hand-over on it leads to the bytes, though under an embargo', async () => {
    clock.set('2026-12-01T04:00:00Z')
    const { url } = await publish({}, { releaseAt: hour, embargoUntil: '2026-12-01T09:00:00Z' })
    assert.deepEqual([(await fetchFile(stage, url)).status, (await fetchFile(stage, url)).problem], [404, 'not-found'])
    clock.set('2026-12-01T04:59:59.999Z')
    assert.equal((await fetchFile(stage, url)).status, 404)
    clock.set(hour)
    const told = await deliver()
    assert.equal(told.size, 2)
    const got = await fetchFile(stage, url)
    assert.deepEqual([got.status, got.headers['content-type']], [200, 'image/jpeg'])
    assert.ok(got.bytes.equals(bytes))
  })

  it('stands in what each edition is told: in the order of the release, with the words of its language and no others', async () => {
    clock.set(hour)
    await publish()
    const told = await deliver()
    const [english, arabic] = ['en', 'ar'].map((language) => told.get(language)?.story.attachments ?? assert.fail(language))
    assert.deepEqual(
      english?.map(({ kind, fileName, contentType, sizeBytes, caption, credit, alternativeText }) => ({
        ...{ kind, fileName, contentType, sizeBytes, caption, credit, alternativeText },
      })),
      [
        {
          kind: 'image',
          fileName: 'محطة دبي.jpg',
          contentType: 'image/jpeg',
          sizeBytes: bytes.length,
          caption: 'The plant',
          credit: 'Lena Ortiz',
          alternativeText: undefined,
        },
        {
          kind: 'document',
          fileName: 'Q3 (final).pdf',
          contentType: 'application/pdf',
          sizeBytes: pdf.length,
          caption: undefined,
          credit: undefined,
          alternativeText: undefined,
        },
        {
          kind: 'video',
          fileName: 'opening.mp4',
          contentType: 'video/mp4',
          sizeBytes: undefined,
          caption: undefined,
          credit: undefined,
          alternativeText: undefined,
        },
      ],
    )
    assert.deepEqual(
      arabic?.map(({ caption, alternativeText }) => [caption, alternativeText]),
      [
        [undefined, 'المحطة'],
        [undefined, undefined],
        ['الافتتاح', undefined],
      ],
    )
    assert.deepEqual([english?.[0]?.width, english?.[0]?.height], [320, 240])
    assert.match(english?.[0]?.url ?? '', /^https:\/\/wire\.example\/v1\/files\/[0-9a-f-]{36}\/original\.jpg\?/)
    assert.equal(english?.[2]?.url, 'https://acme.example/film/opening.mp4')
    assert.ok((await fetchFile(stage, english?.[0]?.url ?? '')).bytes.equals(bytes))
    const smaller = english?.[0]?.renditions ?? assert.fail('no renditions')
    assert.deepEqual(
      smaller.map(({ name }) => name),
      ['web', 'thumbnail'],
    )
    for (const { url, sizeBytes } of smaller) assert.equal((await fetchFile(stage, url)).bytes.length, sizeBytes)
    assert.equal(english?.[1]?.renditions, undefined)
    const opened = await english?.[0]?.open?.()
    assert.ok(opened && (await buffer(opened)).equals(bytes))
    assert.equal(english?.[2]?.open, undefined)
  })

  it('names the file in any script, tells its digest, and lets a browser run nothing of it', async () => {
    clock.set(hour)
    const { url, pdfUrl } = await publish()
    await deliver()
    const { headers } = await fetchFile(stage, url)
    assert.match(String(headers['content-disposition']), /^attachment; filename="[0-9a-f]{12}-original\.jpg"; filename\*=UTF-8''/)
    assert.ok(String(headers['content-disposition']).endsWith(encodeURIComponent('محطة دبي.jpg')))
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.match(String(headers['content-security-policy']), /sandbox/)
    assert.match(String(headers['repr-digest']), /^sha-256=:[A-Za-z0-9+/]{43}=:$/)
    // What a header has another use for is encoded.
    assert.match(
      String((await fetchFile(stage, pdfUrl)).headers['content-disposition']),
      /filename\*=UTF-8''Q3%20%28final%29\.pdf$/,
    )
    const web = await fetchFile(stage, url.replace('original.jpg', 'web.jpg'))
    assert.deepEqual([web.status, web.headers['content-type'], web.headers['repr-digest']], [200, 'image/jpeg', undefined])
    assert.equal((await fetchFile(stage, url.replace('original.jpg', 'thumbnail.jpg'))).status, 200)
  })

  it('404 is a link of which anything was changed, and one to what there is not', async () => {
    clock.set(hour)
    const { url, pdfUrl } = await publish()
    await deliver()
    const other = await publish()
    const changed = [
      url.replace(photo, document),
      url.replace(/publication=[^&]+/, /publication=[^&]+/.exec(other.url)?.[0] ?? ''),
      url.replace(/expires=\d+/, 'expires=9999999999'),
      url.replace(/signature=./, 'signature=_'),
      url.replace(/&signature=.*/, ''),
      url.replace('original.jpg', 'original.html'),
      url.replace('original.jpg', 'secret.jpg'),
      pdfUrl.replace('original.pdf', 'web.jpg'),
      url.replace(/\?.*/, ''),
    ]
    for (const link of changed) assert.equal((await fetchFile(stage, link)).problem, 'not-found', link)
  })

  it('206 gives the bytes that are asked for, 416 says how many there are, 304 to whoever has them', async () => {
    clock.set(hour)
    const { url } = await publish()
    await deliver()
    const size = bytes.length
    for (const [range, first, last] of [
      ['bytes=0-9', 0, 9],
      ['bytes=10-', 10, size - 1],
      ['bytes=-7', size - 7, size - 1],
      [`bytes=5-${size * 2}`, 5, size - 1],
      [`bytes=-${size * 2}`, 0, size - 1],
    ] as const) {
      const got = await fetchFile(stage, url, { range })
      assert.deepEqual([got.status, got.headers['content-range']], [206, `bytes ${first}-${last}/${size}`], range)
      assert.ok(got.bytes.equals(bytes.subarray(first, last + 1)), range)
    }
    for (const range of ['bytes=0-1,5-6', 'lines=1-2', 'bytes=9-5', 'bytes=-'])
      assert.equal((await fetchFile(stage, url, { range })).status, 200, range)
    const beyond = await fetchFile(stage, url, { range: `bytes=${size}-` })
    assert.deepEqual(
      [beyond.status, beyond.problem, beyond.headers['content-range']],
      [416, 'range-not-satisfiable', `bytes */${size}`],
    )
    const etag = String((await fetchFile(stage, url)).headers.etag)
    assert.equal((await fetchFile(stage, url, { 'if-none-match': etag })).status, 304)
    assert.equal((await fetchFile(stage, url, { range: 'bytes=0-9', 'if-range': etag })).status, 206)
    assert.equal((await fetchFile(stage, url, { range: 'bytes=0-9', 'if-range': '"another"' })).status, 200)
    const { pathname, search } = new URL(url)
    const head = await stage.app.inject({ method: 'HEAD', url: `${pathname}${search}` })
    assert.deepEqual([head.statusCode, head.headers['content-length'], head.rawPayload.length], [200, String(size), 0])
  })

  it('a correction that says nothing of files has them still; one that leaves a file out withdraws it: 410', async () => {
    clock.set(hour)
    const { id, url, pdfUrl } = await publish()
    await deliver()
    const correct = async (more: object) => {
      const next = {
        issuerIds: [stage.issuerId],
        source: { kind: 'issuer' },
        contacts: [{ name: 'Press office', email: 'press@acme.example' }],
      }
      const editions = [edition('en', '<p>Other text.</p>'), edition('ar', '<p>Other text.</p>')]
      const made = await stage.submitter.post(`/v1/releases/${id}/versions`, { ...next, kind: 'correction', editions, ...more })
      expectStatus(made, 201)
      expectStatus(await stage.submitter.put(`/v1/releases/${id}/submission`), 200)
      expectStatus(await stage.editor.put(`/v1/releases/${id}/approval`, undefined, { 'if-match': '*' }), 200)
      expectStatus(await stage.publish(id), 202)
      assert.equal((await fetchFile(stage, url)).status, 200)
      return { made, told: await deliver() }
    }
    const { made, told } = await correct({})
    assert.deepEqual(
      made.json.attachments.map((one: { id?: string; url?: string }) => one.id ?? one.url),
      [photo, document, 'https://acme.example/film/opening.mp4'],
    )
    assert.equal(told.get('en')?.story.attachments.length, 3)
    assert.equal((await fetchFile(stage, url)).status, 200)
    await correct({ attachments: [{ kind: 'file', id: document }] })
    assert.equal((await fetchFile(stage, url)).problem, 'withdrawn')
    assert.equal((await fetchFile(stage, told.get('en')?.story.attachments[0]?.url ?? '')).problem, 'withdrawn')
    assert.equal((await fetchFile(stage, pdfUrl)).status, 200)
  })

  it('410 once the release is killed, on every link to every file of it; another release has it still', async () => {
    clock.set(hour)
    const { id, url, pdfUrl } = await publish()
    const other = await publish()
    await deliver()
    expectStatus(await stage.editor.post(`/v1/releases/${id}/versions`, { kind: 'kill', reason: 'Wrong' }), 201)
    expectStatus(await stage.editor.put(`/v1/releases/${id}/publication`, {}), 202)
    const told = await deliver()
    assert.deepEqual(told.get('en')?.story.attachments, [])
    for (const link of [url, pdfUrl]) assert.deepEqual((await fetchFile(stage, link)).problem, 'withdrawn')
    assert.equal((await fetchFile(stage, other.url)).status, 200)
  })

  it('404 while its publication is canceled before its hour', async () => {
    clock.set('2026-12-01T04:00:00Z')
    const { id, url } = await publish({}, { releaseAt: hour })
    expectStatus(await stage.submitter.delete(`/v1/releases/${id}/publication`), 200)
    clock.set(hour)
    await deliver()
    assert.equal((await fetchFile(stage, url)).status, 404)
  })

  // Last: nobody can set this clock back.
  it('410 when its days are over; a text that is made later has a link that is good', async () => {
    clock.set(hour)
    const { url } = await publish()
    await deliver()
    clock.set('2026-12-31T23:59:59Z')
    assert.equal((await fetchFile(stage, url)).status, 200)
    clock.set('2027-01-01T00:00:00Z')
    assert.equal((await fetchFile(stage, url)).problem, 'link-expired')
    const publicationId = new URL(url).searchParams.get('publication') ?? ''
    assert.equal(
      (await fetchFile(stage, fileUrl(stage.deps, { id: photo, contentType: 'image/jpeg' }, publicationId))).status,
      200,
    )
  })
})
