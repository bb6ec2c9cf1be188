import { createTransport } from 'nodemailer'
import type { Message, Outcome, Sender } from '../channel.ts'
import { excerpt } from '../excerpt.ts'
import { composeMail } from './compose.ts'
import { toOutcome } from './reply.ts'
import { EmailSettings } from './settings.ts'

const maxReceiptLength = 200

/** How many connections a process has: two workers stay below the fifty that Postfix grants one client. */
export const maxConnections = 20
const connectTimeoutMs = 10_000
const silenceTimeoutMs = 30_000
/** Shorter than the patience of any relay, so that it is we who hang up. */
const idleTimeoutMs = 20_000

/** Where SMTP_URL is not set. Temporary: the mail goes out once an operator has set it. */
export const withoutRelay: Sender = {
  send: async () => ({ kind: 'temporary', reason: 'relay-not-configured', detail: 'No relay for mail. Set SMTP_URL.' }),
  close: async () => {},
}

/**
 * Opens a pool of connections to the relay; nothing is connected before the first mail. A mail whose signal is aborted leaves
 * the queue of the pool, or takes its connection down with it: it is never sent later.
 *
 * @param smtpUrl `smtp://` (STARTTLS where the relay offers it) or `smtps://`, with login and nodemailer's options in the query
 */
export function openRelay(smtpUrl: string): Sender {
  const relay = openPool(smtpUrl)
  const underWay = new Set<Promise<unknown>>()

  async function deliver(message: Message, signal: AbortSignal): Promise<Outcome> {
    const settings = EmailSettings.parse(message.settings)
    try {
      const { response } = await relay.sendMail({ ...composeMail(settings, message), signal })
      return { kind: 'delivered', receipt: excerpt(response, maxReceiptLength, [settings.to]) }
    } catch (error) {
      if (signal.aborted) return { kind: 'temporary', reason: 'timeout', detail: 'The relay did not take the mail in time' }
      const outcome = toOutcome(error, settings.to)
      if (!outcome) throw error
      return outcome
    }
  }

  return {
    send: (message, signal) => {
      const delivery = deliver(message, signal).finally(() => underWay.delete(delivery))
      underWay.add(delivery)
      return delivery
    },
    close: async () => {
      await Promise.allSettled(underWay)
      relay.close()
    },
  }
}

function openPool(smtpUrl: string) {
  return createTransport({
    pool: true,
    url: smtpUrl,
    maxConnections,
    // Only ever used for a mail of which no byte has left.
    maxRequeues: 1,
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    socketTimeout: silenceTimeoutMs,
    idleTimeout: idleTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}
