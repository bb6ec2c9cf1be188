import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Message, Outcome, Sender } from '../../src/channels/channel.ts'
import { toPartName } from '../../src/channels/files/file-name.ts'
import { ftp } from '../../src/channels/ftp/ftp.ts'
import { type Connect, openConnect } from '../../src/net/connect.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { makeMessage } from './conformance.ts'
import { type FtpServer, type Script, startFtpServer } from './ftp-server.ts'
import { bigRendering, sendHalf } from './half-upload.ts'

const loopback = { allow: ['127.0.0.0/8'] }

describe('an FTP server that talks nonsense', () => {
  let server: FtpServer
  let sender: Sender
  const { fetch, close } = openFetch(loopback)
  const opened: Socket[] = []
  const connect: Connect = async (target) => {
    const socket = await openConnect(loopback)(target)
    opened.push(socket)
    return socket
  }
  before(async () => {
    server = await startFtpServer()
  })
  beforeEach(() => {
    server.script = {}
    server.commands.length = 0
    opened.length = 0
    sender = ftp.open({ fetch, connect, smtpUrl: undefined })
    return () => sender.close()
  })
  after(async () => {
    await server.close()
    await close()
  })

  const messageTo = (over: object = {}, change: Partial<Message> = {}) => {
    const { port, user, password } = server
    const settings = { host: '127.0.0.1', port, user, password, tls: 'none', fileName: '{delivery}.{ext}', ...over }
    return makeMessage(ftp, { settings, ...change })
  }
  const send = (message = messageTo(), withinMs = 10_000): Promise<Outcome> => sender.send(message, AbortSignal.timeout(withinMs))
  const hangUp = (socket: Socket): void => void socket.destroy()

  const worlds: [string, Script, Outcome['kind'], string][] = [
    ['a greeting that asks to wait', { greeting: '120 in 5 minutes' }, 'temporary', 'busy'],
    ['too many guests, by 421', { greeting: '421 Too many users' }, 'temporary', 'busy'],
    ['too many guests, by 530', { PASS: '530 Sorry, the maximum number of clients is in' }, 'temporary', 'busy'],
    ['a login that is refused', { PASS: '530 Login incorrect' }, 'permanent', 'unauthorized'],
    ['a password that is asked for again and again', { PASS: '331 and the password?' }, 'permanent', 'unauthorized'],
    ['an account that is asked for', { PASS: '332 and the account?' }, 'permanent', 'unauthorized'],
    ['a hang-up in the middle', { TYPE: hangUp }, 'temporary', 'reset'],
    [
      'an answer without an end',
      { TYPE: (socket) => void socket.write(`200-so\r\n${'and so on\r\n'.repeat(10_000)}`) },
      'temporary',
      'protocol',
    ],
    ['passive mode that is refused', { EPSV: '502 no', PASV: '502 no' }, 'permanent', 'passive-refused'],
    ['passive mode that is refused for now', { EPSV: '421 no more', PASV: '421 no more' }, 'temporary', 'busy'],
    ['passive mode without a port', { EPSV: '229 Entering Extended Passive Mode' }, 'temporary', 'passive-refused'],
    ['passive mode with port 0', { EPSV: '229 (|||0|)' }, 'temporary', 'passive-refused'],
    ['passive mode with a port that there is not', { EPSV: '229 (|||70000|)' }, 'temporary', 'passive-refused'],
    ['passive mode in words', { EPSV: '500 no', PASV: '227 over there' }, 'temporary', 'passive-refused'],
    ['passive mode with a dead port', { EPSV: '229 (|||1|)' }, 'temporary', 'data-connection'],
    ['another’s address and a dead port', { EPSV: '500 no', PASV: '227 (192,0,2,1,0,1)' }, 'temporary', 'data-connection'],
    ['no data connection, by 425', { STOR: '425 cannot open' }, 'temporary', 'data-connection'],
    ['a quota that is spent, for now', { STOR: '452 Insufficient storage space' }, 'temporary', 'quota'],
    ['a quota that is spent, for good as it says', { STOR: '552 Exceeded storage allocation' }, 'temporary', 'quota'],
    ['a quota in words', { STOR: '550 Disk quota exceeded' }, 'temporary', 'quota'],
    ['an upload that is not allowed', { STOR: '550 Permission denied' }, 'permanent', 'denied'],
    ['a name that is not allowed', { STOR: '553 File name not allowed' }, 'permanent', 'name-refused'],
    ['an error of its own', { STOR: '451 Local error in processing' }, 'temporary', 'server-error'],
    ['a size that is wrong', { SIZE: '213 7' }, 'temporary', 'incomplete'],
    ['a file that is gone when it is to be renamed', { SIZE: '550 no', RNFR: '550 no' }, 'temporary', 'incomplete'],
  ]
  for (const [world, script, kind, reason] of worlds)
    it(`${world}: ${kind}, ${reason}`, async () => {
      server.script = script
      const message = messageTo()
      const outcome = await send(message)
      assert.ok(outcome.kind === kind && 'reason' in outcome && outcome.reason === reason, JSON.stringify(outcome))
      assert.ok(!JSON.stringify(outcome).includes(server.password))
      assert.ok(!(await readdir(server.directory)).includes(`${message.deliveryId}.xml`))
    })

  it('a file that is there stays where there is none to take its place', async () => {
    const scripts: Script[] = [{ RNFR: '550 no' }, { RNTO: '421 later' }]
    for (const script of scripts) {
      server.script = script
      const message = messageTo()
      const path = join(server.directory, `${message.deliveryId}.xml`)
      await writeFile(path, 'something else')
      assert.notEqual((await send(message)).kind, 'delivered')
      assert.equal(await readFile(path, 'utf8'), 'something else')
    }
  })

  for (const step of ['greeting', 'USER', 'PASS', 'TYPE', 'EPSV', 'STOR', 'SIZE', 'RNFR', 'RNTO'])
    it(`silence at ${step} is a timeout, and the server is left`, async () => {
      server.script = { [step]: '' }
      const outcome = await send(messageTo(), 400)
      assert.ok(outcome.kind === 'temporary' && outcome.reason === 'timeout', JSON.stringify(outcome))
      assert.match(outcome.detail, /while \w/)
      server.script = {}
      assert.equal((await send()).kind, 'delivered')
    })

  it('a data connection that is cut is told by what the server says of it', async () => {
    server.script = { STOR: (socket) => void socket.write('150 go on\r\n426 cut off\r\n') }
    const outcome = await send()
    assert.ok(outcome.kind === 'temporary' && outcome.reason === 'data-connection', JSON.stringify(outcome))
    server.script = {}
    assert.equal((await send()).kind, 'delivered')
  })

  it('a data connection that is reset before it is used, on a resume, is a failure and no crash', async () => {
    const message = messageTo({}, { renderings: bigRendering(1024) })
    const bytes = message.renderings[0]?.bytes ?? Buffer.alloc(0)
    await writeFile(join(server.directory, toPartName(`${message.deliveryId}.xml`, bytes)), bytes.subarray(0, 100))
    server.script = {
      REST: async (socket, _, data) => {
        // Not by once(): it would listen for errors, too.
        const ended = new Promise((resolve) => opened.at(-1)?.on('close', resolve))
        ;(await data)?.resetAndDestroy()
        await ended
        socket.write('350 from there\r\n')
      },
      STOR: '426 cut off',
    }
    const outcome = await send({ ...message, attempt: 2 })
    assert.ok(outcome.kind === 'temporary' && outcome.reason === 'data-connection', JSON.stringify(outcome))
  })

  const halfTaken: [string, Script, Outcome['kind']][] = [
    ['no size', { SIZE: '502 what?' }, 'temporary'],
    ['half of the size', { SIZE: '213 4' }, 'temporary'],
    ['the whole size', { SIZE: '213 8388608' }, 'delivered'],
  ]
  for (const [told, script, kind] of halfTaken)
    it(`a data connection that is reset, a server that says 226, and ${told}: ${kind}`, async () => {
      const STOR = async (socket: Socket, name: string, data: Promise<Socket> | undefined) => {
        await writeFile(join(server.directory, name), 'half')
        socket.write('150 go on\r\n')
        ;(await data)?.once('data', function (this: Socket) {
          this.resetAndDestroy()
          socket.write('226 stored\r\n')
        })
      }
      server.script = { ...script, STOR }
      const outcome = await send(messageTo({}, { renderings: bigRendering(8 * 1024 * 1024) }))
      assert.equal(outcome.kind, kind, JSON.stringify(outcome))
      if (outcome.kind === 'temporary') assert.equal(outcome.reason, 'incomplete')
    })

  it('a file of the release that is not read in time is our fault, and not the server’s', async () => {
    const message = messageTo({ package: 'zip' })
    const open = async () => {
      // Nothing is read for who has no connection yet.
      assert.ok(server.commands.some((line) => line.startsWith('PASS')))
      return new Readable({ read: () => {} })
    }
    const attachments = [{ id: '1', kind: 'image' as const, fileName: 'a', contentType: 'image/jpeg', url: '', open }]
    const outcome = await send({ ...message, story: { ...message.story, attachments } }, 200)
    assert.ok(outcome.kind === 'temporary' && outcome.reason === 'attachment-unreadable', JSON.stringify(outcome))
  })

  it('old servers: PASV alone, no SIZE, no OPTS', async () => {
    server.script = { EPSV: '500 what?', SIZE: '500 what?', OPTS: '500 what?' }
    const message = messageTo()
    assert.equal((await send(message)).kind, 'delivered')
    const again = await send({ ...message, attempt: 2 })
    assert.equal(again.kind, 'delivered', JSON.stringify(again))
    assert.equal(server.commands.filter((line) => line === 'EPSV').length, 1)
  })

  it('a server that does not rename in place of another file is helped', async () => {
    const message = messageTo()
    await writeFile(join(server.directory, `${message.deliveryId}.xml`), 'an older one')
    server.script = {
      RNTO: (socket) => {
        server.script = {}
        socket.write('553 It exists\r\n')
      },
    }
    assert.equal((await send(message)).kind, 'delivered')
    assert.ok(
      (await readFile(join(server.directory, `${message.deliveryId}.xml`))).equals(
        message.renderings[0]?.bytes ?? Buffer.alloc(0),
      ),
    )
  })

  it('a server that cannot go on in the middle gets it from the beginning', async () => {
    const message = messageTo({}, { renderings: bigRendering(8 * 1024 * 1024) })
    await sendHalf(sender, message, server.directory)
    server.script = { REST: '502 what?' }
    const outcome = await send({ ...message, attempt: 2 })
    assert.ok(outcome.kind === 'delivered' && outcome.receipt.startsWith('stored:'), JSON.stringify(outcome))
    assert.ok(
      (await readFile(join(server.directory, `${message.deliveryId}.xml`))).equals(
        message.renderings[0]?.bytes ?? Buffer.alloc(0),
      ),
    )
  })

  it('an endpoint is never logged in to more often at once than it allows', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => send(messageTo({ connections: 3 }))))
    assert.deepEqual(new Set(outcomes.map(({ kind }) => kind)), new Set(['delivered']))
    assert.equal(server.commands.filter((line) => line.startsWith('USER')).length, 3)
  })

  it('a connection that the server left while it rested costs no attempt', async () => {
    assert.equal((await send()).kind, 'delivered')
    server.script = {
      EPSV: (socket) => {
        server.script = {}
        socket.destroy()
      },
    }
    assert.equal((await send()).kind, 'delivered')
    assert.equal(server.commands.filter((line) => line.startsWith('USER')).length, 2)
  })

  it('who watches sees every command and answer, and no password', async () => {
    const lines: string[] = []
    server.script = { PASS: `230 in, with ${server.password}` }
    const transcript = { sent: (piece: unknown) => lines.push(`> ${piece}`), heard: (piece: unknown) => lines.push(`< ${piece}`) }
    assert.equal((await send(messageTo({}, { transcript }))).kind, 'delivered')
    const said = lines.join('')
    for (const line of ['< 220 ready', '> USER dateline', '> PASS ###', '> STOR .', '< 226 stored', '> RNTO ']) {
      assert.ok(said.includes(line), said)
    }
    assert.ok(!said.includes(server.password), said)
  })
})
