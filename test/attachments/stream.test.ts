import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { pdf } from './material.ts'
import { upload } from './upload.ts'

const megabyte = 1024 * 1024

describe('a large file over a real connection', () => {
  let service: Service
  let address: string
  let key: string
  before(async () => {
    service = await startService({ env: { ATTACHMENT_MAX_MB: '300' } })
    key = (await service.client('submitter')).key
    address = await service.app.listen({ host: '127.0.0.1', port: 0 })
  })
  after(() => service.close())

  /** A PDF of some size in pieces of a megabyte, of which only one is there at a time. */
  async function* large(pieces: number): AsyncGenerator<Buffer> {
    yield pdf.subarray(0, 9)
    for (let at = 0; at < pieces; at++) yield Buffer.concat([Buffer.from('%'), randomBytes(megabyte - 1)])
    yield pdf.subarray(9)
  }

  it('201 takes 200 MB and gives them back, and memory grows by less than half of that', async () => {
    let most = 0
    const began = process.memoryUsage().rss
    const look = () => {
      most = Math.max(most, process.memoryUsage().rss - began)
    }
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/pdf' }
    const sending = request(`${address}/v1/attachments`, { method: 'POST', headers })
    const answered = once(sending, 'response')
    for await (const piece of large(200)) {
      if (!sending.write(piece)) await once(sending, 'drain')
      look()
    }
    sending.end()
    const [res] = await answered
    let text = ''
    for await (const chunk of res) text += chunk
    const { id, sizeBytes } = JSON.parse(text)
    assert.deepEqual([res.statusCode, sizeBytes], [201, 200 * megabyte + pdf.length])
    let got = 0
    const file = await fetch(`${address}/v1/attachments/${id}/file`, { headers: { authorization: headers.authorization } })
    for await (const chunk of file.body ?? []) {
      got += chunk.length
      look()
    }
    assert.equal(got, sizeBytes)
    assert.ok(most < 100 * megabyte, `memory grew by ${Math.round(most / megabyte)} MB`)
  })

  it('400 and nothing kept, of one whose sender goes away in the middle', async () => {
    const before = await service.deps.db.attachment.count()
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/pdf', 'content-length': String(10 * megabyte) }
    const sending = request(`${address}/v1/attachments`, { method: 'POST', headers })
    sending.on('error', () => {})
    sending.write(pdf)
    const { incoming } = service.deps.files
    while ((await readdir(incoming)).length === 0) await setImmediate()
    sending.destroy()
    while ((await readdir(incoming)).length > 0) await setImmediate()
    assert.equal(await service.deps.db.attachment.count(), before)
  })

  it('six at once do not get into each other’s way', async () => {
    const many = await Promise.all(
      Array.from({ length: 6 }, (_, at) => upload(service, key, Buffer.concat([pdf, Buffer.from(`%${at}\n`)]))),
    )
    assert.equal(new Set(many.map((answer) => expectStatus(answer, 201).json.sha256)).size, 6)
  })
})
