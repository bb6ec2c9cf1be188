import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { simpleParser } from 'mailparser'
import type { Message } from '../../src/channels/channel.ts'
import { email } from '../../src/channels/email/email.ts'
import { type SmtpReceiver, startSmtpReceiver } from '../../src/demo/receivers/smtp.ts'
import { makeMessage } from './conformance.ts'
import { openMail } from './mail-trial.ts'

let receiver: SmtpReceiver

before(async () => {
  receiver = await startSmtpReceiver({ keepRaw: true })
})
after(() => receiver.close())

async function receiveAll(messages: Message[]) {
  const sender = openMail(receiver.url)
  for (const message of messages) {
    const outcome = await sender.send(message, AbortSignal.timeout(10_000))
    assert.equal(outcome.kind, 'delivered', JSON.stringify(outcome))
  }
  await sender.close()
  const arrived = receiver.received.slice(-messages.length)
  return Promise.all(arrived.map(({ raw }) => simpleParser(raw ?? '')))
}

function makeMail(
  subject: 'headline' | 'issuer-first' | undefined,
  change: Partial<Message>,
  issuers = ['Acme Robotics'],
): Message {
  const message = makeMessage(email, { settings: { to: 'desk@outlet.example', subject }, ...change })
  return { ...message, story: { ...message.story, issuers } }
}

async function subjectFor(change: Partial<Message>, issuers?: string[]): Promise<string | undefined> {
  const [mail] = await receiveAll([makeMail('issuer-first', change, issuers)])
  return mail?.subject
}

describe('a subject', () => {
  it('is the headline, and begins with whom it speaks for where the outlet wants that, as its language writes it', async () => {
    const inLanguages = {
      en: ['Plant opens', 'Acme Robotics: Plant opens'],
      fr: ['L’usine ouvre', 'Acme Robotics\u00a0: L’usine ouvre'],
      'zh-Hans': ['工厂开业', 'Acme Robotics：工厂开业'],
      th: ['โรงงานเปิด', 'Acme Robotics: โรงงานเปิด'],
    }
    for (const [language, [subject = '', expected]] of Object.entries(inLanguages)) {
      assert.equal(await subjectFor({ subject, language }), expected)
      const [plain] = await receiveAll([makeMail(undefined, { subject, language })])
      assert.equal(plain?.subject, subject)
    }
  })

  it('names the first issuer, in front of what a later version is, too', async () => {
    const subject = 'Correction: Plant opens'
    assert.equal(await subjectFor({ subject, language: 'en' }, ['Acme', 'Globex']), 'Acme: Correction: Plant opens')
  })

  it('names it once where the headline opens with it', async () => {
    const opening = [
      ['en', 'Acme opens a plant'],
      ['en', '“Acme” opens a plant'],
      ['zh-Hans', 'Acme将开设工厂'],
      ['ar', '«Acme» تفتتح مصنعًا'],
    ]
    for (const [language = '', subject = ''] of opening) assert.equal(await subjectFor({ subject, language }, ['Acme']), subject)
    assert.equal(await subjectFor({ subject: 'Acmetal opens', language: 'en' }, ['Acme']), 'Acme: Acmetal opens')
  })

  it('runs in the direction of its language, whatever the name runs in', async () => {
    const subject = 'افتتاح المصنع'
    assert.equal(await subjectFor({ subject, language: 'ar' }, ['Acme']), `\u2068Acme\u2069: ${subject}`)
    assert.equal(await subjectFor({ subject, language: 'ar' }, ['أكمي']), `أكمي: ${subject}`)
    assert.equal(await subjectFor({ subject: 'Plant opens', language: 'en' }, ['أكمي']), '\u2068أكمي\u2069: Plant opens')
  })

  it('is each outlet’s own, though all mails of an edition are made from the same bytes', async () => {
    const { renderings } = makeMessage(email)
    const change = { subject: 'Plant opens', language: 'en', renderings }
    const mails = await receiveAll(
      (['headline', 'issuer-first', undefined, 'issuer-first'] as const).map((subject) => makeMail(subject, change)),
    )
    assert.deepEqual(
      mails.map(({ subject }) => subject),
      ['Plant opens', 'Acme Robotics: Plant opens', 'Plant opens', 'Acme Robotics: Plant opens'],
    )
  })
})

describe('Feedback-ID', () => {
  it('is one for all mails of a release, and names nobody', async () => {
    const accountId = '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e99'
    const one = makeMail('headline', { accountId })
    const other = makeMail('issuer-first', { accountId, language: 'en', settings: { to: 'other@outlet.example' } })
    const mails = await receiveAll([one, other])
    const ids = mails.map(({ headers }) => String(headers.get('feedback-id')))
    assert.equal(ids[0], ids[1])
    assert.match(ids[0] ?? '', new RegExp(`^${one.story.releaseId}:${accountId}:mail:[0-9a-f]{12}$`))
  })

  it('tells two releases apart that say the same', async () => {
    const { renderings } = makeMessage(email)
    const one = makeMail('headline', { renderings })
    const two = {
      ...makeMail('headline', { renderings }),
      story: { ...one.story, releaseId: '019a4f2e-7c1b-7d3a-9c55-000000000002' },
    }
    const [first, second] = await receiveAll([one, two])
    assert.notEqual(first?.headers.get('feedback-id'), second?.headers.get('feedback-id'))
  })
})
