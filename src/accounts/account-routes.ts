import { z } from 'zod'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { etagOf } from '../http/etag.ts'
import { createOnce } from '../http/idempotency.ts'
import { admins, everyone, principalOf } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { AccountChange, AccountView, NewAccount, toAccountView } from './account.ts'
import { archiveAccount } from './archive-account.ts'
import { changeAccount } from './change-account.ts'
import { createAccount } from './create-account.ts'
import { AccountPage, AccountQuery, findAccounts } from './find-accounts.ts'
import { getAccount } from './get-account.ts'
import { heedRevision, requireRevision } from './revision.ts'

const tags = ['accounts']
const params = z.strictObject({ id: Id })

/** `/v1/accounts`. */
export function serveAccounts(app: App, deps: AppDeps): void {
  serveCreate(app, deps)
  serveReads(app, deps)
  serveChange(app, deps)
}

function serveCreate(app: App, { db, clock }: AppDeps): void {
  app.post(
    '/v1/accounts',
    {
      config: { roles: admins },
      schema: {
        tags,
        summary: 'Create an account',
        body: NewAccount,
        response: { 201: AccountView, ...problemResponses(400, 403, 413, 415, 422) },
      },
    },
    (req, reply) =>
      createOnce({ db, clock }, req, reply, {
        view: AccountView,
        create: (tx) => createAccount({ tx, clock }, principalOf(req), req.body),
        headers: ({ id, revision }) => ({ location: `/v1/accounts/${id}`, etag: etagOf(revision) }),
      }),
  )
}

function serveReads(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/accounts',
    {
      config: { roles: everyone },
      schema: {
        tags,
        summary: 'List accounts; a submitter finds its own',
        querystring: AccountQuery,
        response: { 200: AccountPage, ...problemResponses(422) },
      },
    },
    (req) => findAccounts({ db }, principalOf(req), req.query),
  )
  app.get(
    '/v1/accounts/:id',
    {
      config: { roles: everyone },
      schema: { tags, summary: 'Read an account', params, response: { 200: AccountView, ...problemResponses(404) } },
    },
    async (req, reply) => {
      const account = await getAccount(db, principalOf(req), req.params.id)
      reply.header('etag', etagOf(account.revision))
      return toAccountView(account)
    },
  )
}

function serveChange(app: App, { db, clock }: AppDeps): void {
  app.patch(
    '/v1/accounts/:id',
    {
      config: { roles: admins },
      schema: {
        tags,
        summary: 'Change an account; what is left out stays',
        params,
        body: AccountChange,
        response: { 200: AccountView, ...problemResponses(400, 403, 404, 409, 412, 413, 415, 422, 428) },
      },
    },
    async (req, reply) => {
      const edit = { change: req.body, checkRevision: requireRevision(req) }
      const account = await inTransaction(db, (tx) => changeAccount({ tx, clock }, principalOf(req), req.params.id, edit))
      reply.header('etag', etagOf(account.revision))
      return account
    },
  )
  app.delete(
    '/v1/accounts/:id',
    {
      config: { roles: admins },
      schema: {
        tags,
        summary: 'Archive an account; its keys are refused from then on',
        params,
        response: { 204: z.null(), ...problemResponses(403, 404, 409, 412) },
      },
    },
    async (req, reply) => {
      await inTransaction(db, (tx) => archiveAccount({ tx, clock }, principalOf(req), req.params.id, heedRevision(req)))
      return reply.code(204).send(null)
    },
  )
}
