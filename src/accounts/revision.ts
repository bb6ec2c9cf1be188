import type { FastifyRequest } from 'fastify'
import { etagOf, requireMatch } from '../http/etag.ts'

/**
 * Asks, inside the transaction that is about to change a thing, whether the caller has seen its present revision.
 *
 * @throws precondition-required or precondition-failed
 */
export type RevisionCheck = (current: number) => void

/** An edit: If-Match must be there and name the present revision. */
export function requireRevision(req: FastifyRequest): RevisionCheck {
  return (current) => requireMatch(req, etagOf(current))
}

/** A deletion: If-Match may be left out, but counts when it is there (RFC 9110, 13.1.1). */
export function heedRevision(req: FastifyRequest): RevisionCheck {
  return req.headers['if-match'] === undefined ? () => {} : requireRevision(req)
}
