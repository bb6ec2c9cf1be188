import { z } from 'zod'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { createOnce } from '../http/idempotency.ts'
import { PageQuery, readCursor, toPage } from '../http/page.ts'
import { admins, principalOf, staffReaders } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { notFound } from '../problem.ts'
import { createEndpointKey } from './create-endpoint-key.ts'
import { CreatedEndpointKey, EndpointKeyPage, NewEndpointKey, toEndpointKeyView } from './endpoint-key.ts'
import { revokeEndpointKey } from './revoke-endpoint-key.ts'

const tags = ['endpoints']
const params = z.strictObject({ id: Id })
const keyParams = z.strictObject({ id: Id, keyId: Id })

/** `/v1/endpoints/:id/keys`: what outlets fetch with. Admins write, staff read. */
export function serveEndpointKeys(app: App, deps: AppDeps): void {
  serveCreate(app, deps)
  serveList(app, deps)
  serveRevoke(app, deps)
}

function serveCreate(app: App, { db, clock, publicUrl }: AppDeps): void {
  const schema = {
    tags,
    summary: 'Create a key by which an outlet fetches; it is shown in this answer and never again',
    description:
      'For GET /v1/wire/items, and of a feed for its address. Several may stand beside each other, so that one follows another.',
    params,
    body: NewEndpointKey,
    response: { 201: CreatedEndpointKey, ...problemResponses(400, 403, 404, 409, 413, 415, 422) },
  }
  app.post('/v1/endpoints/:id/keys', { config: { roles: admins }, schema }, (req, reply) =>
    createOnce({ db, clock }, req, reply, {
      view: CreatedEndpointKey,
      create: (tx) => {
        const input = { endpointId: req.params.id, fields: req.body }
        return createEndpointKey({ tx, clock, publicUrl }, principalOf(req), input)
      },
      replay: ({ key: _key, feedUrl: _feedUrl, ...view }) => view,
    }),
  )
}

function serveList(app: App, { db }: AppDeps): void {
  const schema = {
    tags,
    summary: 'List the keys of an endpoint, oldest first, revoked ones too',
    params,
    querystring: PageQuery.strict(),
    response: { 200: EndpointKeyPage, ...problemResponses(403, 404, 422) },
  }
  app.get('/v1/endpoints/:id/keys', { config: { roles: staffReaders }, schema }, async (req) => {
    const endpointId = req.params.id
    if ((await db.endpoint.count({ where: { id: endpointId } })) === 0) throw notFound('endpoint')
    const { limit, cursor } = req.query
    const after = readCursor(cursor)
    const where = { endpointId, ...(after && { id: { gt: after } }) }
    const rows = await db.endpointKey.findMany({ where, orderBy: { id: 'asc' }, take: limit + 1 })
    return toPage(rows, limit, toEndpointKeyView)
  })
}

function serveRevoke(app: App, { db, clock }: AppDeps): void {
  const schema = {
    tags,
    summary: 'Revoke a key of an endpoint; it is refused from the next request on',
    params: keyParams,
    response: { 204: z.null().meta({ description: 'revoked' }), ...problemResponses(403, 404) },
  }
  app.delete('/v1/endpoints/:id/keys/:keyId', { config: { roles: admins }, schema }, async (req, reply) => {
    const { id: endpointId, keyId } = req.params
    await inTransaction(db, (tx) => revokeEndpointKey({ tx, clock }, principalOf(req), { endpointId, keyId }))
    return reply.code(204).send(null)
  })
}
