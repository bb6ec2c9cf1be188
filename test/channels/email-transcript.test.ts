import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sendMail, told, using } from './mail-trial.ts'
import { startRelay } from './scripted-relay.ts'

const password = 'correct horse'
const login = `//dateline:${encodeURIComponent(password)}@`

/** A transcript as it is read afterwards: who said what, in order. */
function openTranscript() {
  const lines: string[] = []
  const take = (who: string) => (piece: string | Uint8Array) => void lines.push(`${who} ${Buffer.from(piece).toString()}`)
  return { lines, transcript: { sent: take('>'), heard: take('<') } }
}

test('a transcript of a mail has the whole dialogue from the greeting on, and the mail as the relay got it', async () => {
  const relay = await startRelay({}, ['AUTH PLAIN'])
  const { lines, transcript } = openTranscript()
  const outcome = await using({ ...relay, url: relay.url.replace('//', login) }, '?name=wire.example', (sender) =>
    sendMail(sender, 9_000, { transcript }),
  )
  assert.equal(outcome.kind, 'delivered')
  const mail = lines.find((line) => line.includes('Message-ID')) ?? assert.fail(lines.join(''))
  assert.equal(mail, `> ${relay.mails[0]}\r\n.\r\n`)
  assert.deepEqual(
    lines.filter((line) => line !== mail).map((line) => line.trimEnd()),
    [
      '< 220 relay.example ESMTP',
      '> EHLO wire.example',
      '< 250-relay.example\r\n250-AUTH PLAIN\r\n250 HELP',
      `> AUTH PLAIN ${Buffer.from('\0dateline\0/* secret */').toString('base64')}`,
      '< 235 2.7.0 In',
      '> MAIL FROM:<wire@dateline.example>',
      '< 250 2.1.0 Ok',
      '> RCPT TO:<desk@outlet.example>',
      '< 250 2.1.0 Ok',
      '> DATA',
      '< 354 Go on',
      '< 250 2.0.0 Taken',
      '> QUIT',
    ],
  )
})

test('a relay that repeats the login in any form does not get it into the transcript', async () => {
  const plain = Buffer.from(`\0dateline\0${password}`).toString('base64')
  const relay = await startRelay(
    { AUTH: (socket) => socket.write(`535 ${password} ${plain} ${encodeURIComponent(password)}\r\n`) },
    ['AUTH PLAIN'],
  )
  const { lines, transcript } = openTranscript()
  const outcome = await using({ ...relay, url: relay.url.replace('//', login) }, '', (sender) =>
    sendMail(sender, 9_000, { transcript }),
  )
  assert.match(told(outcome), /^temporary relay-refused-login/)
  assert.ok(
    lines.some((line) => line.startsWith('< 535 ••• ••• •••')),
    lines.join(''),
  )
})

test('a mail that is watched goes over a connection of its own, and what it leaves behind disturbs nobody', async () => {
  const relay = await startRelay({ RCPT: (socket) => socket.write('550 5.1.1 Nobody\r\n') })
  const { lines, transcript } = openTranscript()
  await using(relay, '', async (sender) => {
    const outcome = await sendMail(sender, 9_000, { transcript })
    assert.ok(outcome.kind === 'permanent' && outcome.reason === 'mailbox-unknown', told(outcome))
    assert.ok(lines.some((line) => line.includes('550 5.1.1 Nobody\r\n')))
    delete relay.script.RCPT
    assert.equal((await sendMail(sender)).kind, 'delivered')
    assert.equal(relay.sockets.length, 2)
  })
})
