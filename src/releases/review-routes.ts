import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { editors, submitters } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Approval, approveRelease } from './approve-release.ts'
import { changeRelease } from './change-release.ts'
import { type Place, places } from './place.ts'
import { ReleaseView } from './release-view.ts'
import { requireOwn, steps, takeStep } from './review.ts'
import { submitRelease } from './submit-release.ts'
import { text } from './text.ts'

const tags = ['review']

const Reason = z
  .strictObject({
    reason: text(2000).refine((reason) => reason.trim() !== '', 'is blank: say why, so that they know what to do'),
  })
  .meta({ example: { reason: 'The second paragraph names a price that the first one does not.' } })

/**
 * Submission, recall, approval, return, hold, decline: each answers with the release as it is then. A submitter reviews its own
 * tests itself, so that the way can be walked alone.
 */
export function reviewRoutes(app: App, deps: AppDeps): void {
  for (const place of places) {
    submissionRoutes(app, deps, place)
    approvalRoutes(app, deps, place)
    for (const verdict of ['return', 'hold', 'decline'] as const) verdictRoute(app, deps, place, verdict)
  }
}

type At = { path: string; params: z.ZodType<Place>; named: string }

function submissionRoutes(app: App, deps: AppDeps, { path, params, named }: At): void {
  const config = { roles: submitters, testKeys: submitters }
  const submitted = {
    tags,
    summary: `Submit a draft to review${named}`,
    description:
      'It must be complete: an edition in the language of each target and, where the source is the issuer, a dateline in ' +
      'each edition and a contact. The submission of a trusted account is approved at once.',
    params,
    response: { 200: ReleaseView, ...problemResponses(403, 404, 409, 422) },
  }
  app.put(`${path}/submission`, { config, schema: submitted }, (req, reply) => changeRelease(deps, req, reply, submitRelease))
  const recalled = {
    tags,
    summary: `Recall what was submitted or approved${named}: it is a draft again`,
    params,
    response: { 200: ReleaseView, ...problemResponses(403, 404, 409) },
  }
  app.delete(`${path}/submission`, { config, schema: recalled }, (req, reply) =>
    changeRelease(deps, req, reply, (inside, principal, saved) => {
      requireOwn(principal, saved)
      return takeStep(inside, saved, { step: steps.recall, by: principal })
    }),
  )
}

function approvalRoutes(app: App, deps: AppDeps, { path, params, named }: At): void {
  const config = { roles: editors, testKeys: submitters }
  const approved = {
    tags,
    summary: `Approve the revision of this hash, or of If-Match${named}`,
    params,
    body: Approval,
    response: { 200: ReleaseView, ...problemResponses(400, 403, 404, 409, 412, 415, 422, 428) },
  }
  app.put(`${path}/approval`, { config, schema: approved }, (req, reply) =>
    changeRelease(deps, req, reply, (inside, _principal, saved) => approveRelease(inside, req, saved, req.body)),
  )
  const voided = {
    tags,
    summary: `Void an approval${named}: it is submitted again`,
    params,
    response: { 200: ReleaseView, ...problemResponses(403, 404, 409) },
  }
  app.delete(`${path}/approval`, { config, schema: voided }, (req, reply) =>
    changeRelease(deps, req, reply, (inside, principal, saved) =>
      takeStep(inside, saved, { step: steps.voidApproval, by: principal }),
    ),
  )
}

function verdictRoute(app: App, deps: AppDeps, { path, params, named }: At, verdict: 'return' | 'hold' | 'decline'): void {
  const schema = {
    tags,
    summary: `${summaries[verdict]}${named}`,
    params,
    body: Reason,
    response: { 200: ReleaseView, ...problemResponses(400, 403, 404, 409, 415, 422) },
  }
  app.put(`${path}/${verdict}`, { config: { roles: editors, testKeys: submitters }, schema }, (req, reply) =>
    changeRelease(deps, req, reply, (inside, principal, saved) =>
      takeStep(inside, saved, { step: steps[verdict], by: principal, reason: req.body.reason }),
    ),
  )
}

const summaries = {
  return: 'Return a release to its account, which may change and submit it again',
  hold: 'Hold a release that was submitted, until it is approved, returned or declined',
  decline: 'Decline a release, for good',
}
