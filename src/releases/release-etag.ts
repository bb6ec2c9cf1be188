import type { FastifyRequest } from 'fastify'
import { etagOf, requireMatch } from '../http/etag.ts'
import { canonicalJson, sha256 } from '../ids.ts'
import type { ReleaseView } from './release-view.ts'

type Seen = Pick<
  ReleaseView,
  'version' | 'revision' | 'state' | 'stateReason' | 'stateAt' | 'frozenAt' | 'approvedHash' | 'publication'
>

/**
 * The ETag of a release: its revision, a dot, and the rest of what changes in its view. A poll compares both; an edit only
 * the revision, since a text that was held or approved in the meantime is still the text that was read.
 */
export function releaseEtag(view: Seen): string {
  const { version, revision, state, stateReason, stateAt, frozenAt, approvedHash, publication } = view
  const rest = sha256(canonicalJson({ state, stateReason, stateAt, frozenAt, approvedHash, publication }))
  return etagOf(`${revisionTag(version, revision.hash)}${Buffer.from(rest).toString('base64url').slice(0, 11)}`)
}

/**
 * Refuses an edit of a revision by somebody who has read another.
 *
 * @throws precondition-required without If-Match, precondition-failed with the ETag of another revision
 */
export function requireRevision(req: FastifyRequest, view: Seen): void {
  const tag = `"${revisionTag(view.version, view.revision.hash)}`
  const names = (req.headers['if-match'] ?? '').split(',').some((given) => given.trim().replace(/^W\//, '').startsWith(tag))
  if (!names) requireMatch(req, releaseEtag(view))
}

function revisionTag(version: number, hash: string): string {
  return `${version}-${Buffer.from(hash, 'hex').toString('base64url').slice(0, 22)}.`
}
