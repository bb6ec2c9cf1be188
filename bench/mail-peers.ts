import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createTransport, type SendMailOptions } from 'nodemailer'
import type { DkimKey, Message, Sender } from '../src/channels/channel.ts'
import { email } from '../src/channels/email/email.ts'
import { EmailSettings } from '../src/channels/email/settings.ts'
import type { Fetch } from '../src/net/fetch.ts'
import { machineMs } from './clock.ts'

/** How many connections each side has. */
export const connections = 20

/** Mails a second through the channel as deliveries call it: so many at once as it hands over, each with its own deadline. */
export async function runDateline(port: number, messages: readonly Message[], dkim?: DkimKey): Promise<number> {
  const fetch: Fetch = Object.assign(() => Promise.reject(new Error('mail fetches nothing')), { warm: async () => {} })
  const sender: Sender = email.open({ fetch, smtpUrl: `smtp://127.0.0.1:${port}`, dkim })
  try {
    return await timed(messages, connections, async (message) => {
      const outcome = await sender.send(message, AbortSignal.timeout(email.deadlineMs))
      if (outcome.kind !== 'delivered') throw new Error(`not delivered: ${outcome.detail}`)
    })
  } finally {
    await sender.close()
  }
}

/** Mails a second through nodemailer's pool, which is never without a mail waiting. Its connections last as long as the run. */
export async function runNodemailer(port: number, messages: readonly Message[], dkim?: DkimKey): Promise<number> {
  const pool = createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
    ...(dkim ? { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.key } } : {}),
  })
  const rate = await timed(messages, 2 * connections, async (message) => {
    await pool.sendMail(toMail(message))
  })
  pool.close()
  return rate
}

/** The same mail in nodemailer's words, bodies as bytes, so that long lines and spaces at their ends arrive as they were. */
function toMail(message: Message): SendMailOptions {
  const { sender, renderings, unsubscribeUrl, footer } = message
  const { to } = EmailSettings.parse(message.settings)
  const textFooter = `\n${'_'.repeat(40)}\n${footer.why}\n${footer.unsubscribe}\n${unsubscribeUrl}\n`
  const htmlFooter = `<div lang="${footer.language}" dir="${footer.direction}"><p>${footer.why}<br>
<a href="${unsubscribeUrl}">${footer.unsubscribe}</a></p></div>\n`
  return {
    from: sender,
    to,
    subject: message.subject,
    date: message.sentAt,
    messageId: `<${message.deliveryId}@${message.messageDomain}>`,
    alternatives: renderings.map(({ format, contentType, bytes }) => ({
      contentType,
      content: Buffer.concat([bytes, Buffer.from(format === 'html' ? htmlFooter : textFooter)]),
    })),
    xMailer: false,
    headers: {
      'Content-Language': message.language,
      'Auto-Submitted': 'auto-generated',
      'List-Unsubscribe': { prepared: true, value: `<${unsubscribeUrl}>` },
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  }
}

/** Mails a second that Postfix's own sender makes, one text for all, its connections kept open: from its start to its end. */
export async function runSource(port: number, count: number, sizeBytes: number): Promise<number> {
  const args = ['-d', '-s', String(connections), '-m', String(count), '-l', String(sizeBytes), `127.0.0.1:${port}`]
  const began = machineMs()
  const child = spawn('smtp-source', args, { stdio: ['ignore', 'inherit', 'inherit'] })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`smtp-source ended with ${code}`)
  return count / ((machineMs() - began) / 1000)
}

async function timed(messages: readonly Message[], atOnce: number, send: (message: Message) => Promise<void>): Promise<number> {
  let next = 0
  const loop = async (): Promise<void> => {
    for (let message = messages[next++]; message; message = messages[next++]) await send(message)
  }
  const began = machineMs()
  await Promise.all(Array.from({ length: atOnce }, loop))
  return messages.length / ((machineMs() - began) / 1000)
}
