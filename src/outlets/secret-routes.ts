import { z } from 'zod'
import { requireRevision } from '../accounts/revision.ts'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { etagOf } from '../http/etag.ts'
import { createOnce } from '../http/idempotency.ts'
import { admins, principalOf } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { withoutSecrets } from './create-endpoint.ts'
import { CreatedEndpoint, EndpointView } from './endpoint.ts'
import { endPrevious } from './previous-secrets.ts'
import { Renewal, renewSecrets } from './renew-secrets.ts'

const tags = ['endpoints']
const params = z.strictObject({ id: Id.toLowerCase() })

/** `/v1/endpoints/:id/secrets`: new ones, with the old ones beside them for a time. */
export function serveSecrets(app: App, deps: AppDeps): void {
  const config = { roles: admins }
  const renewing = {
    tags,
    summary: 'Give an endpoint new secrets',
    description:
      'The present ones stay good beside them for a time, so that nothing is lost while the outlet changes over. Only this answer shows the new ones.',
    params,
    body: Renewal,
    response: { 201: CreatedEndpoint, ...problemResponses(400, 403, 404, 409, 412, 413, 415, 422, 428) },
  }
  app.post('/v1/endpoints/:id/secrets', { config, schema: renewing }, (req, reply) =>
    createOnce(deps, req, reply, {
      view: CreatedEndpoint,
      create: (tx) => {
        const input = { id: req.params.id, renewal: req.body, checkRevision: requireRevision(req) }
        return renewSecrets({ tx, clock: deps.clock, vault: deps.vault }, principalOf(req), input)
      },
      replay: withoutSecrets,
      headers: ({ id, revision }) => ({ location: `/v1/endpoints/${id}`, etag: etagOf(revision) }),
    }),
  )
  const ending = {
    tags,
    summary: 'End the secrets that were replaced before their time',
    params,
    response: { 200: EndpointView, ...problemResponses(403, 404, 409, 412, 428) },
  }
  app.delete('/v1/endpoints/:id/secrets/previous', { config, schema: ending }, async (req, reply) => {
    const endpoint = await endPrevious(deps, principalOf(req), { id: req.params.id, checkRevision: requireRevision(req) })
    return reply.header('etag', etagOf(endpoint.revision)).send(endpoint)
  })
}
