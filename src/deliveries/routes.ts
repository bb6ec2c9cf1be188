import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { attachment } from '../http/attachment.ts'
import { problemResponses } from '../http/errors.ts'
import { etagOfView, isNotModified } from '../http/etag.ts'
import { createOnce } from '../http/idempotency.ts'
import { toPage } from '../http/page.ts'
import { readWaitMs } from '../http/prefer.ts'
import { everyone, principalOf, submitters } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { places } from '../releases/place.ts'
import { DeliveryPage, DeliveryWithAttempts, toDeliveryView } from './delivery.ts'
import { doubtfulRoutes } from './doubtful-routes.ts'
import { endpointTestRoutes } from './endpoint-test-routes.ts'
import { toFactView } from './fact.ts'
import { getStatus } from './get-status.ts'
import { inFlightRoutes } from './in-flight-routes.ts'
import { streamLedger } from './ledger.ts'
import { nameLedger } from './ledger-name.ts'
import { DeliveryQuery, getDelivery, listDeliveries } from './list-deliveries.ts'
import { NewRedelivery, RedeliveryView, redeliver } from './redeliver.ts'
import { StatusView } from './status.ts'
import { unreachedRoutes } from './unreached-routes.ts'
import { unsubscribeRoutes } from './unsubscribe-routes.ts'

const tags = ['deliveries']

// A stream, which no schema describes: to the client it is a text.
const Csv = z
  .any()
  .meta({ type: 'string', description: 'RFC 4180, UTF-8 with a byte order mark', example: 'id,version,language,…\r\n' })
const ReleaseParams = z.object({ id: Id })

/** Status, ledger and redelivery of a release; the unsubscribe link; tests of an endpoint. */
export function deliveryRoutes(app: App, deps: AppDeps): void {
  statusRoutes(app, deps)
  ledgerRoutes(app, deps)
  app.post(
    '/v1/releases/:id/redeliveries',
    {
      config: { roles: submitters, testKeys: submitters },
      schema: {
        tags,
        summary: 'Try failed deliveries again',
        params: ReleaseParams,
        body: NewRedelivery,
        response: { 201: RedeliveryView, ...problemResponses(400, 403, 404, 409, 422) },
      },
    },
    (req, reply) =>
      createOnce(deps, req, reply, {
        view: RedeliveryView,
        create: (tx) => redeliver({ tx, clock: deps.clock }, principalOf(req), req.params.id, req.body),
      }),
  )
  doubtfulRoutes(app, deps)
  inFlightRoutes(app, deps)
  unreachedRoutes(app, deps)
  unsubscribeRoutes(app, deps)
  endpointTestRoutes(app, deps)
}

function statusRoutes(app: App, deps: AppDeps): void {
  // A server that closes answers its long polls at once instead of waiting for them.
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  for (const { path, params, named } of places) {
    const schema = {
      tags,
      summary: `What became of a release so far${named}`,
      description:
        'Send If-None-Match with the last ETag and `Prefer: wait=30` to be answered as soon as something changes, or with 304.',
      params,
      response: { 200: StatusView, 304: z.null(), ...problemResponses(403, 404) },
    }
    app.get(`${path}/status`, { config: { roles: everyone }, schema }, async (req, reply) => {
      // Without an ETag of its own a poll gets the present state: there is nothing to compare with.
      const seen = req.headers['if-none-match']
      const unless = seen
        ? { etag: seen.replace(/^W\//, ''), waitMs: readWaitMs(req), abort: AbortSignal.any([hangUp(reply), closing.signal]) }
        : undefined
      const view = await getStatus(deps, principalOf(req), { place: req.params, unless })
      const etag = etagOfView(view)
      reply.header('etag', etag)
      return isNotModified(req, etag) ? reply.code(304).send(null) : reply.send(view)
    })
  }
}

/** Aborted when the client goes away: nobody waits for an answer that nobody reads. */
function hangUp(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  return gone.signal
}

function ledgerRoutes(app: App, deps: AppDeps): void {
  app.get(
    '/v1/releases/:id/deliveries',
    {
      config: { roles: everyone },
      schema: {
        tags,
        summary: 'The ledger of a release, row by row',
        params: ReleaseParams,
        querystring: DeliveryQuery,
        response: { 200: DeliveryPage, ...problemResponses(403, 404, 422) },
      },
    },
    async (req) =>
      toPage(await listDeliveries(deps, principalOf(req), req.params.id, req.query), req.query.limit, toDeliveryView),
  )
  app.get(
    '/v1/releases/:id/deliveries.csv',
    {
      config: { roles: everyone },
      schema: {
        tags,
        summary: 'The whole ledger of a release as CSV',
        params: ReleaseParams,
        produces: ['text/csv'],
        response: { 200: Csv, ...problemResponses(403, 404) },
      },
    },
    async (req, reply) => {
      const csv = await streamLedger(deps, principalOf(req), req.params.id)
      const name = await nameLedger(deps, req.params.id)
      reply.header('content-disposition', attachment(`release-${req.params.id}.csv`, `${name}.csv`))
      return reply.type('text/csv; charset=utf-8').send(csv)
    },
  )
  app.get(
    '/v1/releases/:id/deliveries/:deliveryId',
    {
      config: { roles: everyone },
      schema: {
        tags,
        summary: 'One delivery with every attempt, and what was learned of it later',
        params: ReleaseParams.extend({ deliveryId: Id }),
        response: { 200: DeliveryWithAttempts, ...problemResponses(403, 404) },
      },
    },
    async (req) => {
      const { delivery, attempts, facts } = await getDelivery(deps, principalOf(req), req.params)
      const attemptList = attempts.map((attempt) => ({
        number: attempt.number,
        startedAt: attempt.startedAt.toISOString(),
        durationMs: attempt.durationMs,
        outcome: z.enum(['delivered', 'temporary', 'permanent', 'unknown']).parse(attempt.outcome),
        reason: attempt.reason,
        detail: attempt.detail,
        receipt: attempt.receipt,
      }))
      return { ...toDeliveryView(delivery), attemptList, facts: facts.map(toFactView) }
    },
  )
}
