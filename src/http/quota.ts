import type { FastifyReply } from 'fastify'
import { Problem } from '../problem.ts'

/** What an account may use of something, and how much of it is left. */
export type Quota = {
  /** what it is called in the headers, such as `releases-per-day` */
  name: string
  /** units in a period */
  limit: number
  /** never below 0 */
  left: number
  /** what it counts; `requests` where nothing is said */
  unit?: 'concurrent-requests' | 'recipients'
  /** how long a period is, and how much of it is left; without for what has none */
  period?: { seconds: number; leftSeconds: number }
}

/**
 * A quota as header fields: `RateLimit-Policy` and `RateLimit`, structured fields of draft-ietf-httpapi-ratelimit-headers-11,
 * which is not an RFC yet. A unit that its registry does not know stands in a parameter of our own.
 */
export function quotaHeaders({ name, limit, left, unit, period }: Quota): Record<'ratelimit-policy' | 'ratelimit', string> {
  const units = unit === undefined ? '' : `;${unit === 'recipients' ? 'dateline-unit' : 'qu'}="${unit}"`
  const window = period ? `;w=${period.seconds}` : ''
  const reset = period ? `;t=${period.leftSeconds}` : ''
  return { 'ratelimit-policy': `"${name}";q=${limit}${units}${window}`, ratelimit: `"${name}";r=${left}${reset}` }
}

/** Tells a quota in an answer, after those that it tells already. */
export function tellQuota(reply: FastifyReply, quota: Quota): void {
  for (const [header, item] of Object.entries(quotaHeaders(quota))) {
    const before = reply.getHeader(header)
    reply.header(header, before === undefined ? item : `${before}, ${item}`)
  }
}

/** The refusal of what a quota does not hold: it says when the next period begins. */
export function quotaExceeded(quota: Quota, detail: string): Problem {
  const retryAfter = String(quota.period?.leftSeconds ?? 1)
  return new Problem('quota-exceeded', detail, { headers: { ...quotaHeaders(quota), 'retry-after': retryAfter } })
}
