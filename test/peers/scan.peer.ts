import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { openScan } from '../../src/scan/clamd.ts'
import { pdf, picture } from '../attachments/material.ts'
import { upload } from '../attachments/upload.ts'
import { expectStatus } from '../harness/client.ts'
import { startService } from '../harness/service.ts'
import { findClamd, startClamd, virus } from './clamd.ts'

const why = await findClamd()
const infected = Buffer.concat([pdf.subarray(0, 9), Buffer.from(`%${virus}\n`), pdf.subarray(9)])

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe('files go through clamd', { skip: why }, () => {
  it('clean and infected are told, over TCP and over its socket, in one piece and in hundreds, ten at once', async () => {
    const clamd = await startClamd()
    try {
      for (const url of [clamd.tcp, clamd.unix]) {
        const scan = openScan(url)
        const many = await Promise.all(
          Array.from({ length: 10 }, (_, at) => scan(() => pieces(at % 2 ? infected : pdf, at < 5 ? 100_000 : 3))),
        )
        assert.deepEqual(
          many.map(({ kind }) => kind),
          Array.from({ length: 10 }, (_, at) => (at % 2 ? 'infected' : 'clean')),
        )
        assert.deepEqual(await scan(() => pieces(infected, 64)), { kind: 'infected', name: 'Test.EICAR.UNOFFICIAL' })
      }
    } finally {
      await clamd.close()
    }
  })

  it('an upload is taken when it is clean, and says when it was looked at; of an infected one nothing is kept', async () => {
    const clamd = await startClamd()
    const service = await startService({ env: { CLAMD_URL: clamd.unix } })
    try {
      const { key } = await service.client('submitter')
      const clean = expectStatus(await upload(service, key, await picture()), 201)
      assert.match(clean.json.scannedAt, /^\d{4}-/)
      const refused = expectStatus(await upload(service, key, infected, { filename: 'figures.pdf' }), 422)
      assert.equal(refused.problem, 'infected')
      assert.match(refused.json.detail, /Test\.EICAR/)
      assert.equal(await service.deps.db.attachment.count(), 1)
      assert.deepEqual(await readdir(service.deps.files.incoming), [])
    } finally {
      await service.close()
      await clamd.close()
    }
  })

  it('503 when clamd has gone: nothing is taken that nobody looked at', async () => {
    const clamd = await startClamd()
    const service = await startService({ env: { CLAMD_URL: clamd.tcp } })
    try {
      const { key } = await service.client('submitter')
      expectStatus(await upload(service, key, pdf), 201)
      await clamd.close()
      const answer = expectStatus(await upload(service, key, pdf), 503)
      assert.deepEqual([answer.problem, answer.headers['retry-after']], ['unavailable', '30'])
      assert.equal(await service.deps.db.attachment.count(), 1)
    } finally {
      await service.close()
    }
  })

  it('413 for what is larger than clamd takes: it is not taken for clean', async () => {
    const clamd = await startClamd({ streamMaxBytes: 64 * 1024 })
    const service = await startService({ env: { CLAMD_URL: clamd.tcp } })
    try {
      const { key } = await service.client('submitter')
      const large = Buffer.concat([pdf.subarray(0, 9), Buffer.alloc(2_000_000, 37), pdf.subarray(9)])
      for (let turn = 0; turn < 20; turn++) {
        const answer = await upload(service, key, large)
        assert.deepEqual([answer.status, answer.problem], [413, 'payload-too-large'])
      }
    } finally {
      await service.close()
      await clamd.close()
    }
  })
})
