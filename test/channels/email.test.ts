import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { simpleParser } from 'mailparser'
import { z } from 'zod'
import type { Message, Outcome } from '../../src/channels/channel.ts'
import { email } from '../../src/channels/email/email.ts'
import { type SmtpReceiver, startSmtpReceiver } from '../../src/demo/receivers/smtp.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { makeMessage } from './conformance.ts'

const { fetch } = openFetch({ allow: [] })
let receiver: SmtpReceiver

before(async () => {
  receiver = await startSmtpReceiver({ keepRaw: true })
})
after(() => receiver.close())

/** Sends one mail through a relay and closes the channel. */
async function sendOne(smtpUrl: string | undefined, change: Partial<Message> = {}): Promise<Outcome> {
  const sender = email.open({ fetch, smtpUrl })
  const message = makeMessage(email, { settings: { to: 'desk@outlet.example', name: 'مكتب الأخبار' }, ...change })
  const outcome = await sender.send(message, AbortSignal.timeout(10_000))
  await sender.close()
  return outcome
}

async function receiveOne(change: Partial<Message> = {}) {
  const outcome = await sendOne(receiver.url, change)
  assert.equal(outcome.kind, 'delivered', JSON.stringify(outcome))
  const raw = receiver.received.at(-1)?.raw ?? Buffer.alloc(0)
  const [head = ''] = raw.toString('latin1').split('\r\n\r\n')
  return { raw, head, mail: await simpleParser(raw) }
}

test('a mail carries what mail programs, relays and law ask for', async () => {
  const message = makeMessage(email, { sentAt: new Date('2026-12-01T05:00:01Z') })
  const { head, mail } = await receiveOne({ ...message, settings: { to: 'desk@outlet.example', name: 'مكتب الأخبار' } })
  assert.equal(mail.messageId, `<${message.deliveryId}@dateline.example>`)
  assert.deepEqual(mail.from?.value, [{ name: 'SeaPRwire – سي', address: 'wire@dateline.example' }])
  assert.deepEqual([mail.to ?? []].flat()[0]?.value, [{ name: 'مكتب الأخبار', address: 'desk@outlet.example' }])
  assert.deepEqual(mail.date, message.sentAt)
  assert.match(head, /^List-Unsubscribe: <https:\/\/dateline\.example\/unsubscribe\/1\?signature=abc>\r$/m)
  assert.match(head, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
  assert.match(head, /^List-Id: <releases\.dateline\.example>\r$/m)
  assert.match(head, /^Content-Language: ar\r$/m)
  assert.match(head, /^Auto-Submitted: auto-generated\r$/m)
  assert.match(head, /^MIME-Version: 1\.0\r$/m)
  assert.match(head, /^Content-Type: multipart\/alternative;/m)
})

test('every byte on the wire is ASCII in lines that any relay takes', async () => {
  const { raw } = await receiveOne()
  assert.ok(raw.every((byte) => byte < 0x80))
  assert.ok(
    raw
      .toString('latin1')
      .split('\r\n')
      .every((line) => line.length <= 998 && !/[\r\n]/.test(line)),
  )
  assert.ok(!/format=flowed|7bit/i.test(raw.toString('latin1')))
})

test('each part says why the mail came and ends with a link that stops it, in the language and direction of its own', async () => {
  const footer = { language: 'he', direction: 'rtl', why: 'למה? <b> & "x"', unsubscribe: 'הסרה' } as const
  const unsubscribeUrl = 'https://wire.example/u/1?a=1&b=2'
  const page = '<!doctype html>\n<body><p>&lt;/body&gt; is said</p>\n</body>\n</html>\n'
  const [text, html] = ['Text  \n', page].map((part) => new TextEncoder().encode(part))
  const renderings = [
    { format: 'text', contentType: 'text/plain; charset=utf-8', bytes: text ?? new Uint8Array() },
    { format: 'html', contentType: 'text/html; charset=utf-8', bytes: html ?? new Uint8Array() },
  ]
  const { mail } = await receiveOne({ footer, unsubscribeUrl, renderings })
  assert.equal(mail.text, `Text  \n\n${'_'.repeat(40)}\nלמה? <b> & "x"\nהסרה\n${unsubscribeUrl}\n`)
  const sent = String(mail.html)
  const [above = '', below = ''] = page.split('</body>')
  assert.ok(sent.startsWith(above) && sent.endsWith(`</body>${below}`))
  const inserted = sent.slice(above.length, -`</body>${below}`.length)
  assert.match(inserted, /^<div lang="he" dir="rtl" /)
  assert.match(inserted, />למה\? &#60;b&#62; &#38; &#34;x&#34;<br>/)
  assert.match(inserted, /<a href="https:\/\/wire\.example\/u\/1\?a=1&#38;b=2"[^>]*>הסרה<\/a>/)
})

test('a text that is shared by many mails is the same for the next: the link is each one’s own', async () => {
  const { renderings } = makeMessage(email)
  const links = ['https://wire.example/u/1', 'https://wire.example/u/2']
  for (const unsubscribeUrl of links) {
    const { mail } = await receiveOne({ renderings, unsubscribeUrl })
    for (const part of [mail.text, mail.html])
      assert.deepEqual(String(part).match(/https:\/\/wire\.example\/u\/\d/g), [unsubscribeUrl])
  }
})

test('spaces at the end of a line are beyond the reach of relays, in plain ASCII too', async () => {
  const bytes = new TextEncoder().encode('Short lines  \nof ASCII \n')
  const { raw } = await receiveOne({ renderings: [{ format: 'text', contentType: 'text/plain; charset=utf-8', bytes }] })
  const [, body = ''] = raw.toString('latin1').split('\r\n\r\n')
  assert.doesNotMatch(body, /[ \t]\r$/m)
  assert.ok((await simpleParser(raw)).text?.startsWith('Short lines  \nof ASCII \n\n____'))
})

test('a subject arrives as it was, in every script', async () => {
  const subjects = [
    'دبي تعلن عن «مدينة الغد» – استثمار بقيمة ١٫٢ مليار درهم، وفق بيان صدر اليوم عن الهيئة العامة للاستثمار',
    'บริษัทประกาศผลประกอบการไตรมาสที่สามประจำปีสองพันยี่สิบหกอย่างเป็นทางการ',
    '東京都、2026年12月に新しい国際ニュース配信サービスを開始すると発表しました',
    '신제품 출시 발표: 대한민국 서울에서 열린 국제 박람회',
    'Компания объявила о результатах третьего квартала 2026 года',
    'Công ty công bố kết quả kinh doanh quý III năm 2026',
    '👩‍👩‍👧‍👦 family 🇦🇪 flag '.repeat(8).trim(),
    'Plain ASCII, and so long that it has to be folded somewhere between one of its many words, or two',
    '=?utf-8?Q?encoded=20word?= that is meant literally',
    `=?utf-8?Q?long?= ${'速報 emoji 👩‍👩‍👧‍👦 '.repeat(10)}end`,
    'Überraschung: 5 % mehr',
  ]
  for (const subject of subjects) assert.equal((await receiveOne({ subject })).mail.subject, subject)
})

test('neither subject nor names can add a header or a recipient', async () => {
  const evil = 'News\r\nBcc: spy@evil.example\r\n\r\nbody'
  const { head, mail } = await receiveOne({ subject: evil, sender: { name: evil, address: 'wire@dateline.example' } })
  assert.equal(mail.bcc, undefined)
  assert.doesNotMatch(head, /^bcc:/im)
  assert.equal(mail.subject, 'News Bcc: spy@evil.example body')
  assert.equal(receiver.received.at(-1)?.to, 'desk@outlet.example')
  assert.equal(email.settings.safeParse({ to: 'desk@outlet.example', name: evil }).success, false)
  assert.equal(email.settings.safeParse({ to: 'desk@outlet.example\r\nRCPT TO:<spy@evil.example>' }).success, false)
})

test('pace counts by the domain of the mailbox, whatever its case', () => {
  assert.equal(email.host({ to: 'News.Desk@Outlet.Example' }), 'outlet.example')
})

test('without a relay a mail waits', async () => {
  const outcome = await sendOne(undefined)
  assert.ok(outcome.kind === 'temporary' && outcome.reason === 'relay-not-configured')
})

test('a relay that refuses our login, and repeats the password: temporary, without the password', async () => {
  const strict = await startSmtpReceiver({ login: () => false })
  for (const smtpUrl of [strict.url, strict.url.replace('//', '//dateline:wrong-password@')]) {
    const outcome = await sendOne(smtpUrl)
    assert.ok(outcome.kind === 'temporary' && outcome.reason === 'relay-refused-login', JSON.stringify(outcome))
    assert.doesNotMatch(JSON.stringify(outcome), /wrong-password/)
  }
  await strict.close()
})

test('a mailbox that does not exist is a hard bounce, in the words of the relay but for the address', async () => {
  const strict = await startSmtpReceiver({ behave: () => 'refuse' })
  const outcome = await sendOne(strict.url)
  await strict.close()
  assert.deepEqual(outcome, {
    kind: 'permanent',
    reason: 'mailbox-unknown',
    detail: '550 5.1.1 <•••> does not exist here',
    suppress: 'hard-bounce',
  })
})

test('a relay that is not there: temporary, without the password', async () => {
  const gone = await startSmtpReceiver()
  await gone.close()
  const outcome = await sendOne(gone.url.replace('//', '//dateline:s3cret@'))
  assert.ok(outcome.kind === 'temporary' && outcome.reason === 'relay-unreachable', JSON.stringify(outcome))
  assert.doesNotMatch(JSON.stringify(outcome), /s3cret/)
})

test('a relay that takes a mail and hangs up without a word is asked once per attempt', async () => {
  let bodies = 0
  const relay = await startTerseRelay((socket) => {
    bodies += 1
    socket.destroy()
  })
  const outcome = await sendOne(relay.url)
  relay.close()
  assert.ok(outcome.kind === 'temporary' && outcome.reason === 'relay-unheard', JSON.stringify(outcome))
  assert.equal(bodies, 1)
})

test('the receipt of a relay that repeats the mailbox, in letters of its own, does not name it', async () => {
  const relay = await startTerseRelay((socket) => socket.write('250 2.0.0 <Desk@OUTLET.example> Queued as 4XyZ\r\n'))
  const outcome = await sendOne(relay.url)
  relay.close()
  assert.deepEqual(outcome, { kind: 'delivered', receipt: '250 2.0.0 <•••> Queued as 4XyZ' })
})

test('a mail keeps its Message-ID when the wire changes the address that it sends from', async () => {
  const { mail } = await receiveOne({
    deliveryId: '019a4f2e-7c1b-7d3a-9c55-5eb1e0000001',
    sender: { name: 'Renamed', address: 'news@renamed.example' },
    messageDomain: 'dateline.example',
  })
  assert.equal(mail.messageId, '<019a4f2e-7c1b-7d3a-9c55-5eb1e0000001@dateline.example>')
})

/** A relay that takes every mail so far as to ask `onMail` what to do with it. */
async function startTerseRelay(onMail: (socket: Socket) => unknown): Promise<{ url: string; close: () => void }> {
  const replies: [RegExp, string][] = [
    [/^EHLO/m, '250 relay.example'],
    [/^MAIL FROM/m, '250 2.1.0 Ok'],
    [/^RCPT TO/m, '250 2.1.5 Ok'],
    [/^DATA/m, '354 Go on'],
  ]
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {})
    socket.write('220 relay.example ESMTP\r\n')
    socket.on('data', (bytes) => {
      const text = bytes.toString('latin1')
      const [, reply] = replies.find(([pattern]) => pattern.test(text)) ?? []
      if (text.endsWith('\r\n.\r\n')) onMail(socket)
      else if (reply) socket.write(`${reply}\r\n`)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return { url: `smtp://127.0.0.1:${port}`, close: () => server.close() }
}
