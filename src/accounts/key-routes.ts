import { z } from 'zod'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { createOnce } from '../http/idempotency.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../http/page.ts'
import { admins, everyone, principalOf, staffReaders } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { createApiKey } from './create-key.ts'
import { getAccount } from './get-account.ts'
import { ApiKeyView, CreatedApiKeyView, NewApiKey, toApiKeyView } from './key.ts'
import { getMe, Me } from './me.ts'
import { revokeApiKey } from './revoke-key.ts'

const tags = ['keys']
const params = z.strictObject({ id: Id })
const keyParams = z.strictObject({ id: Id, keyId: Id })
const KeyPage = pageOf(ApiKeyView).meta({ example: { items: [ApiKeyView.meta()?.example], nextCursor: null } })

/** `/v1/me` and `/v1/accounts/:id/keys`. */
export function serveKeys(app: App, deps: AppDeps): void {
  serveCreate(app, deps)
  serveReads(app, deps)
  serveRevoke(app, deps)
}

function serveCreate(app: App, { db, clock }: AppDeps): void {
  app.post(
    '/v1/accounts/:id/keys',
    {
      config: { roles: admins },
      schema: {
        tags,
        summary: 'Create an API key; it is shown in this answer and never again',
        params,
        body: NewApiKey,
        response: { 201: CreatedApiKeyView, ...problemResponses(400, 403, 404, 413, 415, 422) },
      },
    },
    (req, reply) =>
      createOnce({ db, clock }, req, reply, {
        view: CreatedApiKeyView,
        create: (tx) => createApiKey({ tx, clock }, principalOf(req), req.params.id, req.body),
        replay: ({ key: _secret, ...view }) => view,
      }),
  )
}

function serveReads(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/me',
    {
      config: { roles: everyone },
      schema: {
        tags,
        summary: 'Who am I? The key of this request and its account',
        response: { 200: Me, ...problemResponses() },
      },
    },
    (req) => getMe({ db }, principalOf(req)),
  )
  app.get(
    '/v1/accounts/:id/keys',
    {
      config: { roles: staffReaders },
      schema: {
        tags,
        summary: 'List the keys of an account, oldest first, revoked ones too',
        params,
        querystring: PageQuery.strict(),
        response: { 200: KeyPage, ...problemResponses(403, 404, 422) },
      },
    },
    async (req) => {
      const { limit, cursor } = req.query
      const after = readCursor(cursor)
      const account = await getAccount(db, principalOf(req), req.params.id)
      const where = { accountId: account.id, ...(after && { id: { gt: after } }) }
      const rows = await db.apiKey.findMany({ where, orderBy: { id: 'asc' }, take: limit + 1 })
      return toPage(rows, limit, toApiKeyView)
    },
  )
}

function serveRevoke(app: App, { db, clock }: AppDeps): void {
  app.delete(
    '/v1/accounts/:id/keys/:keyId',
    {
      config: { roles: admins },
      schema: {
        tags,
        summary: 'Revoke an API key; it is refused from the next request on',
        params: keyParams,
        response: { 204: z.null(), ...problemResponses(403, 404, 409) },
      },
    },
    async (req, reply) => {
      const { id, keyId } = req.params
      await inTransaction(db, (tx) => revokeApiKey({ tx, clock }, principalOf(req), { accountId: id, keyId }))
      return reply.code(204).send(null)
    },
  )
}
