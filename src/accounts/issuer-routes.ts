import { z } from 'zod'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { etagOf } from '../http/etag.ts'
import { createOnce } from '../http/idempotency.ts'
import { admins, everyone, principalOf } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { archiveIssuer } from './archive-issuer.ts'
import { changeIssuer } from './change-issuer.ts'
import { createIssuer } from './create-issuer.ts'
import { findIssuers, IssuerQuery } from './find-issuers.ts'
import { getIssuer } from './get-issuer.ts'
import { IssuerChange, IssuerPage, IssuerView, NewIssuer, toIssuerView } from './issuer.ts'
import { heedRevision, requireRevision } from './revision.ts'

const tags = ['issuers']
const params = z.strictObject({ id: Id })

/** `/v1/issuers`. */
export function serveIssuers(app: App, deps: AppDeps): void {
  serveCreate(app, deps)
  serveReads(app, deps)
  serveChange(app, deps)
}

function serveCreate(app: App, { db, clock }: AppDeps): void {
  app.post(
    '/v1/issuers',
    {
      config: { roles: admins },
      schema: {
        tags,
        summary: 'Create an issuer; no account acts for it yet',
        body: NewIssuer,
        response: { 201: IssuerView, ...problemResponses(400, 403, 413, 415, 422) },
      },
    },
    (req, reply) =>
      createOnce({ db, clock }, req, reply, {
        view: IssuerView,
        create: (tx) => createIssuer({ tx, clock }, principalOf(req), req.body),
        headers: ({ id, revision }) => ({ location: `/v1/issuers/${id}`, etag: etagOf(revision) }),
      }),
  )
}

function serveReads(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/issuers',
    {
      config: { roles: everyone },
      schema: {
        tags,
        summary: 'List issuers; a submitter finds those its account acts for',
        querystring: IssuerQuery,
        response: { 200: IssuerPage, ...problemResponses(422) },
      },
    },
    (req) => findIssuers({ db }, principalOf(req), req.query),
  )
  app.get(
    '/v1/issuers/:id',
    {
      config: { roles: everyone },
      schema: { tags, summary: 'Read an issuer', params, response: { 200: IssuerView, ...problemResponses(404) } },
    },
    async (req, reply) => {
      const issuer = await getIssuer(db, principalOf(req), req.params.id)
      reply.header('etag', etagOf(issuer.revision))
      return toIssuerView(issuer)
    },
  )
}

function serveChange(app: App, { db, clock }: AppDeps): void {
  app.patch(
    '/v1/issuers/:id',
    {
      config: { roles: admins },
      schema: {
        tags,
        summary: 'Change an issuer; what is left out stays, what is sent replaces the whole field',
        params,
        body: IssuerChange,
        response: { 200: IssuerView, ...problemResponses(400, 403, 404, 409, 412, 413, 415, 422, 428) },
      },
    },
    async (req, reply) => {
      const edit = { change: req.body, checkRevision: requireRevision(req) }
      const issuer = await inTransaction(db, (tx) => changeIssuer({ tx, clock }, principalOf(req), req.params.id, edit))
      reply.header('etag', etagOf(issuer.revision))
      return issuer
    },
  )
  app.delete(
    '/v1/issuers/:id',
    {
      config: { roles: admins },
      schema: {
        tags,
        summary: 'Archive an issuer; no account may act for it from then on',
        params,
        response: { 204: z.null(), ...problemResponses(403, 404, 409, 412) },
      },
    },
    async (req, reply) => {
      await inTransaction(db, (tx) => archiveIssuer({ tx, clock }, principalOf(req), req.params.id, heedRevision(req)))
      return reply.code(204).send(null)
    },
  )
}
