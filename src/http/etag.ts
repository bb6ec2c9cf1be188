import type { FastifyRequest } from 'fastify'
import { canonicalJson, sha256 } from '../ids.ts'
import { Problem } from '../problem.ts'

/** The strong ETag of a revision number or hash. RFC 9110, 8.8.3. */
export function etagOf(revision: number | string | Uint8Array): string {
  if (revision instanceof Uint8Array) return `"${Buffer.from(revision).toString('base64url').slice(0, 22)}"`
  return `"${revision}"`
}

/** The ETag of a view that has no revision of its own. */
export function etagOfView(view: unknown): string {
  return etagOf(sha256(canonicalJson(view)))
}

/**
 * Refuses an edit by somebody who has not seen the present state.
 *
 * @throws precondition-required without If-Match, precondition-failed with another ETag than `current`
 */
export function requireMatch(req: FastifyRequest, current: string): void {
  const given = req.headers['if-match']
  if (given === undefined) {
    throw new Problem('precondition-required', 'Send If-Match with the ETag that you read, so that nobody else’s change is lost.')
  }
  if (given.trim() !== '*' && !matches(given, current)) {
    throw new Problem('precondition-failed', 'Somebody changed it since. Read it again, apply your change, send the new ETag.', {
      headers: { etag: current },
    })
  }
}

/** Whether a poll already has the present state: answer 304. */
export function isNotModified(req: FastifyRequest, current: string): boolean {
  const given = req.headers['if-none-match']
  return given !== undefined && (given.trim() === '*' || matches(given, current))
}

function matches(header: string, current: string): boolean {
  // Proxies that compress make an ETag weak; it still names the same state.
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === current)
}
