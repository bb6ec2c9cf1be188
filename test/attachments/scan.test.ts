import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { openScan } from '../../src/scan/clamd.ts'
import { expectStatus } from '../harness/client.ts'
import { startService } from '../harness/service.ts'
import { pdf } from './material.ts'
import { upload } from './upload.ts'

/** A scanner that says what it is told to, once it has heard all of a file. */
async function startScanner(answer: (socket: Socket, heard: Buffer) => void) {
  const server = createServer((socket) => {
    let heard: Buffer = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk])
      if (heard.subarray(-4).equals(Buffer.alloc(4))) answer(socket, heard)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return { url: `tcp://127.0.0.1:${port}`, close: () => new Promise((resolve) => server.close(resolve)) }
}

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('a file')
}

describe('a virus scanner', () => {
  it('hears the command, each piece with its length, and an end', async () => {
    const heard: Buffer[] = []
    const scanner = await startScanner((socket, all) => {
      heard.push(all)
      socket.end('stream: OK\0')
    })
    assert.deepEqual(await openScan(scanner.url)(bytes), { kind: 'clean' })
    assert.equal(heard[0]?.toString('latin1'), 'zINSTREAM\0\0\0\0\x06a file\0\0\0\0')
    await scanner.close()
  })

  for (const [said, verdict] of [
    ['stream: Win.Test.EICAR_HDB-1 FOUND\0', { kind: 'infected', name: 'Win.Test.EICAR_HDB-1' }],
    ['INSTREAM size limit exceeded. ERROR\0', { kind: 'too-large' }],
    [
      'stream: Can’t allocate memory ERROR\0',
      { kind: 'unavailable', detail: 'clamd answered stream: Can’t allocate memory ERROR' },
    ],
    ['UNKNOWN COMMAND\0', { kind: 'unavailable', detail: 'clamd answered UNKNOWN COMMAND' }],
    ['', { kind: 'unavailable', detail: 'clamd closed the connection' }],
  ] as const)
    it(`that says ${JSON.stringify(said)} is understood: ${verdict.kind}`, async () => {
      const scanner = await startScanner((socket) => void socket.end(said))
      assert.deepEqual(await openScan(scanner.url)(bytes), verdict)
      await scanner.close()
    })

  it('503 while nobody listens there: no file is taken that nobody looked at', async () => {
    const scanner = await startScanner(() => {})
    await scanner.close()
    const service = await startService({ env: { CLAMD_URL: scanner.url } })
    const { key } = await service.client('submitter')
    const answer = expectStatus(await upload(service, key, pdf), 503)
    assert.deepEqual([answer.problem, answer.headers['retry-after']], ['unavailable', '30'])
    assert.equal(await service.deps.db.attachment.count(), 0)
    await service.close()
  })
})
