import { z } from 'zod'
import { heedRevision, requireRevision } from '../accounts/revision.ts'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { etagOf } from '../http/etag.ts'
import { createOnce } from '../http/idempotency.ts'
import { admins, principalOf, staffReaders } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { archive } from './archive.ts'
import { changeEndpoint } from './change-endpoint.ts'
import { createEndpoint, withoutSecrets } from './create-endpoint.ts'
import { CreatedEndpoint, EndpointPage, EndpointPatch, EndpointView, NewEndpoint } from './endpoint.ts'
import { EndpointQuery, findEndpoints, getEndpoint } from './find-endpoints.ts'
import type { Owner } from './subject.ts'

const tags = ['endpoints']
const params = z.strictObject({ id: Id.toLowerCase() })
const wordsFor = { outlet: 'an outlet', journalist: 'a journalist' }

/** `/v1/endpoints` and those of an outlet or a journalist. Admins write, staff read; secrets never come out. */
export function serveEndpoints(app: App, deps: AppDeps): void {
  for (const type of ['outlet', 'journalist'] as const) {
    serveCreate(app, deps, type)
    serveList(app, deps, type)
  }
  serveRead(app, deps)
  serveChanges(app, deps)
}

function serveCreate(app: App, deps: AppDeps, type: Owner['type']): void {
  const schema = {
    tags,
    summary: `Add an endpoint to ${wordsFor[type]}`,
    description: 'Secrets that are left out are made up where the channel can; only this answer shows them.',
    params,
    body: NewEndpoint,
    response: { 201: CreatedEndpoint, ...problemResponses(400, 403, 404, 409, 413, 415, 422) },
  }
  app.post(`/v1/${type}s/:id/endpoints`, { config: { roles: admins }, schema }, (req, reply) =>
    createOnce(deps, req, reply, {
      view: CreatedEndpoint,
      create: (tx) => {
        const owner = { type, id: req.params.id }
        return createEndpoint({ tx, clock: deps.clock, vault: deps.vault }, principalOf(req), { owner, endpoint: req.body })
      },
      replay: withoutSecrets,
      headers: ({ id, revision }) => ({ location: `/v1/endpoints/${id}`, etag: etagOf(revision) }),
    }),
  )
}

function serveList(app: App, deps: AppDeps, type: Owner['type']): void {
  const schema = {
    tags,
    summary: `List the endpoints of ${wordsFor[type]}`,
    params,
    querystring: EndpointQuery,
    response: { 200: EndpointPage, ...problemResponses(403, 404, 422) },
  }
  app.get(`/v1/${type}s/:id/endpoints`, { config: { roles: staffReaders }, schema }, (req) =>
    findEndpoints(deps, { type, id: req.params.id }, req.query),
  )
}

function serveRead(app: App, deps: AppDeps): void {
  const schema = { tags, summary: 'Read an endpoint', params, response: { 200: EndpointView, ...problemResponses(403, 404) } }
  app.get('/v1/endpoints/:id', { config: { roles: staffReaders }, schema }, async (req, reply) => {
    const endpoint = await getEndpoint(deps, req.params.id)
    return reply.header('etag', etagOf(endpoint.revision)).send(endpoint)
  })
}

function serveChanges(app: App, deps: AppDeps): void {
  const config = { roles: admins }
  const change = {
    tags,
    summary: 'Change an endpoint',
    description:
      'Settings are replaced as a whole, but for secrets that are left out: those stay. Secrets that the new settings need and there are not are made up; only this answer shows them.',
    params,
    body: EndpointPatch,
    response: { 200: CreatedEndpoint, ...problemResponses(400, 403, 404, 409, 412, 413, 415, 422, 428) },
  }
  app.patch('/v1/endpoints/:id', { config, schema: change }, async (req, reply) => {
    const edit = { id: req.params.id, patch: req.body, checkRevision: requireRevision(req) }
    const endpoint = await changeEndpoint(deps, principalOf(req), edit)
    return reply.header('etag', etagOf(endpoint.revision)).send(endpoint)
  })
  const archiving = {
    tags,
    summary: 'Archive an endpoint',
    params,
    response: { 204: z.null().meta({ description: 'archived' }), ...problemResponses(403, 404, 412) },
  }
  app.delete('/v1/endpoints/:id', { config, schema: archiving }, async (req, reply) => {
    const subject = { type: 'endpoint', id: req.params.id } as const
    await archive(deps, principalOf(req), { subject, checkRevision: heedRevision(req) })
    return reply.code(204).send(null)
  })
}
