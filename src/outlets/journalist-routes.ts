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
import { changeJournalist } from './change-journalist.ts'
import { createJournalist } from './create-journalist.ts'
import { findJournalists, JournalistPage, JournalistQuery } from './find-journalists.ts'
import { getJournalist, JournalistWithEndpoints } from './get-journalist.ts'
import { JournalistPatch, JournalistView, NewJournalist } from './journalist.ts'

const tags = ['journalists']
const params = z.strictObject({ id: Id.toLowerCase() })

/** `/v1/journalists`: the people who receive. Admins write, staff read. */
export function serveJournalists(app: App, deps: AppDeps): void {
  serveCreate(app, deps)
  serveReads(app, deps)
  serveChanges(app, deps)
}

function serveCreate(app: App, deps: AppDeps): void {
  const schema = {
    tags,
    summary: 'Add a journalist',
    body: NewJournalist,
    response: { 201: JournalistView, ...problemResponses(400, 403, 409, 413, 415, 422) },
  }
  app.post('/v1/journalists', { config: { roles: admins }, schema }, (req, reply) =>
    createOnce(deps, req, reply, {
      view: JournalistView,
      create: (tx) => createJournalist({ tx, clock: deps.clock }, principalOf(req), req.body),
      headers: ({ id, revision }) => ({ location: `/v1/journalists/${id}`, etag: etagOf(revision) }),
    }),
  )
}

function serveReads(app: App, deps: AppDeps): void {
  const config = { roles: staffReaders }
  const listing = {
    tags,
    summary: 'Find journalists',
    querystring: JournalistQuery,
    response: { 200: JournalistPage, ...problemResponses(403, 422) },
  }
  app.get('/v1/journalists', { config, schema: listing }, (req) => findJournalists(deps, req.query))
  const reading = {
    tags,
    summary: 'Read a journalist with their endpoints',
    params,
    response: { 200: JournalistWithEndpoints, ...problemResponses(403, 404) },
  }
  app.get('/v1/journalists/:id', { config, schema: reading }, async (req, reply) => {
    const journalist = await getJournalist(deps, req.params.id)
    return reply.header('etag', etagOf(journalist.revision)).send(journalist)
  })
}

function serveChanges(app: App, deps: AppDeps): void {
  const config = { roles: admins }
  const change = {
    tags,
    summary: 'Change a journalist',
    params,
    body: JournalistPatch,
    response: { 200: JournalistView, ...problemResponses(400, 403, 404, 409, 412, 413, 415, 422, 428) },
  }
  app.patch('/v1/journalists/:id', { config, schema: change }, async (req, reply) => {
    const edit = { id: req.params.id, patch: req.body, checkRevision: requireRevision(req) }
    const journalist = await changeJournalist(deps, principalOf(req), edit)
    return reply.header('etag', etagOf(journalist.revision)).send(journalist)
  })
  const archiving = {
    tags,
    summary: 'Archive a journalist',
    params,
    response: { 204: z.null().meta({ description: 'archived' }), ...problemResponses(403, 404, 412) },
  }
  app.delete('/v1/journalists/:id', { config, schema: archiving }, async (req, reply) => {
    const subject = { type: 'journalist', id: req.params.id } as const
    await archive(deps, principalOf(req), { subject, checkRevision: heedRevision(req) })
    return reply.code(204).send(null)
  })
}
