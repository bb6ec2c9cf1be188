import { generateKeyPairSync, randomUUID } from 'node:crypto'
import type { DkimKey, Message } from '../src/channels/channel.ts'
import { connections, runDateline, runNodemailer, runSource } from './mail-peers.ts'
import { findMissed, median, ratioOf, runPairs } from './pairs.ts'
import { requireOnce } from './receivers.ts'
import { type Sink, startSink } from './smtp-sink.ts'

/** What each side sent a second (medians), and ours over theirs. */
export type MailResult = {
  pairs: number
  connections: number
  /** a mail of ours as the receiver wrote it, without what the receiver added */
  sizeBytes: number
  messages: Record<SideName, number>
  perSecond: Record<SideName, number>
  vsNodemailer: number
  worstVsNodemailer: number
  vsNodemailerDkim: number
  worstVsNodemailerDkim: number
  vsSmtpSource: number
  worstVsSmtpSource: number
  missed: string[]
}

type SideName = 'dateline' | 'nodemailer' | 'smtpSource' | 'datelineDkim' | 'nodemailerDkim'

/** A second and a half of each: five sides and five rounds in less than a minute. */
const sample = { dateline: 10_000, nodemailer: 1_600, smtpSource: 10_000, datelineDkim: 1_800, nodemailerDkim: 500 }
const whole = { dateline: 20_000, nodemailer: 20_000, smtpSource: 20_000, datelineDkim: 20_000, nodemailerDkim: 20_000 }

/**
 * Mails of 4 KB, text and HTML, to Postfix's `smtp-sink -d` on loopback over twenty connections: Dateline's channel as deliveries
 * call it, nodemailer's pool with the same messages, and `smtp-source`; the first two also signed with RSA-2048. From the first
 * call to the last answer, in mails a second. Then every mail that the sink wrote is read: each id must be there, and once.
 */
export async function benchMail({ full }: { full: boolean }, say: (line: string) => void): Promise<MailResult> {
  const sink = await startSink()
  try {
    return await measure(sink, full, say)
  } finally {
    await sink.close()
  }
}

async function measure(sink: Sink, full: boolean, say: (line: string) => void): Promise<MailResult> {
  const { port } = sink
  const count = full ? whole : sample
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const dkim = { domain: 'wire.example', selector: 'bench', key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
  const side = (name: SideName, run: typeof runDateline, key?: DkimKey) => async () => {
    const messages = makeMessages(count[name])
    const rate = await run(port, messages, key)
    await check(sink, name, messages, key)
    return rate
  }
  // Once before it counts: code that is not warm yet is no side's speed.
  await runNodemailer(port, makeMessages(500))
  await runDateline(port, makeMessages(2_000))
  const sizeBytes = Math.max(...(await sink.take()).map(sizeOf))
  const rounds = await runPairs<SideName>(
    {
      // Next to both that it is compared with.
      nodemailer: side('nodemailer', runNodemailer),
      dateline: side('dateline', runDateline),
      smtpSource: async () => {
        const rate = await runSource(port, count.smtpSource, 4_096)
        const ids = (await sink.take()).map(idOf)
        if (new Set(ids).size !== count.smtpSource || ids.length !== count.smtpSource)
          throw new Error('smtp-source: ids are missing')
        return rate
      },
      datelineDkim: side('datelineDkim', runDateline, dkim),
      nodemailerDkim: side('nodemailerDkim', runNodemailer, dkim),
    },
    say,
    full ? { withinMs: 1_200_000 } : { withinMs: 44_000 },
  )
  return report(rounds, count, sizeBytes)
}

function report(rounds: Record<SideName, number[]>, messages: Record<SideName, number>, sizeBytes: number): MailResult {
  const plain = ratioOf(rounds.dateline, rounds.nodemailer)
  const signed = ratioOf(rounds.datelineDkim, rounds.nodemailerDkim)
  const source = ratioOf(rounds.dateline, rounds.smtpSource)
  const perSecond = (name: SideName) => Math.round(median(rounds[name]))
  return {
    pairs: rounds.dateline.length,
    connections,
    sizeBytes,
    messages,
    perSecond: {
      dateline: perSecond('dateline'),
      nodemailer: perSecond('nodemailer'),
      smtpSource: perSecond('smtpSource'),
      datelineDkim: perSecond('datelineDkim'),
      nodemailerDkim: perSecond('nodemailerDkim'),
    },
    vsNodemailer: plain.median,
    worstVsNodemailer: plain.worst,
    vsNodemailerDkim: signed.median,
    worstVsNodemailerDkim: signed.worst,
    vsSmtpSource: source.median,
    worstVsSmtpSource: source.worst,
    missed: findMissed({
      'vsNodemailer ≥ 5': plain.median >= 5,
      'vsNodemailerDkim ≥ 3': signed.median >= 3,
      'vsSmtpSource ≥ 0.4': source.median >= 0.4,
    }),
  }
}

const sentence = 'One sentence of a release that is as long as they are; “quoted” – in part, and not a word more.  \n'

const story: Message['story'] = {
  releaseId: randomUUID(),
  version: 1,
  versionKind: 'original',
  uri: 'urn:dateline:release:en',
  headline: 'A company announces – what it has to say',
  slug: 'a-company-announces',
  issuers: ['A company'],
  sectors: [],
  attachments: [],
}

/** One edition to many: what a batch hands to the channel. */
function makeMessages(count: number): Message[] {
  const rendering = (format: string, contentType: string, text: string) => ({ format, contentType, bytes: Buffer.from(text) })
  const renderings = [
    rendering('text', 'text/plain; charset=utf-8', sentence.repeat(11)),
    rendering('html', 'text/html; charset=utf-8', `<p>${sentence}</p>\n`.repeat(10)),
  ]
  const sentAt = new Date()
  return Array.from({ length: count }, (_, n) => ({
    deliveryId: randomUUID(),
    attempt: 1,
    settings: { to: `desk-${n}@outlet.example` },
    renderings,
    subject: 'A company announces – what it has to say',
    language: 'en',
    direction: 'ltr',
    releasedAt: sentAt,
    sentAt,
    sender: { name: 'A wire', address: 'news@wire.example' },
    messageDomain: 'wire.example',
    unsubscribeUrl: `https://wire.example/unsubscribe/${randomUUID()}?signature=${randomUUID()}`,
    story,
    footer: {
      language: 'en',
      direction: 'ltr',
      why: 'You receive this because you are a journalist whom A wire (https://wire.example) serves.',
      unsubscribe: 'Unsubscribe',
    },
  }))
}

/** @throws where a mail is missing, came twice, came without its link or without the signature that it was to have */
async function check(sink: Sink, name: SideName, messages: readonly Message[], key: DkimKey | undefined): Promise<void> {
  const mails = await sink.take()
  requireOnce(
    messages.map(({ deliveryId, messageDomain }) => `${deliveryId}@${messageDomain}`),
    mails.map(idOf),
    name,
  )
  const links = new Set(messages.map(({ unsubscribeUrl }) => unsubscribeUrl))
  const isWhole = (mail: string) => links.delete(/^List-Unsubscribe: <([^>]+)>/m.exec(mail)?.[1] ?? '') && sizeOf(mail) > 3_000
  if (!mails.every(isWhole)) throw new Error(`${name}: a mail is not what it should be`)
  if (key && !mails.every((mail) => /^DKIM-Signature: /m.test(mail))) throw new Error(`${name}: a mail is not signed`)
}

function idOf(mail: string): string {
  return /^message-id: <([^>]+)>/im.exec(mail)?.[1] ?? ''
}

/** In bytes on the wire: what the sink wrote above is not part of it, and its lines ended with CRLF. */
function sizeOf(dump: string): number {
  const mail = dump.replace(/^(X-[^\n]*\n)+Received: [^\n]*\n([ \t][^\n]*\n)*/, '')
  return mail.length + mail.split('\n').length - 1
}
