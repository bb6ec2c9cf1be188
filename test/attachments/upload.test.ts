import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { type Client, expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { languages, editions as stories } from '../journeys/fifteen-release.ts'
import { animation, bomb, pdf, photograph, picture, readMetadata } from './material.ts'
import { fetchFile, upload } from './upload.ts'

type Submitter = Client & { accountId: string; key: string }

describe('a file that is handed in', () => {
  let service: Service
  let ann: Submitter
  before(async () => {
    service = await startService({ env: { ATTACHMENT_MAX_MB: '2', ATTACHMENT_MAX_MEGAPIXELS: '4' } })
    ann = await service.client('submitter')
  })
  after(() => service.close())
  const incoming = () => readdir(service.deps.files.incoming)
  const bearer = () => ({ authorization: `Bearer ${ann.key}` })

  for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const)
    it(`201 takes ${format}: what it is, how large, which bytes; and makes two smaller pictures of it`, async () => {
      const bytes = await picture(format)
      const { json } = expectStatus(await upload(service, ann.key, bytes), 201)
      assert.equal(json.contentType, `image/${format}`)
      assert.deepEqual([json.kind, json.width, json.height, json.sizeBytes], ['image', 320, 240, bytes.length])
      assert.equal(json.sha256, createHash('sha256').update(bytes).digest('hex'))
      assert.deepEqual(
        json.renditions.map(({ name, width, height }: Record<string, unknown>) => [name, width, height]),
        [
          ['web', 320, 240],
          ['thumbnail', 300, 225],
        ],
      )
      const got = await fetchFile(service, `/v1/attachments/${json.id}/file`, bearer())
      assert.deepEqual([got.status, got.headers['content-type']], [200, `image/${format}`])
      assert.ok(got.bytes.equals(bytes))
    })

  it('201 takes a PDF, without pictures of it', async () => {
    const { json } = expectStatus(await upload(service, ann.key, pdf, { filename: 'Zahlen.pdf' }), 201)
    assert.deepEqual([json.kind, json.contentType, json.width, json.renditions], ['document', 'application/pdf', null, []])
  })

  it('201 keeps a photograph byte for byte; its renditions stand upright and do not say where it was taken', async () => {
    const bytes = await photograph()
    assert.ok((await readMetadata(bytes)).exif)
    const { json } = expectStatus(await upload(service, ann.key, bytes), 201)
    assert.deepEqual([json.width, json.height], [1200, 2400])
    const original = await fetchFile(service, `/v1/attachments/${json.id}/file`, bearer())
    assert.ok(original.bytes.equals(bytes))
    for (const [part, width, height] of [
      ['web', 800, 1600],
      ['thumbnail', 150, 300],
    ] as const) {
      const got = await fetchFile(service, `/v1/attachments/${json.id}/file?part=${part}`, bearer())
      const metadata = await readMetadata(got.bytes)
      assert.deepEqual([metadata.format, metadata.width, metadata.height, metadata.space], ['jpeg', width, height, 'srgb'])
      assert.deepEqual(
        [metadata.exif, metadata.orientation, metadata.iptc, metadata.xmp],
        [undefined, undefined, undefined, undefined],
      )
    }
  })

  it('201 believes the bytes, not the name nor Content-Type; a name that lies gets the right ending', async () => {
    const headers = { 'content-type': 'text/html' }
    const { json } = expectStatus(await upload(service, ann.key, await picture('png'), { filename: 'photo.exe', headers }), 201)
    assert.deepEqual([json.contentType, json.fileName], ['image/png', 'photo.exe.png'])
  })

  it('201 keeps names in every script, from the query and from Content-Disposition, and without folders', async () => {
    assert.equal(languages.length, 15)
    for (const { headline, language } of stories) {
      const name = `${headline.slice(0, 60)} – ${language}.pdf`.replaceAll('/', '·')
      const { json } = expectStatus(await upload(service, ann.key, pdf, { filename: name }), 201)
      assert.equal(json.fileName, name)
      const got = await fetchFile(service, `/v1/attachments/${json.id}/file`, bearer())
      const encoded = /filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]+)$/.exec(String(got.headers['content-disposition']))?.[1]
      assert.equal(decodeURIComponent(encoded ?? ''), name)
    }
    const disposition = `attachment; filename="x.pdf"; filename*=UTF-8''${encodeURIComponent('عقد.pdf')}`
    const named = await upload(service, ann.key, pdf, { headers: { 'content-disposition': disposition } })
    assert.equal(expectStatus(named, 201).json.fileName, 'عقد.pdf')
    const folders = expectStatus(await upload(service, ann.key, pdf, { filename: 'C:\\Users\\..\\a/b/../Q3.PDF' }), 201)
    assert.equal(folders.json.fileName, 'Q3.PDF')
    assert.equal(expectStatus(await upload(service, ann.key, pdf, { filename: '../..' }), 201).json.fileName, 'document.pdf')
  })

  it('422 refuses a name with characters that turn it around', async () => {
    assert.equal(expectStatus(await upload(service, ann.key, pdf, { filename: 'a\u202Efdp.exe' }), 422).problem, 'invalid')
  })

  it('415 refuses what is no picture and no PDF, and says what it is', async () => {
    const svg = Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    for (const bytes of [svg, Buffer.from('MZ\x90\0 this is no picture'), Buffer.from('PK\x03\x04zip'), Buffer.from('hello')]) {
      const headers = { 'content-type': 'image/jpeg' }
      const answer = expectStatus(await upload(service, ann.key, bytes, { filename: 'a.jpg', headers }), 415)
      assert.equal(answer.problem, 'unsupported-file')
    }
  })

  it('422 refuses pictures that are cut off, and a PDF without its end', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'gif'] as const) {
      const whole = await picture(format)
      const answer = await upload(service, ann.key, whole.subarray(0, Math.floor(whole.length * 0.6)))
      assert.equal(expectStatus(answer, 422).problem, 'file-unreadable', format)
    }
    assert.equal(expectStatus(await upload(service, ann.key, pdf.subarray(0, 60)), 422).problem, 'file-unreadable')
    // What a TIFF is stands at its end.
    const tiff = await picture('tiff')
    expectStatus(await upload(service, ann.key, tiff.subarray(0, Math.floor(tiff.length * 0.6))), 415)
  })

  it('201 takes a photograph with stray bytes between its parts, as some cameras leave them', async () => {
    const bytes = await photograph()
    // Before the first marker after SOI: decoders skip them, and say so.
    const at = bytes.indexOf(Buffer.from([0xff, 0xdb]))
    const stray = Buffer.concat([bytes.subarray(0, at), Buffer.from([1, 2, 3]), bytes.subarray(at)])
    const { json } = expectStatus(await upload(service, ann.key, stray), 201)
    assert.equal(json.renditions.length, 2)
  })

  it('422 refuses a picture with too many pixels before it is decoded, however few bytes it has', async () => {
    const small = await bomb()
    assert.ok(small.length < 1000)
    const answer = expectStatus(await upload(service, ann.key, small), 422)
    assert.equal(answer.problem, 'too-many-pixels')
    assert.match(answer.json.detail, /60000 × 60000/)
    const frames = await upload(service, ann.key, await animation(5, { width: 1000, height: 1000 }))
    assert.match(expectStatus(frames, 422).json.detail, /1000 × 1000 pixels, 5 times/)
  })

  it('413 refuses what is larger than the wire takes, as soon as it is', async () => {
    const answer = await upload(service, ann.key, Buffer.alloc(2 * 1024 * 1024 + 1))
    assert.equal(expectStatus(answer, 413).problem, 'payload-too-large')
  })

  it('400 refuses an empty body, and other bytes than the digest says; the right digest passes', async () => {
    assert.equal(expectStatus(await upload(service, ann.key, Buffer.alloc(0)), 400).problem, 'malformed-request')
    const digest = (name: string, bytes: Buffer) => `sha-${name}=:${createHash(`sha${name}`).update(bytes).digest('base64')}:`
    const send = (headers: Record<string, string>) => upload(service, ann.key, pdf, { headers })
    expectStatus(await send({ 'content-digest': `md5=:AAAA:, ${digest('256', pdf)}`, 'repr-digest': digest('512', pdf) }), 201)
    for (const header of ['content-digest', 'repr-digest'])
      for (const name of ['256', '512']) {
        const answer = await send({ [header]: digest(name, Buffer.from('other')) })
        assert.equal(expectStatus(answer, 400).problem, 'digest-mismatch')
      }
    assert.equal(expectStatus(await send({ 'content-digest': 'sha-256=abc' }), 400).problem, 'malformed-request')
  })

  it('415 refuses a compressed body: it is kept byte for byte', async () => {
    expectStatus(await upload(service, ann.key, pdf, { headers: { 'content-encoding': 'gzip' } }), 415)
  })

  it('201 once, with the same Idempotency-Key: a repeat gets the first answer, also at the same time, and leaves nothing', async () => {
    const headers = { 'idempotency-key': 'once' }
    const bytes = await picture('png')
    const answers = await Promise.all([1, 2, 3].map(() => upload(service, ann.key, bytes, { headers })))
    const ids = new Set(answers.map((answer) => expectStatus(answer, 201).json.id))
    assert.equal(ids.size, 1)
    assert.equal(await service.deps.db.attachment.count({ where: { state: { not: 'ready' } } }), 0)
    const other = await upload(service, ann.key, pdf, { headers })
    assert.equal(expectStatus(other, 422).problem, 'idempotency-key-reused')
    assert.equal(await service.deps.db.attachment.count({ where: { state: { not: 'ready' } } }), 0)
  })

  it('404 is somebody else’s, in every way; staff reads it, and that is on record', async () => {
    const bob = await service.client('submitter')
    const { id } = expectStatus(await upload(service, ann.key, pdf), 201).json
    for (const client of [bob, await service.client('submitter', ann.accountId, 'test')]) {
      expectStatus(await client.get(`/v1/attachments/${id}`), 404)
      expectStatus(await client.get(`/v1/attachments/${id}/file`), 404)
      expectStatus(await client.delete(`/v1/attachments/${id}`), 404)
    }
    const editor = await service.client('editor')
    expectStatus(await editor.get(`/v1/attachments/${id}/file`), 200)
    const read = await service.deps.db.event.findFirstOrThrow({ where: { kind: 'attachment.read', subjectId: id } })
    assert.equal(read.actor, 'A editor')
    expectStatus(await editor.delete(`/v1/attachments/${id}`), 404)
  })

  it('200 stands in the list of its account, page by page, until it is deleted; of nobody else’s but staff’s', async () => {
    const eve = await service.client('submitter')
    const ids: string[] = []
    for (const bytes of [await picture(), pdf, await picture('png')])
      ids.push(expectStatus(await upload(service, eve.key, bytes), 201).json.id)
    const list = async (client: Client, query = '') => expectStatus(await client.get(`/v1/attachments${query}`), 200).json
    const [first, second] = [await list(eve, '?limit=2'), await list(eve)]
    assert.deepEqual(
      second.items.map(({ id }: { id: string }) => id),
      ids,
    )
    assert.equal(second.nextCursor, null)
    const rest = await list(eve, `?limit=2&cursor=${first.nextCursor}`)
    assert.deepEqual([...first.items, ...rest.items], second.items)
    assert.deepEqual((await list(eve, '?kind=document')).items, [second.items[1]])
    expectStatus(await eve.delete(`/v1/attachments/${ids[0]}`), 204)
    assert.deepEqual((await list(eve)).items, second.items.slice(1))
    assert.ok(!(await list(ann)).items.some(({ id }: { id: string }) => ids.includes(id)))
    const all = (await list(await service.client('editor'), '?limit=200')).items.map(({ id }: { id: string }) => id)
    assert.ok(all.includes(ids[1]))
    expectStatus(await eve.get('/v1/attachments?kind=film'), 422)
  })

  it('204 is deleted with its bytes, and gone for everybody', async () => {
    const { id } = expectStatus(await upload(service, ann.key, await picture()), 201).json
    expectStatus(await ann.delete(`/v1/attachments/${id}`), 204)
    expectStatus(await ann.get(`/v1/attachments/${id}`), 404)
    await assert.rejects(service.deps.files.open(`${id}/original`))
    await assert.rejects(service.deps.files.open(`${id}/web`))
    assert.equal(await service.deps.db.attachment.count({ where: { id } }), 0)
  })

  it('leaves nothing where files are received, whatever became of them', async () => {
    assert.deepEqual(await incoming(), [])
  })
})
