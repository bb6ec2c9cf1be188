import { z } from 'zod'
import type { Outcome } from '../channel.ts'
import { excerpt } from '../excerpt.ts'

const maxDetailLength = 400

/** What is told about a mail that was not taken. `command` is what the relay replied to, `originalCode` what Node called it. */
const SendError = z.object({
  code: z.string().optional(),
  command: z.string().optional(),
  responseCode: z.number().optional(),
  originalCode: z.string().optional(),
  response: z.string().optional(),
})

/** Codes of nodemailer's with which we say that relay and we did not come to talk about a mail at all. */
const unreachable: Readonly<Record<string, string>> = {
  ECONNECTION: 'The relay could not be reached or hung up',
  ETIMEDOUT: 'The relay did not answer in time',
  ESOCKET: 'The relay could not be reached or hung up',
  EDNS: 'The name of the relay was not found',
  ETLS: 'The relay and we could not agree on TLS',
  EPROTOCOL: 'The relay does not speak SMTP as it should',
}

/** Of OpenSSL's and Node's about certificates: `ERR_SSL_WRONG_VERSION_NUMBER`, `CERT_HAS_EXPIRED`, `DEPTH_ZERO_SELF_SIGNED_CERT`. */
const tlsCode = /SSL|TLS|CERT|^EPROTO$|UNABLE_TO_VERIFY/

/** All of them, relay.ts included. */
export const mailReasons = {
  temporary: [
    ...['relay-not-configured', 'relay-refused-login', 'relay-unheard', 'relay-unreachable', 'relay-refused-sender', 'timeout'],
    ...['mailbox-full', 'mailbox-busy', 'rate-limited', 'deferred'],
  ],
  permanent: ['mailbox-unknown', 'mailbox-full', 'message-too-large', 'refused-by-policy', 'rejected'],
}

/**
 * Why a mail was not taken, as an outcome.
 *
 * What the relay holds against us (no connection, no login, no such sender) is temporary, however it puts it: the operator
 * mends it, and no outlet should be struck off for it.
 *
 * @param recipient the mailbox; submitters read details, and its address is not for them
 * A mail that had left when the relay broke off has a reason of its own: it may have been taken.
 *
 * @returns undefined for what is neither the relay's nor the recipient's doing: a fault of ours, to be thrown on
 */
export function toOutcome(error: unknown, recipient: string): Outcome | undefined {
  const known = SendError.safeParse(error).data ?? {}
  const { code = '', command = '', responseCode = 0, response = '', originalCode = code } = known
  if (code === 'EAUTH') {
    // Not in the relay's words: some repeat what was sent to them.
    const detail = `The relay refused our login (${responseCode || 'no reply'}). Check SMTP_URL.`
    return { kind: 'temporary', reason: 'relay-refused-login', detail }
  }
  const said = excerpt(response, maxDetailLength, [recipient])
  if (code === 'EUNHEARD') {
    const detail = `The relay had the mail, and broke off without a word that we know. ${said}`.trim()
    return { kind: 'temporary', reason: 'relay-unheard', detail }
  }
  const words = tlsCode.test(originalCode) ? unreachable.ETLS : unreachable[code]
  if (words) {
    const detail = `${words} (${originalCode}). ${said}`.trim()
    return { kind: 'temporary', reason: 'relay-unreachable', detail }
  }
  if (responseCode < 400) return undefined
  return refusal(responseCode, command, said)
}

/** The enhanced code at the head of a reply (RFC 3463), such as `5.1.1`. */
const enhancedCode = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/

function refusal(responseCode: number, command: string, said: string): Outcome {
  const status = enhancedCode.exec(said)?.[1] ?? ''
  const detail = said
  if (responseCode === 530) return { kind: 'temporary', reason: 'relay-refused-login', detail }
  // 503 says that our commands came in the wrong order, not that the mail is unwanted.
  if (responseCode < 500 || responseCode === 503) {
    const reason = find(temporaryReasons, status || String(responseCode)) ?? 'deferred'
    const isTooMuch = reason === 'rate-limited' && command !== 'MAIL FROM' && (responseCode === 421 || tooMuch.test(said))
    return { kind: 'temporary', reason, detail, ...(isTooMuch ? { slowDown: true } : {}) }
  }
  const reason = find(permanentReasons, status || String(responseCode)) ?? 'rejected'
  if (command === 'MAIL FROM' && reason !== 'message-too-large') {
    return { kind: 'temporary', reason: 'relay-refused-sender', detail }
  }
  if (reason === 'mailbox-unknown') return { kind: 'permanent', reason, detail, suppress: 'hard-bounce' }
  return { kind: 'permanent', reason, detail }
}

/** By enhanced code (RFC 3463), or by the bare code (RFC 5321) of a relay that has none. The first that fits. */
const temporaryReasons: [RegExp, string][] = [
  [/^4\.2\.2$/, 'mailbox-full'],
  [/^(4\.2\.\d+|450)$/, 'mailbox-busy'],
  [/^(4\.7\.\d+|4\.3\.2|4\.4\.5|421|451|452)$/, 'rate-limited'],
]

/**
 * What tells a limit from greylisting, which has the same codes and is not helped by being slow. Whoever says it to MAIL FROM does
 * not know the recipient yet.
 */
const tooMuch = /\b4\.(3\.2|4\.5|7\.28)\b|\btoo (many|much|fast|often)\b|\brate\b|\bthrottl|\bslow/i

/**
 * Only an address that is wrong in itself is unknown: 5.1.7 and 5.1.8 speak of the sender, 5.1.0 and a bare 550 of
 * anything at all, and 5.7 of rules. Being silent for ever for one of those would be our mistake.
 */
const permanentReasons: [RegExp, string][] = [
  [/^5\.1\.(1|2|3|6|10)$/, 'mailbox-unknown'],
  [/^5\.2\.2$/, 'mailbox-full'],
  [/^(5\.2\.3|5\.3\.4|552)$/, 'message-too-large'],
  [/^5\.7\.\d+$/, 'refused-by-policy'],
]

/**
 * Why a mail was not taken, by an enhanced code alone (RFC 3463): what a bounce that comes later says.
 *
 * @param status such as `5.1.1`
 */
export function reasonOfStatus(status: string): string {
  if (status.startsWith('5')) return find(permanentReasons, status) ?? 'rejected'
  return find(temporaryReasons, status) ?? 'deferred'
}

function find(reasons: [RegExp, string][], status: string): string | undefined {
  return reasons.find(([pattern]) => pattern.test(status))?.[1]
}
