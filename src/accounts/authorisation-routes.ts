import { z } from 'zod'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { PageQuery, readCursor, toPage } from '../http/page.ts'
import { admins, everyone, principalOf } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { authoriseIssuer } from './authorise-issuer.ts'
import { getAccount } from './get-account.ts'
import { IssuerPage, toIssuerView } from './issuer.ts'
import { withdrawIssuer } from './withdraw-issuer.ts'

const tags = ['issuers']
const params = z.strictObject({ id: Id })
const pairParams = z.strictObject({ id: Id, issuerId: Id })
const response = { 204: z.null(), ...problemResponses(403, 404) }

/** `/v1/accounts/:id/issuers`: which account acts for which issuer. */
export function serveAuthorisations(app: App, deps: AppDeps): void {
  serveList(app, deps)
  serveChanges(app, deps)
}

function serveList(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/accounts/:id/issuers',
    {
      config: { roles: everyone },
      schema: {
        tags,
        summary: 'List the issuers that an account acts for, oldest first',
        params,
        querystring: PageQuery.strict(),
        response: { 200: IssuerPage, ...problemResponses(404, 422) },
      },
    },
    async (req) => {
      const { limit, cursor } = req.query
      const after = readCursor(cursor)
      const { id: accountId } = await getAccount(db, principalOf(req), req.params.id)
      const rows = await db.issuer.findMany({
        where: { archivedAt: null, accounts: { some: { accountId } }, ...(after && { id: { gt: after } }) },
        orderBy: { id: 'asc' },
        take: limit + 1,
      })
      return toPage(rows, limit, toIssuerView)
    },
  )
}

function serveChanges(app: App, { db, clock }: AppDeps): void {
  const url = '/v1/accounts/:id/issuers/:issuerId'
  const config = { roles: admins }
  app.put(
    url,
    { config, schema: { tags, summary: 'Let an account act for an issuer', params: pairParams, response } },
    async (req, reply) => {
      const pair = { accountId: req.params.id, issuerId: req.params.issuerId }
      await inTransaction(db, (tx) => authoriseIssuer({ tx, clock }, principalOf(req), pair))
      return reply.code(204).send(null)
    },
  )
  app.delete(
    url,
    { config, schema: { tags, summary: 'Let an account act for an issuer no longer', params: pairParams, response } },
    async (req, reply) => {
      const pair = { accountId: req.params.id, issuerId: req.params.issuerId }
      await inTransaction(db, (tx) => withdrawIssuer({ tx, clock }, principalOf(req), pair))
      return reply.code(204).send(null)
    },
  )
}
