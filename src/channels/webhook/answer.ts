import type { Response } from '../../net/exchange.ts'
import type { FetchFailure } from '../../net/failure.ts'
import { readRetryAfterMs } from '../../net/retry-after.ts'
import type { Outcome } from '../channel.ts'
import { excerpt } from '../excerpt.ts'

const maxReceiptLength = 200
const maxDetailLength = 400

/** All reasons of what is here. */
export const answerReasons = {
  temporary: [
    ...['rate-limited', 'server-error', 'not-ready'],
    ...['dns', 'connect', 'tls', 'timeout', 'too-slow', 'reset', 'headers-too-large', 'protocol'],
  ],
  permanent: ['gone', 'redirected', 'unauthorized', 'rejected', 'address-refused'],
}

/**
 * What an answer to a webhook means. Temporary: what waiting may cure. Permanent: what only the outlet can.
 *
 * @param sentAt the instant that a `Retry-After` date is measured from where the answer has no `Date`
 * @param secrets must not appear in the outcome
 */
export function toOutcome(answer: Response, sentAt: Date, secrets: string[]): Outcome {
  const { status, headers } = answer
  // Nothing is decompressed: what a few bytes would unfold to is not worth a receipt.
  const isEncoded = /\S/.test(headers['content-encoding'] ?? '')
  const said = isEncoded ? '' : excerpt(answer.body, maxReceiptLength, secrets)
  if (status >= 200 && status < 300) return { kind: 'delivered', receipt: `${status} ${said}`.trim() }
  const detail = excerpt(`The endpoint answered ${status}. ${said}`, maxDetailLength)
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    const reason = status === 429 ? 'rate-limited' : status >= 500 ? 'server-error' : 'not-ready'
    const slowDown = status === 429 || status === 503 ? { slowDown: true as const } : {}
    const retryAfterMs = readRetryAfterMs(headers, sentAt)
    const retryAfterSeconds = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000)
    return { kind: 'temporary', reason, detail, retryAfterSeconds, ...slowDown }
  }
  if (status === 410) return { kind: 'permanent', reason: 'gone', detail, disable: true }
  if (status >= 300 && status < 400) {
    const target = excerpt(headers.location ?? 'elsewhere', maxReceiptLength, secrets)
    return { kind: 'permanent', reason: 'redirected', detail: `The endpoint answered ${status} and points to ${target}` }
  }
  return { kind: 'permanent', reason: status === 401 || status === 403 ? 'unauthorized' : 'rejected', detail }
}

/** What it means that no complete answer came. An answer cut short has still said yes or no. */
export function failureOutcome({ failure, detail, answer }: FetchFailure, sentAt: Date, secrets: string[]): Outcome {
  if (answer) return toOutcome({ ...answer, body: '' }, sentAt, secrets)
  if (failure === 'refused') return { kind: 'permanent', reason: 'address-refused', detail }
  return { kind: 'temporary', reason: failure, detail }
}
