import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import { principalOf } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import { requireRevision } from './release-etag.ts'
import { releaseExample } from './release-example.ts'
import { toReleaseView } from './release-view.ts'
import { requireState, steps, takeStep } from './review.ts'
import type { SavedVersion } from './version.ts'

/** What is approved: the hash of the revision that was read. It may be left out where If-Match says it. */
export const Approval = z
  .strictObject({
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'is the hash of a revision: 64 hexadecimal digits, as the release shows it')
      .optional(),
  })
  .nullish()
  .meta({ example: { hash: releaseExample.revision.hash } })

export type Approval = z.infer<typeof Approval>

/**
 * Approves the revision that the editor has read, and no other.
 *
 * @param req its If-Match names the revision, where the approval does not
 * @param saved the version, locked
 * @throws wrong-state, precondition-required when neither names a revision, precondition-failed when it is another one
 */
export async function approveRelease(
  deps: { tx: Tx; clock: Clock },
  req: FastifyRequest,
  saved: SavedVersion,
  approval: Approval,
): Promise<SavedVersion> {
  requireState(saved, steps.approve.from)
  const view = toReleaseView(saved)
  if (approval?.hash === undefined && req.headers['if-match'] === undefined) {
    const detail =
      'Say which text you have read: send {"hash": …} with the hash of the revision that the release shows, or If-Match.'
    throw new Problem('precondition-required', detail)
  }
  if (req.headers['if-match'] !== undefined) requireRevision(req, view)
  if (approval?.hash !== undefined && approval.hash !== view.revision.hash) {
    throw new Problem(
      'precondition-failed',
      'That is not what the release says now. Read it again and approve the hash it shows.',
    )
  }
  return takeStep(deps, saved, { step: steps.approve, by: principalOf(req) })
}
