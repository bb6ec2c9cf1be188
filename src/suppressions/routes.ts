import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { createOnce } from '../http/idempotency.ts'
import { admins, principalOf, staffReaders } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { createSuppression } from './create-suppression.ts'
import { findSuppressions } from './find-suppressions.ts'
import { liftSuppression } from './lift-suppression.ts'
import { Lifting, NewSuppression, SuppressionPage, SuppressionQuery, SuppressionView } from './suppression.ts'

const tags = ['suppressions']

/** `/v1/suppressions`: whom nothing is sent to. Admins write, staff read. */
export function suppressionRoutes(app: App, deps: AppDeps): void {
  const listing = {
    tags,
    summary: 'Who is silenced',
    querystring: SuppressionQuery,
    response: { 200: SuppressionPage, ...problemResponses(403, 422) },
  }
  app.get('/v1/suppressions', { config: { roles: staffReaders }, schema: listing }, (req) => findSuppressions(deps, req.query))
  serveChanges(app, deps)
}

function serveChanges(app: App, deps: AppDeps): void {
  const config = { roles: admins }
  const { clock, vault } = deps
  const silencing = {
    tags,
    summary: 'Silence an address or a domain',
    description:
      'A domain is silenced with everything under it. Whoever is silenced already stays so: the answer is the suppression that stands.',
    body: NewSuppression,
    response: { 201: SuppressionView, ...problemResponses(400, 403, 413, 415, 422) },
  }
  app.post('/v1/suppressions', { config, schema: silencing }, (req, reply) =>
    createOnce(deps, req, reply, {
      view: SuppressionView,
      create: (tx) => createSuppression({ tx, clock, vault }, principalOf(req), req.body),
    }),
  )
  const lifting = {
    tags,
    summary: 'Let somebody be written to again',
    description:
      'Say why in the query, since many clients and proxies drop the body of a DELETE; the log keeps addresses without their query. An erasure is never lifted.',
    params: z.strictObject({ id: Id.toLowerCase() }),
    querystring: Lifting,
    response: { 204: z.null().meta({ description: 'lifted' }), ...problemResponses(403, 404, 409, 422) },
  }
  app.delete('/v1/suppressions/:id', { config, schema: lifting }, async (req, reply) => {
    await liftSuppression(deps, principalOf(req), req.params.id, req.query)
    return reply.code(204).send(null)
  })
}
