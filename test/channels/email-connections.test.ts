import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { startSmtpReceiver } from '../../src/demo/receivers/smtp.ts'
import { until } from '../net/far-side.ts'
import { openMail, sendMail, told, using } from './mail-trial.ts'
import { type Step, startRelay } from './scripted-relay.ts'

test('smtps speaks TLS from the first byte', async () => {
  const relay = await startRelay({}, ['PIPELINING'], 'smtps')
  await using(relay, '?tls.rejectUnauthorized=false', async (sender) => {
    assert.equal(told(await sendMail(sender)), 'delivered')
    assert.equal(relay.mails.length, 1)
  })
})

test('a relay is given the login in the way that is asked for', async () => {
  for (const authMethod of ['PLAIN', 'LOGIN']) {
    const said: string[] = []
    const receiver = await startSmtpReceiver({ login: (user, password) => said.push(`${user} ${password}`) > 0 })
    const sender = openMail(`${receiver.url.replace('//', '//dateline:p%40ss@')}?authMethod=${authMethod}`)
    assert.equal(told(await sendMail(sender)), 'delivered')
    await sender.close()
    await receiver.close()
    assert.deepEqual(said, ['dateline p@ss'])
  }
})

test('commands travel together where the relay takes them so, else one by one', async () => {
  for (const extensions of [['PIPELINING'], ['8BITMIME']]) {
    const relay = await startRelay({}, extensions)
    await using(relay, '', async (sender) => {
      assert.equal(told(await sendMail(sender)), 'delivered')
      const envelope = relay.chunks.slice(1).map((chunk) => chunk.replaceAll(/ [^\r]*\r\n|\r\n/g, ' ').trim())
      assert.deepEqual(envelope, extensions[0] === 'PIPELINING' ? ['MAIL RCPT DATA'] : ['MAIL', 'RCPT', 'DATA'])
    })
  }
})

test('after a refusal the connection is reset and serves the next mail', async () => {
  const relay = await startRelay({
    RCPT: (socket) => socket.write('452 4.2.2 Full\r\n'),
    DATA: (socket) => socket.write('503 No\r\n'),
  })
  await using(relay, '', async (sender) => {
    assert.match(told(await sendMail(sender)), /^temporary mailbox-full/)
    relay.script = { '.': (socket) => socket.write('550 5.7.1 No\r\n') }
    assert.match(told(await sendMail(sender)), /^permanent refused-by-policy/)
    relay.script = {}
    assert.equal(told(await sendMail(sender)), 'delivered')
    assert.equal(relay.sockets.length, 1)
    assert.equal(relay.chunks.filter((chunk) => chunk === 'RSET\r\n').length, 2)
  })
})

test('a relay that wants a mail for nobody gets none', async () => {
  const relay = await startRelay({ RCPT: (socket) => socket.write('550 5.1.1 Unknown\r\n') })
  await using(relay, '', async (sender) => {
    assert.match(told(await sendMail(sender)), /^permanent mailbox-unknown/)
    assert.deepEqual(relay.mails, [])
    relay.script = {}
    assert.equal(told(await sendMail(sender)), 'delivered')
    assert.equal(relay.sockets.length, 2)
  })
})

test('a connection that the relay left meanwhile costs no attempt', async () => {
  const leave: ((socket: Socket) => unknown)[] = [
    (socket) => socket.destroy(),
    (socket) => socket.end('421 4.4.2 You were silent for too long\r\n'),
  ]
  for (const say of leave) {
    const relay = await startRelay()
    await using(relay, '', async (sender) => {
      assert.equal(told(await sendMail(sender)), 'delivered')
      // At the next command: we cannot have seen it coming.
      relay.script = {
        MAIL: (socket) => {
          relay.script = {}
          say(socket)
        },
      }
      assert.equal(told(await sendMail(sender)), 'delivered')
      assert.equal(relay.sockets.length, 2)
      assert.equal(relay.mails.length, 2)
    })
  }
})

test('a mail that is given up while it waits for a connection is never sent', async () => {
  const relay = await startRelay({ '.': () => {} })
  await using(relay, '?maxConnections=1', async (sender) => {
    const first = sendMail(sender, 600)
    await until(() => relay.chunks.length === 2)
    assert.match(told(await sendMail(sender, 100)), /^temporary timeout/)
    assert.match(told(await first), /^temporary timeout/)
    relay.script = {}
    assert.equal(told(await sendMail(sender)), 'delivered')
    assert.equal(relay.chunks.filter((chunk) => chunk.startsWith('MAIL')).length, 2)
    assert.equal(relay.mails.length, 1)
  })
})

test('a connection serves as many mails as it is told, and rests as long', async () => {
  const relay = await startRelay()
  await using(relay, '?maxMessages=2&idleTimeout=100', async (sender) => {
    for (let n = 0; n < 3; n++) assert.equal(told(await sendMail(sender)), 'delivered')
    assert.equal(relay.sockets.length, 2)
    await Promise.all(relay.sockets.map((socket) => socket.destroyed || once(socket, 'close')))
    assert.equal(relay.chunks.filter((chunk) => chunk === 'QUIT\r\n').length, 2)
  })
})

test('warming opens some connections, says nothing of a mail, and fails silently', async () => {
  const relay = await startRelay()
  await using(relay, '', async (sender) => {
    await Promise.all(Array.from({ length: 50 }, () => sender.warm?.({})))
    assert.equal(relay.sockets.length, 8)
    assert.doesNotMatch(relay.chunks.join(''), /MAIL/)
    assert.deepEqual(
      new Set((await Promise.all(Array.from({ length: 8 }, () => sendMail(sender)))).map(told)),
      new Set(['delivered']),
    )
    assert.equal(relay.sockets.length, 8)
  })
  const gone = openMail(relay.url)
  await gone.warm?.({})
  await gone.close()
})

test('limits slow the domain down, greylisting and what is said before the recipient do not', async () => {
  const replies: [Step, string, boolean][] = [
    ['.', '450 4.7.28 Unusual rate of mail', true],
    ['.', '421 4.7.0 Try again later', true],
    ['.', '451 4.7.500 Server busy, too many messages', true],
    ['.', '450 4.7.1 Greylisted', false],
    ['.', '450 4.2.1 The mailbox is busy', false],
    ['MAIL', '421 4.7.0 Too many messages', false],
  ]
  for (const [step, reply, slows] of replies) {
    const relay = await startRelay({ [step]: (socket: Socket) => socket.end(`${reply}\r\n`) })
    const outcome = await using(relay, '', sendMail)
    assert.ok(outcome.kind === 'temporary')
    assert.equal(outcome.slowDown ?? false, slows, reply)
  }
})

test('a relay that grants fewer connections is asked for no more at once: who waits has not begun', async () => {
  const sender = openMail('smtp://relay.example?maxConnections=3')
  assert.equal(sender.atOnce, 3)
  await sender.close()
})

test('an option that mail does not know is refused, not left out', () => {
  assert.throws(() => openMail('smtp://relay.example?rateLimit=5'), /SMTP_URL.*rateLimit/)
})
