import { requireRevision } from '../accounts/revision.ts'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { etagOf } from '../http/etag.ts'
import { admins, everyone, principalOf } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { changeWire } from './change-wire.ts'
import { getWire, WireChange, WireView } from './wire.ts'

const tags = ['wire']

/** `/v1/wire`. */
export function serveWire(app: App, { db, clock }: AppDeps): void {
  app.get(
    '/v1/wire',
    {
      config: { roles: everyone },
      schema: {
        tags,
        summary: 'Read the wire: its name, sender and phrases',
        response: { 200: WireView, ...problemResponses() },
      },
    },
    async (_req, reply) => {
      const wire = await getWire(db)
      reply.header('etag', etagOf(wire.revision))
      return wire
    },
  )
  app.patch(
    '/v1/wire',
    {
      config: { roles: admins },
      schema: {
        tags,
        summary: 'Change the wire; what is left out stays, what is sent replaces the whole field',
        body: WireChange,
        response: { 200: WireView, ...problemResponses(400, 403, 412, 413, 415, 422, 428) },
      },
    },
    async (req, reply) => {
      const edit = { change: req.body, checkRevision: requireRevision(req) }
      const wire = await inTransaction(db, (tx) => changeWire({ tx, clock }, principalOf(req), edit))
      reply.header('etag', etagOf(wire.revision))
      return wire
    },
  )
}
