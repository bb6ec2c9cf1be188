import type { FastifyRequest } from 'fastify'

/** The longest that a poll may wait. */
export const maxWaitSeconds = 60

/**
 * How long a poll is willing to wait for news: `Prefer: wait=30` (RFC 7240).
 *
 * @returns milliseconds, 0 without the preference or with one that cannot be read, since preferences may be ignored
 */
export function readWaitMs(req: FastifyRequest): number {
  const header = [req.headers.prefer].flat().join(',')
  const seconds = Number(/(?:^|[,;\s])wait\s*=\s*"?(\d{1,4})"?/i.exec(header)?.[1] ?? 0)
  return Math.min(seconds, maxWaitSeconds) * 1000
}
