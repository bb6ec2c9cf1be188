import type { Message, Outcome, Sender } from '../../src/channels/channel.ts'
import { email } from '../../src/channels/email/email.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { makeMessage } from './conformance.ts'
import type { ScriptedRelay } from './scripted-relay.ts'

const { fetch } = openFetch({ allow: [] })

/** Opens the channel. */
export function openMail(smtpUrl: string): Sender {
  return email.open({ fetch, smtpUrl })
}

/** One mail, given up after so long. */
export function sendMail(sender: Sender, deadlineMs = 9_000, change: Partial<Message> = {}): Promise<Outcome> {
  const message = makeMessage(email, { settings: { to: 'desk@outlet.example' }, ...change })
  return sender.send(message, AbortSignal.timeout(deadlineMs))
}

/** Opens the channel towards a relay, and closes both. */
export async function using<T>(relay: ScriptedRelay, query: string, work: (sender: Sender) => Promise<T>): Promise<T> {
  const sender = openMail(relay.url + query)
  try {
    return await work(sender)
  } finally {
    await sender.close()
    await relay.close()
  }
}

/** What became of a mail, in one line. */
export function told(outcome: Outcome): string {
  return outcome.kind === 'delivered' ? 'delivered' : `${outcome.kind} ${outcome.reason}: ${outcome.detail}`
}
