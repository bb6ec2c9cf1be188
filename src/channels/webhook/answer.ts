import type { FetchFailure } from '../../net/failure.ts'
import type { Response } from '../../net/fetch.ts'
import type { Outcome } from '../channel.ts'
import { excerpt } from '../excerpt.ts'

const maxReceiptLength = 200
const maxDetailLength = 400
const maxRetryAfterSeconds = 24 * 60 * 60

/**
 * What an answer to a webhook means. Temporary: what waiting may cure. Permanent: what only the outlet can.
 *
 * @param sentAt the instant that a `Retry-After` date is measured from where the answer has no `Date`
 * @param secrets must not appear in the outcome
 */
export function toOutcome(answer: Response, sentAt: Date, secrets: string[]): Outcome {
  const { status, headers } = answer
  const said = excerpt(answer.body, maxReceiptLength, secrets)
  if (status >= 200 && status < 300) return { kind: 'delivered', receipt: `${status} ${said}`.trim() }
  const detail = excerpt(`The endpoint answered ${status}. ${said}`, maxDetailLength)
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    const reason = status === 429 ? 'rate-limited' : status >= 500 ? 'server-error' : 'not-ready'
    return { kind: 'temporary', reason, detail, retryAfterSeconds: readRetryAfter(headers, sentAt) }
  }
  if (status === 410) return { kind: 'permanent', reason: 'gone', detail, disable: true }
  if (status >= 300 && status < 400) {
    const target = excerpt(headers.location ?? 'elsewhere', maxReceiptLength, secrets)
    return { kind: 'permanent', reason: 'redirected', detail: `The endpoint answered ${status} and points to ${target}` }
  }
  return { kind: 'permanent', reason: status === 401 || status === 403 ? 'unauthorized' : 'rejected', detail }
}

/** What it means that no complete answer came. An answer cut short has still said yes or no. */
export function failureOutcome({ failure, detail, status }: FetchFailure, sentAt: Date): Outcome {
  if (status !== undefined) return toOutcome({ status, headers: {}, body: '' }, sentAt, [])
  if (failure === 'refused') return { kind: 'permanent', reason: 'address-refused', detail }
  return { kind: 'temporary', reason: failure, detail }
}

/**
 * `Retry-After` as seconds or as a date (RFC 9110, section 10.2.3). A date is measured against the answer's own `Date`:
 * their clock need not agree with ours.
 *
 * @returns seconds, at most a day; undefined where there is none or it cannot be read
 */
function readRetryAfter(headers: Record<string, string>, sentAt: Date): number | undefined {
  const text = headers['retry-after']?.trim()
  if (!text) return undefined
  const dateMs = Date.parse(headers.date ?? '')
  const nowMs = Number.isNaN(dateMs) ? sentAt.getTime() : dateMs
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - nowMs) / 1000)
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), maxRetryAfterSeconds)
}
