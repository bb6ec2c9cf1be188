import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Message, Outcome, Sender } from '../../src/channels/channel.ts'
import { sftp } from '../../src/channels/sftp/sftp.ts'
import { openConnect } from '../../src/net/connect.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { makeMessage } from '../channels/conformance.ts'
import { bigRendering, sendHalf } from '../channels/half-upload.ts'
import { findOpenSsh, type OpenSsh, startOpenSsh } from './openssh.ts'
import { mountSmallDisk } from './small-disk.ts'

const sshd = findOpenSsh()
const loopback = { allow: ['127.0.0.0/8'] }
const fileName = '{delivery}.{ext}'

describe('bad worlds around OpenSSH', { skip: sshd ? false : 'There is no sshd here (Debian: openssh-server)' }, () => {
  let server: OpenSsh
  let sender: Sender
  const { fetch, close } = openFetch(loopback)
  before(async () => {
    server = await startOpenSsh(sshd ?? assert.fail())
  })
  beforeEach(() => {
    sender = sftp.open({ fetch, connect: openConnect(loopback), smtpUrl: undefined })
    return () => sender.close()
  })
  after(async () => {
    await server?.close()
    await close()
  })

  const settings = (over: object = {}) => {
    const { port, user, privateKey, hostKey, directory } = server
    return { host: '127.0.0.1', port, user, privateKey, hostKeys: [hostKey], directory, fileName, ...over }
  }
  const messageTo = (over: object = {}, change: Partial<Message> = {}) =>
    makeMessage(sftp, { settings: settings(over), ...change })
  const send = (message: Message): Promise<Outcome> => sender.send(message, AbortSignal.timeout(15_000))
  const pathOf = ({ deliveryId }: Message) => join(server.directory, `${deliveryId}.xml`)

  it('an upload that was cut off is gone on with, and nothing is seen of it before it is whole', async () => {
    const message = messageTo({}, { renderings: bigRendering(24 * 1024 * 1024) })
    const { outcome, left } = await sendHalf(sender, message, server.directory)
    assert.ok(outcome.kind === 'temporary' && outcome.reason === 'timeout', JSON.stringify(outcome))
    assert.match(outcome.detail, /while uploading/)
    assert.deepEqual(
      (await readdir(server.directory)).filter((name) => !name.startsWith('.')),
      [],
    )
    const again = await send({ ...message, attempt: 2 })
    assert.ok(again.kind === 'delivered', JSON.stringify(again))
    // A little before its end: a write that failed may have left a hole there.
    const [, began = ''] = /gone on with from byte (\d+):/.exec(again.receipt) ?? []
    assert.ok(Number(began) >= left - 512 * 1024 && Number(began) <= left, `${left} bytes lay there: ${again.receipt}`)
    assert.ok((await readFile(pathOf(message))).equals(message.renderings[0]?.bytes ?? Buffer.alloc(0)))
    assert.deepEqual(
      (await readdir(server.directory)).filter((name) => name.startsWith('.')),
      [],
    )
  })

  it('what is there already is not sent again; what is there and different is replaced', async () => {
    const message = messageTo()
    assert.equal((await send(message)).kind, 'delivered')
    const again = await send({ ...message, attempt: 2 })
    assert.ok(again.kind === 'delivered' && again.receipt.startsWith('there already'), JSON.stringify(again))
    const { length } = await readFile(pathOf(message))
    await writeFile(pathOf(message), 'x'.repeat(length))
    const third = await send({ ...message, attempt: 3 })
    assert.ok(third.kind === 'delivered' && third.receipt.startsWith('stored'), JSON.stringify(third))
    assert.ok((await readFile(pathOf(message))).equals(message.renderings[0]?.bytes ?? Buffer.alloc(0)))
  })

  it('a server that shows another key hears nothing of us, and the outcome names the key', async () => {
    const outcome = await send(messageTo({ hostKeys: [`SHA256:${'A'.repeat(43)}`] }))
    assert.ok(outcome.kind === 'permanent' && outcome.reason === 'host-key-changed', JSON.stringify(outcome))
    for (const key of [server.hostKey, server.rsaHostKey]) assert.ok(outcome.detail.includes(key), outcome.detail)
  })

  it('any one of its keys is enough, whichever it prefers, beside one that it does not have yet', async () => {
    const outcome = await send(messageTo({ hostKeys: [`SHA256:${'A'.repeat(43)}`, server.rsaHostKey] }))
    assert.equal(outcome.kind, 'delivered', JSON.stringify(outcome))
  })

  it('a login that is refused is for people to mend', async () => {
    const outcome = await send(messageTo({ user: 'nobody-of-that-name' }))
    assert.ok(outcome.kind === 'permanent' && outcome.reason === 'unauthorized', JSON.stringify(outcome))
  })

  it('a directory that is not there is told as that', async () => {
    const outcome = await send(messageTo({ directory: `${server.directory}/elsewhere` }))
    assert.ok(outcome.kind === 'permanent' && outcome.reason === 'not-found', JSON.stringify(outcome))
  })

  it('a disk that is full is temporary; what did not fit is not to be seen, and is whole once there is room', async (t) => {
    const disk = await mountSmallDisk(256)
    if (!disk) return t.skip('This user may not mount a small disk')
    try {
      const message = messageTo({ directory: disk.directory }, { renderings: bigRendering(1024 * 1024) })
      const outcome = await send(message)
      assert.ok(outcome.kind === 'temporary' && outcome.reason === 'quota', JSON.stringify(outcome))
      assert.deepEqual(
        (await readdir(disk.directory)).filter((name) => !name.startsWith('.')),
        [],
      )
    } finally {
      await disk.close()
    }
  })

  it('who watches sees each step, and no secret', async () => {
    const lines: string[] = []
    const transcript = { sent: (piece: unknown) => lines.push(`> ${piece}`), heard: (piece: unknown) => lines.push(`< ${piece}`) }
    const message = messageTo({}, { transcript })
    assert.equal((await send(message)).kind, 'delivered')
    const said = lines.join('\n')
    for (const step of ['connect to 127.0.0.1', 'open ', 'write ', 'rename ']) assert.ok(said.includes(`> ${step}`), said)
    assert.ok(!said.includes(server.privateKey))
  })
})
