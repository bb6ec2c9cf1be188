import { requireRevision } from '../accounts/revision.ts'
import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { etagOf } from '../http/etag.ts'
import { admins, principalOf, staffReaders } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { notFound } from '../problem.ts'
import { closeBreaker, forceOpen } from './breaker.ts'
import { changeHost } from './change-host.ts'
import { findHosts, getHost, HostQuery, requireHost } from './find-hosts.ts'
import { Closing, HostPage, HostParams, HostPatch, HostView, Opening } from './host.ts'

const tags = ['hosts']

/** `/v1/hosts`: limits and circuit breakers. Staff reads, admins decide. */
export function hostRoutes(app: App, deps: AppDeps): void {
  serveReading(app, deps)
  serveLimits(app, deps)
  serveBreaker(app, deps)
}

function serveReading(app: App, deps: AppDeps): void {
  const config = { roles: staffReaders }
  const listing = {
    tags,
    summary: 'List the hosts that are limited or failing, or that were',
    querystring: HostQuery,
    response: { 200: HostPage, ...problemResponses(403, 422) },
  }
  app.get('/v1/hosts', { config, schema: listing }, (req) => findHosts(deps, req.query))
  const reading = {
    tags,
    summary: 'Read the limits of a host and how it does',
    params: HostParams,
    response: { 200: HostView, ...problemResponses(403, 404, 422) },
  }
  app.get('/v1/hosts/:host', { config, schema: reading }, async (req, reply) => {
    const host = await getHost(deps, req.params.host)
    return reply.header('etag', etagOf(host.revision)).send(host)
  })
}

function serveLimits(app: App, { db, clock }: AppDeps): void {
  const schema = {
    tags,
    summary: 'Limit what is sent to a host',
    description:
      'For all workers together: `atOnce` hand-overs under way, and `pace.limit` of them in any `pace.seconds`. Counts for what is claimed from then on; what workers have in hand goes. If-Match is the ETag of the host: `"0"` where nobody has limited it yet.',
    params: HostParams,
    body: HostPatch,
    response: { 200: HostView, ...problemResponses(400, 403, 404, 412, 413, 415, 422, 428) },
  }
  app.patch('/v1/hosts/:host', { config: { roles: admins }, schema }, async (req, reply) => {
    const change = { host: req.params.host, patch: req.body, checkRevision: requireRevision(req) }
    const host = await inTransaction(db, (tx) => changeHost({ tx, clock }, principalOf(req), change))
    return reply.header('etag', etagOf(host.revision)).send(host)
  })
}

function serveBreaker(app: App, { db, clock }: AppDeps): void {
  const config = { roles: admins }
  const opening = {
    tags,
    summary: 'Open the breaker of a host',
    description:
      'What is sent there waits, without using up its attempts. After `seconds` one delivery tries; taken, it closes the breaker. To stop a host until you say otherwise, hold it.',
    params: HostParams,
    body: Opening,
    response: { 200: HostView, ...problemResponses(400, 403, 404, 413, 415, 422) },
  }
  app.put('/v1/hosts/:host/breaker', { config, schema: opening }, (req) =>
    inTransaction(db, async (tx) => {
      const { host } = req.params
      await requireHost(tx, host)
      await forceOpen({ tx, clock }, principalOf(req), { host, ...req.body })
      return getHost({ db: tx, clock }, host)
    }),
  )
  const closing = {
    tags,
    summary: 'Close the breaker of a host',
    description: 'What waits goes at once, at first one by one.',
    params: HostParams,
    querystring: Closing,
    response: { 200: HostView, ...problemResponses(403, 404, 422) },
  }
  app.delete('/v1/hosts/:host/breaker', { config, schema: closing }, (req) =>
    inTransaction(db, async (tx) => {
      const { host } = req.params
      const closed = await closeBreaker({ tx, clock }, principalOf(req), { host, reason: req.query.reason })
      if (!closed) throw notFound('open breaker')
      return getHost({ db: tx, clock }, host)
    }),
  )
}
