import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Message, Outcome, Sender } from '../../src/channels/channel.ts'
import { parseSettings } from '../../src/channels/settings.ts'
import { sftp } from '../../src/channels/sftp/sftp.ts'
import { codes, toNotTaken } from '../../src/channels/sftp/status.ts'
import { openConnect } from '../../src/net/connect.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { makeMessage } from './conformance.ts'
import { type Request, type SftpServer, startSftpServer } from './sftp-server.ts'
import { makeSshKey } from './ssh-key.ts'

const loopback = { allow: ['127.0.0.0/8'] }

describe('an SFTP server that says no', () => {
  let server: SftpServer
  let sender: Sender
  const { fetch, close } = openFetch(loopback)
  before(async () => {
    server = await startSftpServer()
    sender = sftp.open({ fetch, connect: openConnect(loopback), smtpUrl: undefined })
  })
  beforeEach(() => {
    server.answers = {}
    server.door = 'password'
    server.opens = true
  })
  after(async () => {
    await sender.close()
    await server.close()
    await close()
  })

  const messageTo = (over: object = {}, change: Partial<Message> = {}) => {
    const { port, user, password, hostKey } = server
    const settings = { host: '127.0.0.1', port, user, password, hostKeys: [hostKey], fileName: '{delivery}.{ext}', ...over }
    return makeMessage(sftp, { settings, ...change })
  }
  const send = (message: Message): Promise<Outcome> => sender.send(message, AbortSignal.timeout(10_000))

  const answers: [Request, number, Outcome['kind'], string][] = [
    ['OPEN', codes.noSuchFile, 'permanent', 'not-found'],
    ['OPEN', codes.denied, 'permanent', 'denied'],
    ['OPEN', codes.failure, 'temporary', 'server-error'],
    ['WRITE', codes.failure, 'temporary', 'write-failed'],
    ['CLOSE', codes.failure, 'temporary', 'write-failed'],
    ['RENAME', codes.denied, 'permanent', 'denied'],
    ['STAT', codes.noSuchFile, 'temporary', 'incomplete'],
  ]
  for (const [request, code, kind, reason] of answers)
    it(`${code} to ${request} is ${kind}: ${reason}`, async () => {
      server.answers = { [request]: code }
      const message = messageTo()
      const outcome = await send(message)
      assert.ok(outcome.kind === kind && 'reason' in outcome && outcome.reason === reason, JSON.stringify(outcome))
      assert.ok(!(await readdir(server.directory)).includes(`${message.deliveryId}.xml`))
    })

  it('a file that is there is replaced where a rename alone does not', async () => {
    const message = messageTo()
    const path = join(server.directory, `${message.deliveryId}.xml`)
    await writeFile(path, 'something else')
    const outcome = await send(message)
    assert.equal(outcome.kind, 'delivered', JSON.stringify(outcome))
    assert.ok((await readFile(path)).equals(message.renderings[0]?.bytes ?? Buffer.alloc(0)))
  })

  it('a file that is there stays where its successor may not be renamed', async () => {
    server.answers = { RENAME: codes.denied }
    const message = messageTo()
    const path = join(server.directory, `${message.deliveryId}.xml`)
    await writeFile(path, 'something else')
    assert.notEqual((await send(message)).kind, 'delivered')
    assert.equal(await readFile(path, 'utf8'), 'something else')
  })

  it('a password is told where it is asked for as a question', async () => {
    server.door = 'questions'
    assert.equal((await send(messageTo({ connections: 3 }))).kind, 'delivered')
  })

  it('a wrong password is refused once and for all, and not repeated', async () => {
    const outcome = await send(messageTo({ password: 'hunter2' }))
    assert.ok(outcome.kind === 'permanent' && outcome.reason === 'unauthorized', JSON.stringify(outcome))
    assert.doesNotMatch(JSON.stringify(outcome), /hunter2/)
  })

  it('a server that opens no SFTP is told as that', async () => {
    server.opens = false
    const outcome = await send(messageTo({ connections: 4 }))
    assert.ok(outcome.kind === 'temporary' && outcome.reason === 'sftp-refused', JSON.stringify(outcome))
  })

  it('a private address is refused unless it is meant', async () => {
    const guarded = sftp.open({ fetch, connect: openConnect({ allow: [] }), smtpUrl: undefined })
    const outcome = await guarded.send(messageTo(), AbortSignal.timeout(10_000))
    assert.ok(outcome.kind === 'permanent' && outcome.reason === 'address-refused', JSON.stringify(outcome))
    await guarded.close()
  })
})

it('later versions of the protocol say more exactly what is wrong', () => {
  const reasonOf = (code: number) => toNotTaken({ code, message: '' }, 'write').outcome
  for (const code of [codes.noSpace, codes.quota])
    assert.deepEqual([reasonOf(code).kind, reasonOf(code).reason], ['temporary', 'quota'])
  assert.deepEqual([reasonOf(codes.readOnly).kind, reasonOf(codes.readOnly).reason], ['permanent', 'denied'])
})

describe('settings of an SFTP server', () => {
  const hostKeys = [`SHA256:${'A'.repeat(43)}`]
  const good = { host: 'Files.Outlet.example.', user: 'dateline', password: 'hunter2', hostKeys }

  it('are kept in one form, secrets apart, and told as an address', () => {
    const parsed = parseSettings(sftp, { ...good, directory: 'in/neu' })
    assert.ok(parsed.success, JSON.stringify(parsed))
    const { shown, secrets, address, host } = parsed.settings
    assert.deepEqual(secrets, { password: 'hunter2' })
    assert.deepEqual([shown.host, shown.port, shown.package], ['files.outlet.example', 22, 'file'])
    assert.deepEqual([address, host], ['sftp://dateline@files.outlet.example/in/neu', 'files.outlet.example:22'])
  })

  it('a key as ssh-keyscan prints it is pinned by its fingerprint', () => {
    const { public: key } = makeSshKey()
    const parsed = parseSettings(sftp, { ...good, hostKeys: [`files.outlet.example ${key}`] })
    assert.ok(parsed.success)
    assert.match(JSON.stringify(parsed.settings.shown.hostKeys), /^\["SHA256:[A-Za-z0-9+/]{43}"\]$/)
  })

  it('a sealed private key wants its passphrase', () => {
    const { private: privateKey } = makeSshKey('opens')
    const { password: _, ...login } = good
    assert.equal(parseSettings(sftp, { ...login, privateKey, passphrase: 'opens' }).success, true)
    for (const passphrase of [undefined, 'wrong']) {
      const parsed = parseSettings(sftp, { ...login, privateKey, passphrase })
      assert.ok(!parsed.success)
      assert.deepEqual(parsed.issues[0]?.path, ['privateKey'])
    }
  })

  it('issues name the field and never its value', () => {
    const wrong = [
      [{ host: 'files.outlet.example:22' }, 'host'],
      [{ hostKeys: [] }, 'hostKeys'],
      [{ hostKeys: ['trust-me-hunter2'] }, 'hostKeys'],
      [{ password: undefined }, 'password'],
      [{ privateKey: 'hunter2' }, 'privateKey'],
      [{ directory: '../elsewhere' }, 'directory'],
      [{ directory: 'in\r\nDELE hunter2' }, 'directory'],
      [{ fileName: '{slug}.{ext}' }, 'fileName'],
    ] as const
    for (const [over, field] of wrong) {
      const parsed = parseSettings(sftp, { ...good, ...over })
      assert.ok(!parsed.success, field)
      assert.equal(parsed.issues[0]?.path[0], field)
      assert.doesNotMatch(JSON.stringify(parsed.issues), /hunter2/)
    }
  })
})
