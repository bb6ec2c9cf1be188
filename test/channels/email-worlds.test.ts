import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import tls, { TLSSocket } from 'node:tls'
import { certificates } from '../net/certificates.ts'
import { openMail, sendMail, told, using } from './mail-trial.ts'
import { type Step, startRelay } from './scripted-relay.ts'

/** Writes again and again, as fast as it is taken, until the sender hangs up. */
function flood(socket: Socket, chunk: string): void {
  const pump = () => {
    while (!socket.destroyed && socket.write(chunk));
  }
  socket.on('drain', pump)
  pump()
}

function drip(socket: Socket, text: string): void {
  let at = 0
  const timer = setInterval(() => socket.write(text[at++ % text.length] ?? ''), 20)
  socket.on('close', () => clearInterval(timer))
}

/** `query` shortens what would take ten seconds. */
type World = { name: string; step: Step; say: (socket: Socket) => unknown; becomes: RegExp; query?: string; deadlineMs?: number }

const endless = `250-${'x'.repeat(64 * 1024)}`

const worlds: World[] = [
  {
    name: 'never greets',
    step: 'greet',
    say: () => {},
    query: '?greetingTimeout=500',
    becomes: /^temporary relay-unreachable: The relay did not answer in time/,
  },
  {
    name: 'greets byte by byte',
    step: 'greet',
    say: (socket) => drip(socket, '220-relay.example\r\n'),
    query: '?greetingTimeout=500',
    becomes: /^temporary relay-unreachable: The relay did not answer in time/,
  },
  {
    name: 'answers EHLO byte by byte',
    step: 'EHLO',
    say: (socket) => drip(socket, '250-relay.example\r\n'),
    deadlineMs: 300,
    becomes: /^temporary timeout: The relay did not take the mail in time/,
  },
  {
    name: 'answers MAIL byte by byte',
    step: 'MAIL',
    say: (socket) => drip(socket, '250-2.1.0 Ok\r\n'),
    deadlineMs: 300,
    becomes: /^temporary timeout: The relay did not take the mail in time/,
  },
  {
    name: 'closes half-way through the mail',
    step: 'body',
    say: (socket) => socket.destroy(),
    becomes: /^temporary relay-unheard: The relay had the mail, and broke off/,
  },
  {
    name: 'answers EHLO without an end',
    step: 'EHLO',
    say: (socket) => flood(socket, endless),
    becomes: /^temporary relay-unreachable: The relay does not speak SMTP as it should/,
  },
  {
    name: 'hangs up once it has the mail',
    step: '.',
    say: (socket) => socket.destroy(),
    becomes: /^temporary relay-unheard: The relay had the mail, and broke off/,
  },
  {
    name: 'answers the mail with a line without an end',
    step: '.',
    say: (socket) => flood(socket, endless),
    becomes: /^temporary relay-unheard: The relay had the mail, and broke off/,
  },
  {
    name: 'answers the mail with lines without an end',
    step: '.',
    say: (socket) => flood(socket, '250-more\r\n'.repeat(1_000)),
    becomes: /^temporary relay-unheard: The relay had the mail, and broke off/,
  },
  {
    name: 'answers with what is no reply',
    step: 'MAIL',
    say: (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n'),
    becomes: /^temporary relay-unreachable: The relay does not speak SMTP as it should.*HTTP/,
  },
  {
    name: 'asks for more after the mail',
    step: '.',
    say: (socket) => socket.write('354 Go on\r\n'),
    becomes: /^temporary relay-unheard: The relay had the mail, and broke off/,
  },
  {
    name: 'neither takes nor refuses a sender',
    step: 'MAIL',
    say: (socket) => socket.write('354 Go on\r\n'),
    becomes: /^temporary relay-unreachable: The relay does not speak SMTP as it should/,
  },
  {
    name: 'refuses after the mail',
    step: '.',
    say: (socket) => socket.write('554 5.7.1 Not this one\r\n'),
    becomes: /^permanent refused-by-policy: 554 5\.7\.1 Not this one/,
  },
  {
    name: 'breaks TLS',
    step: 'STARTTLS',
    say: (socket) => {
      socket.removeAllListeners('data').once('data', () => socket.write('no TLS at all\r\n'))
      socket.write('220 Go ahead\r\n')
    },
    query: '?requireTLS=true',
    becomes: /^temporary relay-unreachable: The relay and we could not agree on TLS/,
  },
  {
    name: 'goes silent in the middle of TLS',
    step: 'STARTTLS',
    say: (socket) => socket.write('220 Go ahead\r\n'),
    query: '?requireTLS=true&greetingTimeout=500',
    becomes: /^temporary relay-unreachable: The relay did not answer in time/,
  },
  {
    name: 'refuses the mailbox and hangs up',
    step: 'RCPT',
    say: (socket) => socket.end('550 5.1.1 Unknown\r\n'),
    becomes: /^permanent mailbox-unknown: 550 5\.1\.1 Unknown/,
  },
]

for (const { name, step, say, becomes, query = '', deadlineMs } of worlds) {
  test(`a relay that ${name} costs one mail, little time and no memory`, { timeout: 8_000 }, async () => {
    const relay = await startRelay({ [step]: say })
    await using(relay, query, async (sender) => {
      assert.match(told(await sendMail(sender, deadlineMs)), becomes)
      assert.ok(Math.max(...relay.sockets.map(({ bytesWritten }) => bytesWritten)) < 8 * 1024 * 1024)
      assert.deepEqual(relay.mails, [])
      relay.script = {}
      if (step !== 'STARTTLS') assert.equal(told(await sendMail(sender)), 'delivered')
    })
  })
}

test('a relay whose certificate has ended gets no mail', async () => {
  // Trusted but for its date.
  tls.setDefaultCACertificates([...tls.getCACertificates(), certificates.expired.cert])
  const relay = await startRelay({
    STARTTLS: (socket) => {
      socket.removeAllListeners('data').write('220 Go ahead\r\n')
      new TLSSocket(socket, { isServer: true, ...certificates.expired }).on('error', () => {})
    },
  })
  await using(relay, '?requireTLS=true', async (sender) => {
    assert.match(told(await sendMail(sender)), /^temporary relay-unreachable: .* agree on TLS \(CERT_HAS_EXPIRED\)/)
    assert.doesNotMatch(relay.chunks.join(''), /MAIL/)
  })
})

test('a relay whose certificate nobody trusts gets neither login nor mail, unless told otherwise', async () => {
  const relay = await startRelay({}, ['STARTTLS', 'AUTH PLAIN'])
  relay.url = relay.url.replace('//', '//dateline:s3cret@')
  const strict = openMail(relay.url)
  assert.match(told(await sendMail(strict)), /^temporary relay-unreachable: .* agree on TLS \(DEPTH_ZERO_SELF_SIGNED_CERT\)/)
  await strict.close()
  assert.doesNotMatch(relay.chunks.join(''), /AUTH|MAIL/)
  relay.chunks.length = 0
  await using(relay, '?tls.rejectUnauthorized=false', async (sender) => {
    assert.equal(told(await sendMail(sender)), 'delivered')
    const [, , tls, ehlo = '', login = '', mail = ''] = relay.chunks
    assert.deepEqual([tls, ehlo.slice(0, 4), login.slice(0, 10), mail.slice(0, 9)], ['(TLS)', 'EHLO', 'AUTH PLAIN', 'MAIL FROM'])
  })
})
