import { z } from 'zod'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { admins, everyone, principalOf } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { deleteSector } from './delete-sector.ts'
import { putSector } from './put-sector.ts'
import { listSectors, NewSector, SectorKey, SectorView } from './sector.ts'

const tags = ['sectors']
const params = z.strictObject({ key: SectorKey })
const Vocabulary = z.object({ items: z.array(SectorView) }).meta({ example: { items: [SectorView.meta()?.example] } })

/** `/v1/sectors`. */
export function serveSectors(app: App, { db, clock }: AppDeps): void {
  app.get(
    '/v1/sectors',
    {
      config: { roles: everyone },
      schema: { tags, summary: 'List the whole vocabulary, in its order', response: { 200: Vocabulary, ...problemResponses() } },
    },
    async () => ({ items: await listSectors(db) }),
  )
  app.put(
    '/v1/sectors/:key',
    {
      config: { roles: admins },
      schema: {
        tags,
        summary: 'Create a sector, or replace it',
        params,
        body: NewSector,
        response: { 200: SectorView, 201: SectorView, ...problemResponses(400, 403, 404, 413, 415, 422) },
      },
    },
    async (req, reply) => {
      const { sector, created } = await inTransaction(db, (tx) =>
        putSector({ tx, clock }, principalOf(req), req.params.key, req.body),
      )
      return reply.code(created ? 201 : 200).send(sector)
    },
  )
  app.delete(
    '/v1/sectors/:key',
    {
      config: { roles: admins },
      schema: {
        tags,
        summary: 'Delete a sector that nobody uses',
        params,
        response: { 204: z.null(), ...problemResponses(403, 404, 409) },
      },
    },
    async (req, reply) => {
      await inTransaction(db, (tx) => deleteSector({ tx, clock }, principalOf(req), req.params.key))
      return reply.code(204).send(null)
    },
  )
}
