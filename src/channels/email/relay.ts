import type { DkimKey, Message, Outcome, Sender, Transcript } from '../channel.ts'
import { excerpt } from '../excerpt.ts'
import { Pool } from '../pool.ts'
import { composeMail, type Mail } from './compose.ts'
import { openDkim } from './dkim.ts'
import { toOutcome } from './reply.ts'
import { EmailSettings } from './settings.ts'
import { connect } from './smtp-connect.ts'
import { SmtpError } from './smtp-error.ts'
import type { Envelope, Session } from './smtp-session.ts'
import { type RelayOptions, readRelayUrl } from './smtp-url.ts'

const maxReceiptLength = 200

/** How many connections a process has: two workers stay below the fifty that Postfix grants one client. */
const maxConnections = 20
/** How many of them are opened ahead of an hour. */
const warmed = 8
const warmMs = 10_000

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
 * @param dkim signs each mail; left out: the relay does, or nobody
 * @throws where the address asks for what there is not, or the key is none
 */
export function openRelay(smtpUrl: string, dkim?: DkimKey): Sender {
  const options = readRelayUrl(smtpUrl, maxConnections)
  const pool = new Pool<Session>({ ...options, warmed, open: (signal) => connect(options, signal) })
  const sign = dkim && openDkim(dkim)
  const underWay = new Set<Promise<unknown>>()
  const track = <T>(work: Promise<T>): Promise<T> => {
    const tracked = work.finally(() => underWay.delete(tracked))
    underWay.add(tracked)
    return tracked
  }

  async function deliver(message: Message, signal: AbortSignal): Promise<Outcome> {
    const settings = EmailSettings.parse(message.settings)
    try {
      const mail = composeMail(settings, message)
      const signed = sign ? { ...mail, head: (await sign(mail)) + mail.head } : mail
      const handing = { envelope: { from: message.returnPath ?? message.sender.address, to: settings.to }, mail: signed, signal }
      const { transcript } = message
      const said = await (transcript ? handOverAlone(options, transcript, handing) : handOver(pool, handing))
      return { kind: 'delivered', receipt: excerpt(said, maxReceiptLength, [settings.to]) }
    } catch (error) {
      if (signal.aborted && error === signal.reason) return late
      const outcome = toOutcome(error, settings.to)
      if (!outcome) throw error
      return outcome
    }
  }

  return {
    atOnce: options.maxConnections,
    send: (message, signal) => track(deliver(message, signal)),
    warm: () => track(pool.warm(AbortSignal.timeout(warmMs)).catch(() => {})),
    close: async () => {
      await Promise.allSettled(underWay)
      pool.close()
    },
  }
}

const late: Outcome = { kind: 'temporary', reason: 'timeout', detail: 'The relay did not take the mail in time' }

type HandOver = { envelope: Envelope; mail: Mail; signal: AbortSignal }

/** One mail over one connection; over the next where the relay had left the first without our knowing. */
async function handOver(pool: Pool<Session>, { envelope, mail, signal }: HandOver): Promise<string> {
  for (;;) {
    const session = await pool.take(signal)
    try {
      return await session.hand(envelope, mail, signal)
    } catch (error) {
      if (!wasLeft(session, error)) throw error
    } finally {
      pool.release(session)
    }
  }
}

/** One mail over a connection of its own, of which everything is taken down. */
async function handOverAlone(
  options: RelayOptions,
  transcript: Transcript,
  { envelope, mail, signal }: HandOver,
): Promise<string> {
  const session = await connect(options, signal, transcript)
  try {
    return await session.hand(envelope, mail, signal)
  } finally {
    session.quit()
  }
}

/** Whether a connection from before was gone by the time it was used: the relay is well, and nothing of the mail has left. */
function wasLeft(session: Session, error: unknown): boolean {
  if (session.isFresh() || session.isOpen() || !session.isUntouched() || !(error instanceof SmtpError)) return false
  return error.code === 'ECONNECTION' || error.code === 'ESOCKET' || error.responseCode === 421
}
