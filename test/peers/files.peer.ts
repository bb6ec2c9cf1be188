import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { fileUrl } from '../../src/attachments/link.ts'
import { tidyAttachments } from '../../src/attachments/tidy-attachments.ts'
import { pdf, picture } from '../attachments/material.ts'
import { fetchFile, upload } from '../attachments/upload.ts'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { boilerplates, editions, languages } from '../journeys/fifteen-release.ts'
import { findSwift, type Swift, startSwift } from './swift.ts'

const why = await findSwift()

describe('files in a bucket of OpenStack Swift, which speaks S3', { skip: why }, () => {
  let swift: Swift
  let stage: Stage
  before(async () => {
    swift = await startSwift()
    stage = await startStage({ env: swift.env, keep: true })
  })
  after(async () => {
    await stage?.close()
    await swift?.close()
  })

  const keys = async (): Promise<string[]> => {
    const { Contents = [] } = await swift.client.send(new ListObjectsV2Command({ Bucket: swift.bucket }))
    return Contents.map(({ Key }) => Key ?? '')
  }

  it('any size, of one byte and of several parts, comes back byte for byte, whole and in part; removed it is gone', async () => {
    const { files } = stage.deps
    assert.equal(files.kind, 's3')
    for (const size of [1, 5 * 1024 * 1024, 13_000_001]) {
      const bytes = randomBytes(size)
      const path = join(files.incoming, `a-file-${size}`)
      await writeFile(path, bytes)
      await files.put(`test-${size}/original`, path)
      assert.ok((await buffer(await files.open(`test-${size}/original`))).equals(bytes))
      const [first, last] = [size >> 1, size - 1]
      assert.ok((await buffer(await files.open(`test-${size}/original`, { first, last }))).equals(bytes.subarray(first)))
      await files.remove([`test-${size}/original`, 'there/never-was'])
      await assert.rejects(files.open(`test-${size}/original`), /no such file/)
    }
    assert.deepEqual(await keys(), [])
  })

  it('one release in fifteen languages names a picture and a PDF: each outlet has its edition, and by a link the very bytes', async () => {
    const { admin, submitter } = stage
    const bytes = await picture('jpeg', { width: 2000, height: 1000 })
    const photo = expectStatus(await upload(stage, submitter.key, bytes, { filename: '두바이 발전소.jpg' }), 201).json
    const report = expectStatus(await upload(stage, submitter.key, pdf, { filename: 'تقرير.pdf' }), 201).json
    assert.deepEqual(
      (await keys()).sort(),
      [`${photo.id}/original`, `${photo.id}/thumbnail`, `${photo.id}/web`, `${report.id}/original`].sort(),
    )
    assert.deepEqual(
      (await readdir(stage.deps.files.incoming)).filter((name) => !name.startsWith('a-file')),
      [],
    )
    const issuer = { names: { en: 'Sunvale Energy' }, domain: 'sunvale.example', boilerplates }
    expectStatus(await admin.patch(`/v1/issuers/${stage.issuerId}`, issuer, { 'if-match': '*' }), 200)
    const list = await stage.list([{ languages }])
    const targets = languages.map((language) => ({ language, outletListId: list.id }))
    const captions = Object.fromEntries(editions.map(({ language, headline }) => [language, headline]))
    const attachments = [
      { kind: 'file', id: photo.id, credit: 'Lena Ortiz', captions, alternativeTexts: captions },
      { kind: 'file', id: report.id },
    ]
    const id = await stage.approved({ editions, targets, attachments })
    await stage.work()
    expectStatus(await stage.publish(id), 202)
    const status = await stage.until(id, ({ finished }) => finished)
    assert.equal(status.counts.delivered, languages.length)
    assert.equal(stage.hooks.received.length, languages.length)
    const { id: publication } = await stage.deps.db.publication.findFirstOrThrow({ where: { releaseId: id } })
    for (const [file, its] of [
      [photo, bytes],
      [report, pdf],
    ] as const) {
      const got = await fetchFile(stage, fileUrl(stage.deps, file, publication))
      assert.equal(got.status, 200)
      assert.ok(got.bytes.equals(its))
    }
    const part = await fetchFile(stage, `/v1/attachments/${photo.id}/file`, {
      authorization: `Bearer ${submitter.key}`,
      range: 'bytes=100-199',
    })
    assert.deepEqual([part.status, part.headers['content-range']], [206, `bytes 100-199/${bytes.length}`])
    assert.ok(part.bytes.equals(bytes.subarray(100, 200)))
  })

  it('what was not handed in to its end is removed from the bucket a day later', async () => {
    const { db, files, clock } = stage.deps
    const { id } = expectStatus(await upload(stage, stage.submitter.key, pdf), 201).json
    await db.attachment.update({ where: { id }, data: { state: 'receiving' } })
    const inTwoDays = { now: () => new Date(clock.now().getTime() + 2 * 86_400_000), monotonicMs: clock.monotonicMs }
    await tidyAttachments({ db, files, clock: inTwoDays })
    assert.equal(await db.attachment.count({ where: { id } }), 0)
    assert.ok((await keys()).every((key) => !key.startsWith(id)))
  })

  it('503 while the bucket is away, and nothing is left of it: a file, and a link to one', async () => {
    const { submitter } = stage
    const { id } = expectStatus(await upload(stage, submitter.key, pdf), 201).json
    const before = await stage.deps.db.attachment.count({ where: { state: 'ready' } })
    await swift.close()
    const refused = expectStatus(await upload(stage, submitter.key, pdf), 503)
    assert.deepEqual([refused.problem, refused.headers['retry-after']], ['unavailable', '30'])
    const read = await fetchFile(stage, `/v1/attachments/${id}/file`, { authorization: `Bearer ${submitter.key}` })
    assert.deepEqual([read.status, read.problem], [503, 'unavailable'])
    assert.equal(await stage.deps.db.attachment.count({ where: { state: 'ready' } }), before)
  })
})
