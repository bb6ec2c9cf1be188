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
import { changeOutlet } from './change-outlet.ts'
import { createOutlet } from './create-outlet.ts'
import { findOutlets, OutletPage } from './find-outlets.ts'
import { getOutlet, OutletWithEndpoints } from './get-outlet.ts'
import { NewOutlet, OutletPatch, OutletView } from './outlet.ts'
import { ProfileQuery } from './profile-query.ts'

const tags = ['outlets']
const params = z.strictObject({ id: Id.toLowerCase() })

/** `/v1/outlets`: the media that receive. Admins write, staff read. */
export function serveOutlets(app: App, deps: AppDeps): void {
  serveCreate(app, deps)
  serveReads(app, deps)
  serveChanges(app, deps)
}

function serveCreate(app: App, deps: AppDeps): void {
  const schema = {
    tags,
    summary: 'Add an outlet',
    body: NewOutlet,
    response: { 201: OutletView, ...problemResponses(400, 403, 409, 413, 415, 422) },
  }
  app.post('/v1/outlets', { config: { roles: admins }, schema }, (req, reply) =>
    createOnce(deps, req, reply, {
      view: OutletView,
      create: (tx) => createOutlet({ tx, clock: deps.clock }, principalOf(req), req.body),
      headers: ({ id, revision }) => ({ location: `/v1/outlets/${id}`, etag: etagOf(revision) }),
    }),
  )
}

function serveReads(app: App, deps: AppDeps): void {
  const config = { roles: staffReaders }
  const listing = {
    tags,
    summary: 'Find outlets',
    querystring: ProfileQuery,
    response: { 200: OutletPage, ...problemResponses(403, 422) },
  }
  app.get('/v1/outlets', { config, schema: listing }, (req) => findOutlets(deps, req.query))
  const reading = {
    tags,
    summary: 'Read an outlet with its endpoints',
    params,
    response: { 200: OutletWithEndpoints, ...problemResponses(403, 404) },
  }
  app.get('/v1/outlets/:id', { config, schema: reading }, async (req, reply) => {
    const outlet = await getOutlet(deps, req.params.id)
    return reply.header('etag', etagOf(outlet.revision)).send(outlet)
  })
}

function serveChanges(app: App, deps: AppDeps): void {
  const config = { roles: admins }
  const change = {
    tags,
    summary: 'Change an outlet',
    params,
    body: OutletPatch,
    response: { 200: OutletView, ...problemResponses(400, 403, 404, 409, 412, 413, 415, 422, 428) },
  }
  app.patch('/v1/outlets/:id', { config, schema: change }, async (req, reply) => {
    const edit = { id: req.params.id, patch: req.body, checkRevision: requireRevision(req) }
    const outlet = await changeOutlet(deps, principalOf(req), edit)
    return reply.header('etag', etagOf(outlet.revision)).send(outlet)
  })
  const archiving = {
    tags,
    summary: 'Archive an outlet',
    params,
    response: { 204: z.null().meta({ description: 'archived' }), ...problemResponses(403, 404, 412) },
  }
  app.delete('/v1/outlets/:id', { config, schema: archiving }, async (req, reply) => {
    const subject = { type: 'outlet', id: req.params.id } as const
    await archive(deps, principalOf(req), { subject, checkRevision: heedRevision(req) })
    return reply.code(204).send(null)
  })
}
