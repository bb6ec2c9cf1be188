import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { handIn, newRelease, openPressOffice, type PressOffice } from '../releases/press-office.ts'
import { pdf, picture } from './material.ts'
import { upload } from './upload.ts'

describe('a release that names files', () => {
  let service: Service
  let office: PressOffice & { key: string }
  let photo: string
  before(async () => {
    service = await startService()
    const client = await openPressOffice(service, { trusted: true })
    const { key } = await service.client('submitter', client.accountId)
    office = { ...client, key }
    photo = await hand(await picture(), 'photo.jpg')
  })
  after(() => service.close())

  const hand = async (bytes: Buffer, filename: string, key = office.key): Promise<string> =>
    String(expectStatus(await upload(service, key, bytes, { filename }), 201).json.id)
  const file = (id: string, more: object = {}) => ({ kind: 'file', id, ...more })

  it('201 shows them as they were handed in, with captions and alternative texts by language, and videos', async () => {
    const said = { credit: 'Lena Ortiz', captions: { EN: 'The plant', 'zh-TW': '工廠' }, alternativeTexts: { en: 'A plant' } }
    const video = { kind: 'video', url: 'https://acme.example/v/1', captions: { en: 'Opening' } }
    const { path } = await handIn(office, { attachments: [file(photo, said), video] })
    const { attachments } = expectStatus(await office.get(path), 200).json
    assert.deepEqual(attachments, [
      { kind: 'file', id: photo, ...said, captions: { en: 'The plant', 'zh-Hant': '工廠' } },
      { ...video, credit: null, alternativeTexts: {} },
    ])
  })

  it('another caption is another revision: the hash that is approved holds every word', async () => {
    const one = await handIn(office, { reference: 'same', attachments: [file(photo, { captions: { en: 'One' } })] })
    const two = await handIn(office, { reference: 'same', attachments: [file(photo, { captions: { en: 'Two' } })] })
    assert.notEqual(one.hash, two.hash)
  })

  it('422 refuses a file of somebody else, of a test, and one that there is not, all alike and with its place', async () => {
    const bob = await service.client('submitter')
    const test = await service.client('submitter', office.accountId, 'test')
    const foreign = [
      await hand(pdf, 'a.pdf', bob.key),
      await hand(pdf, 'a.pdf', test.key),
      '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
    ]
    for (const id of foreign) {
      const answer = await office.post('/v1/releases', newRelease(office, { attachments: [file(photo), file(id)] }))
      assert.equal(expectStatus(answer, 422).problem, 'invalid')
      const { pointer, code, detail } = answer.json.errors[0]
      assert.deepEqual([pointer, code], ['/attachments/1/id', 'unknown-attachment'])
      assert.match(detail, /^this account has no file/)
    }
    expectStatus(await test.post('/v1/releases', newRelease(office, { attachments: [file(foreign[1] ?? '')] })), 201)
  })

  it('422 refuses one file twice, texts that lie about their direction, and videos that are no https address', async () => {
    for (const attachments of [
      [file(photo), file(photo)],
      [file(photo, { captions: { en: 'a\u202Eb' } })],
      [file(photo, { captions: { xx1: 'a' } })],
      [{ kind: 'video', url: 'http://acme.example/v' }],
      [{ kind: 'video', url: 'https://user:secret@acme.example/v' }],
      [{ kind: 'video', url: 'javascript:alert(1)' }],
      Array.from({ length: 21 }, (_, at) => ({ kind: 'video', url: `https://acme.example/${at}` })),
    ]) {
      const answer = await office.post('/v1/releases', newRelease(office, { attachments }))
      assert.equal(expectStatus(answer, 422).problem, 'invalid', JSON.stringify(attachments).slice(0, 80))
    }
  })

  it('409 keeps a file that a revision names from being deleted, an earlier revision too', async () => {
    const id = await hand(await picture('png'), 'kept.png')
    const { path, etag } = await handIn(office, { attachments: [file(id)] })
    const without = newRelease(office, { attachments: [] })
    expectStatus(await office.put(path, without, { 'if-match': etag }), 200)
    assert.equal(expectStatus(await office.delete(`/v1/attachments/${id}`), 409).problem, 'wrong-state')
    expectStatus(await office.get(`/v1/attachments/${id}/file`), 200)
  })

  it('whoever is first of a deletion and a release that names the file wins, and nothing is named that is gone', async () => {
    for (let turn = 0; turn < 8; turn++) {
      const id = await hand(pdf, `race-${turn}.pdf`)
      const [named, deleted] = await Promise.all([
        office.post('/v1/releases', newRelease(office, { attachments: [file(id)] })),
        office.delete(`/v1/attachments/${id}`),
      ])
      const uses = await service.deps.db.attachmentUse.count({ where: { attachmentId: id } })
      const rows = await service.deps.db.attachment.count({ where: { id, state: 'ready' } })
      assert.deepEqual([uses, rows], named.status === 201 ? [1, 1] : [0, 0], `${named.status} ${deleted.status}`)
      assert.deepEqual([named.status, deleted.status], named.status === 201 ? [201, 409] : [422, 204])
    }
  })
})
