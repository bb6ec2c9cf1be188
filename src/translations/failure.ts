import { z } from 'zod'
import type { Refusal } from '../translators/translator.ts'

const at = z.iso.datetime()

/** Why a provider has drafted nothing yet, as a translation keeps it. */
export const Failure = z
  .object({ reason: z.string(), detail: z.string(), at, since: at.optional() })
  // What was kept before there was `since` had failed then at the latest.
  .transform((failure) => ({ ...failure, since: failure.since ?? failure.at }))

export type Failure = z.infer<typeof Failure>

/** Why nothing was drafted: what the provider says, or what Dateline finds itself. */
export type Failed = Omit<Refusal, 'reason'> & { reason: Refusal['reason'] | 'source-gone' | 'internal' }

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/**
 * For how long a failure may pass by itself, and how soon it is looked whether it has. A provider that is away comes back, and no order is
 * lost over a weekend. Where time was over, or Dateline made a mistake, it is mostly the text, and each try takes a provider a quarter of
 * an hour from all others. A reason that is not here needs somebody to do something about it.
 */
const patience: Partial<Record<Failed['reason'], { firstWaitMs: number; forMs: number }>> = {
  unavailable: { firstWaitMs: minuteMs / 2, forMs: 3 * dayMs },
  quota: { firstWaitMs: minuteMs / 2, forMs: 3 * dayMs },
  timeout: { firstWaitMs: 10 * minuteMs, forMs: 3 * hourMs },
  internal: { firstWaitMs: minuteMs / 2, forMs: 3 * hourMs },
}

const longestWaitMs = hourMs

/** Three days are some eighty; more are only of reasons that take turns. */
const mostTries = 100

/**
 * When a provider is asked again that has failed: each wait is twice as long as the last, up to an hour, and never shorter than what the
 * provider asks for.
 *
 * @param before how often it was asked in vain before, and since when for this reason
 * @returns undefined: not again, until somebody says so
 */
export function findNextTry(
  { reason, retryAfterMs = 0 }: Failed,
  before: { tries: number; since: Date },
  now: Date,
): Date | undefined {
  const bounds = patience[reason]
  if (!bounds || before.tries + 1 >= mostTries) return undefined
  const waitMs = Math.min(bounds.firstWaitMs * 2 ** Math.min(before.tries, 20), longestWaitMs)
  const next = now.getTime() + Math.max(retryAfterMs, waitMs)
  return next - before.since.getTime() <= bounds.forMs ? new Date(next) : undefined
}
