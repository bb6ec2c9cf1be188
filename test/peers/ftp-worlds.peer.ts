import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import tls from 'node:tls'
import type { Message, Outcome } from '../../src/channels/channel.ts'
import { pinsOf } from '../../src/channels/ftp/certificate.ts'
import { ftp } from '../../src/channels/ftp/ftp.ts'
import { openConnect } from '../../src/net/connect.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { makeMessage } from '../channels/conformance.ts'
import { bigRendering, sendHalf } from '../channels/half-upload.ts'
import { certificates } from '../net/certificates.ts'
import { mountSmallDisk } from './small-disk.ts'
import { findVsftpd, startVsftpd, type Vsftpd } from './vsftpd.ts'

const vsftpd = findVsftpd()
const loopback = { allow: ['127.0.0.0/8'] }
const [pin = '', keyPin = ''] = pinsOf(new X509Certificate(certificates.good.cert))

describe('bad worlds around vsftpd', { skip: vsftpd ? false : 'There is no vsftpd here (Debian: vsftpd)' }, () => {
  const { fetch, close } = openFetch(loopback)
  const sender = ftp.open({ fetch, connect: openConnect(loopback), smtpUrl: undefined })
  after(async () => {
    await sender.close()
    await close()
  })

  /** Runs a test against a server of its own. */
  const around = async (options: Parameters<typeof startVsftpd>[1], run: (server: Vsftpd) => Promise<void>): Promise<void> => {
    const server = await startVsftpd(vsftpd ?? assert.fail(), options)
    await run(server).finally(() => server.close())
  }
  const messageTo = ({ port, user, password }: Vsftpd, over: object = {}, change: Partial<Message> = {}) =>
    makeMessage(ftp, { settings: { host: '127.0.0.1', port, user, password, fileName: '{delivery}.{ext}', ...over }, ...change })
  const send = (message: Message): Promise<Outcome> => sender.send(message, AbortSignal.timeout(15_000))
  const plain = { tls: 'none' }

  it('an upload that was cut off is gone on with, with TLS and without', async () => {
    for (const certificate of [undefined, certificates.good]) {
      // Two seconds for all of it, however busy this machine is: it is cut off in the middle.
      const more = ['anon_max_rate=4000000']
      await around(certificate ? { certificate, more } : { more }, async (server) => {
        const over = certificate ? { certificates: [pin] } : plain
        const message = messageTo(server, over, { renderings: bigRendering(8 * 1024 * 1024) })
        const { outcome } = await sendHalf(sender, message, server.directory)
        assert.ok(outcome.kind === 'temporary' && outcome.reason === 'timeout', JSON.stringify(outcome))
        assert.match(outcome.detail, /while uploading/)
        const again = await send({ ...message, attempt: 2 })
        assert.ok(again.kind === 'delivered' && /gone on with from byte \d{6,}:/.test(again.receipt), JSON.stringify(again))
        const file = await readFile(join(server.directory, `${message.deliveryId}.xml`))
        assert.ok(file.equals(message.renderings[0]?.bytes ?? Buffer.alloc(0)))
        assert.equal((await readdir(server.directory)).length, 1)
        const third = await send({ ...message, attempt: 3 })
        assert.ok(third.kind === 'delivered' && third.receipt.startsWith('there already'), JSON.stringify(third))
      })
    }
  })

  it('implicit TLS, and the pin of a public key', () =>
    around({ certificate: certificates.good, implicit: true }, async (server) => {
      const outcome = await send(messageTo(server, { tls: 'implicit', certificates: [keyPin] }))
      assert.equal(outcome.kind, 'delivered', JSON.stringify(outcome))
    }))

  it('a certificate that is another’s, that nobody vouches for, or whose time is over hears no password', () =>
    around({ certificate: certificates.good }, async (good) => {
      const changed = await send(messageTo(good, { certificates: ['AB'.repeat(32)] }))
      assert.ok(changed.kind === 'permanent' && changed.reason === 'certificate-changed', JSON.stringify(changed))
      assert.ok(changed.detail.includes(pin), changed.detail)
      const untrusted = await send(messageTo(good))
      assert.ok(untrusted.kind === 'temporary' && untrusted.reason === 'certificate-untrusted', JSON.stringify(untrusted))
      await around({ certificate: certificates.expired }, async (expired) => {
        const [own = ''] = pinsOf(new X509Certificate(certificates.expired.cert))
        for (const pins of [[], [own]]) {
          const late = await send(messageTo(expired, { certificates: pins }))
          assert.ok(late.kind === 'temporary' && late.reason === 'certificate-expired', JSON.stringify(late))
        }
      })
    }))

  it('an authority that we trust is enough, and the name counts', () =>
    around({ certificate: certificates.good }, async (server) => {
      const known = tls.getCACertificates()
      tls.setDefaultCACertificates([...known, certificates.good.cert])
      try {
        assert.equal((await send(messageTo(server))).kind, 'delivered')
        assert.equal((await send(messageTo(server, { host: 'localhost' }))).kind, 'delivered')
      } finally {
        tls.setDefaultCACertificates(known)
      }
    }))

  it('a server without TLS never hears a password that was to go over TLS', () =>
    around({}, async (server) => {
      const outcome = await send(messageTo(server))
      assert.ok(outcome.kind === 'permanent' && outcome.reason === 'tls-refused', JSON.stringify(outcome))
    }))

  it('a password that is wrong is for people to mend', () =>
    around({}, async (server) => {
      const outcome = await send(messageTo(server, { ...plain, password: 'not-this-one' }))
      assert.ok(outcome.kind === 'permanent' && outcome.reason === 'unauthorized', JSON.stringify(outcome))
      assert.ok(!JSON.stringify(outcome).includes('not-this-one'))
    }))

  it('more guests than it wants: temporary, and the host is slowed down', () =>
    around({ more: ['max_clients=1'] }, async (server) => {
      const guest = await enter(server.port)
      const outcome = await send(messageTo(server, plain))
      guest.destroy()
      assert.ok(outcome.kind === 'temporary' && outcome.reason === 'busy' && outcome.slowDown, JSON.stringify(outcome))
    }))

  it('an address for data that is from elsewhere is not gone to: the host that we talk to is', () =>
    around({ more: ['pasv_address=192.0.2.1', 'cmds_denied=EPSV'] }, async (server) => {
      const outcome = await send(messageTo(server, plain))
      assert.equal(outcome.kind, 'delivered', JSON.stringify(outcome))
    }))

  it('no passive mode: said as that', () =>
    around({ more: ['pasv_enable=NO'] }, async (server) => {
      const outcome = await send(messageTo(server, plain))
      assert.ok(outcome.kind === 'permanent' && outcome.reason === 'passive-refused', JSON.stringify(outcome))
    }))

  it('an upload that it does not allow is denied', () =>
    around({ more: ['anon_upload_enable=NO'] }, async (server) => {
      const outcome = await send(messageTo(server, plain))
      assert.ok(outcome.kind === 'permanent' && outcome.reason === 'denied', JSON.stringify(outcome))
    }))

  it('a disk that is full is temporary; what did not fit is not to be seen, and is whole once there is room', async (t) => {
    const disk = await mountSmallDisk(256)
    if (!disk) return t.skip('This user may not mount a small disk')
    try {
      await around({ directory: disk.directory }, async (server) => {
        const message = messageTo(server, plain, { renderings: bigRendering(1024 * 1024) })
        const outcome = await send(message)
        assert.ok(outcome.kind === 'temporary' && outcome.reason === 'quota', JSON.stringify(outcome))
        assert.ok((await readdir(disk.directory)).every((name) => name.startsWith('.')))
        disk.grow(4096)
        const again = await send({ ...message, attempt: 2 })
        assert.equal(again.kind, 'delivered', JSON.stringify(again))
        const file = await readFile(join(disk.directory, `${message.deliveryId}.xml`))
        assert.ok(file.equals(message.renderings[0]?.bytes ?? Buffer.alloc(0)))
      })
    } finally {
      await disk.close()
    }
  })
})

/** Takes a guest's place, as soon as there is one. */
async function enter(port: number): Promise<Socket> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const [greeting] = await once(socket, 'data')
    if (String(greeting).startsWith('220')) return socket
    socket.destroy()
  }
}
