import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { createOnce } from '../http/idempotency.ts'
import { principalOf, submitters } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { createVersion } from './create-version.ts'
import { NewVersion } from './new-version.ts'
import { releaseEtag } from './release-etag.ts'
import { ReleaseView, toReleaseView } from './release-view.ts'
import { sanitiseBodies } from './sanitise-bodies.ts'

/** `POST /v1/releases/:id/versions`: update, correction, kill. */
export function newVersionRoutes(app: App, deps: AppDeps): void {
  const schema = {
    tags: ['releases'],
    summary: 'Make the next version of a release that went out: an update, a correction or a kill',
    description:
      'An update or a correction is a draft, to be submitted, approved and published as the first version was; it also reaches whoever was ' +
      'sent an earlier one. A kill is submitted at once, approved at once where an editor or a trusted account asks for it, and puts an ' +
      'unfinished version aside. docs/versions.md tells the whole way.',
    params: z.object({ id: Id }),
    body: NewVersion,
    response: { 201: ReleaseView, ...problemResponses(400, 403, 404, 409, 413, 415, 422) },
  }
  app.post('/v1/releases/:id/versions', { config: { roles: submitters, testKeys: submitters }, schema }, async (req, reply) => {
    const { body } = req
    const version = body.kind === 'kill' ? body : { ...body, editions: await sanitiseBodies(body.editions) }
    return createOnce<ReleaseView>(deps, req, reply, {
      view: ReleaseView,
      create: async (tx) =>
        toReleaseView(await createVersion({ tx, clock: deps.clock }, principalOf(req), req.params.id, version)),
      headers: (view) => ({ location: `/v1/releases/${view.id}/versions/${view.version}`, etag: releaseEtag(view) }),
    })
  })
}
