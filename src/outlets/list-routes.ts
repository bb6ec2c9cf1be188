import { z } from 'zod'
import { heedRevision, requireRevision } from '../accounts/revision.ts'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { etagOf } from '../http/etag.ts'
import { createOnce } from '../http/idempotency.ts'
import { admins, everyone, principalOf } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { archive } from './archive.ts'
import { changeList } from './change-list.ts'
import { createList } from './create-list.ts'
import { findLists, getList, OutletListPage, OutletListQuery } from './find-lists.ts'
import { NewOutletList, OutletListPatch, OutletListView } from './outlet-list.ts'

const tags = ['outlet lists']
const params = z.strictObject({ id: Id.toLowerCase() })

/** `/v1/outlet-lists`: admins write, everyone reads those that they may see. */
export function serveLists(app: App, deps: AppDeps): void {
  serveCreate(app, deps)
  serveReads(app, deps)
  serveChanges(app, deps)
}

function serveCreate(app: App, deps: AppDeps): void {
  const schema = {
    tags,
    summary: 'Make an outlet list',
    body: NewOutletList,
    response: { 201: OutletListView, ...problemResponses(400, 403, 413, 415, 422) },
  }
  app.post('/v1/outlet-lists', { config: { roles: admins }, schema }, (req, reply) =>
    createOnce(deps, req, reply, {
      view: OutletListView,
      create: (tx) => createList({ tx, clock: deps.clock }, principalOf(req), req.body),
      headers: ({ id, revision }) => ({ location: `/v1/outlet-lists/${id}`, etag: etagOf(revision) }),
    }),
  )
}

function serveReads(app: App, deps: AppDeps): void {
  const config = { roles: everyone }
  const listing = {
    tags,
    summary:
      'Find outlet lists; a submitter finds the catalogue: those that it may see, each with its price and whether it is usable',
    querystring: OutletListQuery,
    response: { 200: OutletListPage, ...problemResponses(422) },
  }
  app.get('/v1/outlet-lists', { config, schema: listing }, (req) => findLists(deps, principalOf(req), req.query))
  const reading = {
    tags,
    summary: 'Read an outlet list',
    params,
    response: { 200: OutletListView, ...problemResponses(404) },
  }
  app.get('/v1/outlet-lists/:id', { config, schema: reading }, async (req, reply) => {
    const list = await getList(deps, principalOf(req), req.params.id)
    return reply.header('etag', etagOf(list.revision)).send(list)
  })
}

function serveChanges(app: App, deps: AppDeps): void {
  const config = { roles: admins }
  const change = {
    tags,
    summary: 'Change an outlet list',
    params,
    body: OutletListPatch,
    response: { 200: OutletListView, ...problemResponses(400, 403, 404, 409, 412, 413, 415, 422, 428) },
  }
  app.patch('/v1/outlet-lists/:id', { config, schema: change }, async (req, reply) => {
    const edit = { id: req.params.id, patch: req.body, checkRevision: requireRevision(req) }
    const list = await changeList(deps, principalOf(req), edit)
    return reply.header('etag', etagOf(list.revision)).send(list)
  })
  const archiving = {
    tags,
    summary: 'Archive an outlet list',
    params,
    response: { 204: z.null().meta({ description: 'archived' }), ...problemResponses(403, 404, 409, 412) },
  }
  app.delete('/v1/outlet-lists/:id', { config, schema: archiving }, async (req, reply) => {
    const subject = { type: 'outlet-list', id: req.params.id } as const
    await archive(deps, principalOf(req), { subject, checkRevision: heedRevision(req) })
    return reply.code(204).send(null)
  })
}
