import { inTransaction } from '../db/client.ts'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { PageQuery } from '../http/page.ts'
import { principalOf, staffReaders } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { HeldPublicationPage } from './behind.ts'
import { findHeldPublications, findHolds, getHold, HoldPage, HoldParams, HoldQuery, withBehind } from './find-holds.ts'
import { Doubtful, HoldView, Lifting, NewHold, toHoldView } from './hold.ts'
import { liftHold, type SettleDoubtful } from './lift-hold.ts'
import { placeHold } from './place-hold.ts'
import { type Holdable, holdables } from './subject.ts'

const tags = ['holds']

/**
 * Holds: one at each thing that can be held, and all of them in a list.
 *
 * @param settleDoubtful what becomes of doubtful deliveries when a restored wire is let go
 */
export function holdRoutes(app: App, deps: AppDeps, settleDoubtful: SettleDoubtful): void {
  for (const holdable of holdables) {
    serveHold(app, deps, holdable)
    serveLift(app, deps, holdable, settleDoubtful)
  }
  serveHolds(app, deps)
}

function serveHold(app: App, { db, clock }: AppDeps, { path, params, roles, what, find }: Holdable): void {
  const reading = {
    tags,
    summary: `Whether ${what} is held, why, and what waits behind it`,
    params,
    response: { 200: HoldView, ...problemResponses(403, 404, 422) },
  }
  app.get(path, { config: { roles: staffReaders }, schema: reading }, async (req) =>
    getHold({ db, clock }, await find(db, principalOf(req), req.params)),
  )
  const placing = {
    tags,
    summary: `Hold ${what}`,
    description:
      'No hand-over begins later than a second after the answer, in any worker; those that have begun end as they end. What is held already stays so: the answer is then 200.',
    params,
    body: NewHold,
    response: { 200: HoldView, 201: HoldView, ...problemResponses(400, 403, 404, 413, 415, 422) },
  }
  app.put(path, { config: { roles }, schema: placing }, async (req, reply) => {
    const principal = principalOf(req)
    const { hold, created } = await inTransaction(db, async (tx) =>
      placeHold({ tx, clock }, principal, await find(tx, principal, req.params), req.body),
    )
    return reply.code(created ? 201 : 200).send(await withBehind({ db, clock }, hold))
  })
}

function serveLift(
  app: App,
  { db, clock }: AppDeps,
  { path, params, roles, what, find }: Holdable,
  settleDoubtful: SettleDoubtful,
): void {
  const isWire = path === '/v1/wire/hold'
  const schema = {
    tags,
    summary: `Let ${what} go`,
    description: isWire
      ? 'What waits goes, the most urgent and earliest first. After a restore, say with `doubtful` what becomes of deliveries that may have been sent already: GET /v1/wire/hold/doubtful lists them. `send` sends them, with the same ids; `drop` ends them as failed, `doubtful`, and cancels publications that had not begun.'
      : 'What waits goes, the most urgent and earliest first.',
    params,
    querystring: isWire ? Lifting.extend({ doubtful: Doubtful.optional() }) : Lifting,
    response: { 200: HoldView, ...problemResponses(403, 404, ...(isWire ? [409] : []), 422) },
  }
  app.delete(path, { config: { roles }, schema }, async (req) => {
    const principal = principalOf(req)
    const lifting = Lifting.extend({ doubtful: Doubtful.optional() }).parse(req.query)
    const lifted = await inTransaction(db, async (tx) =>
      liftHold({ tx, clock, settleDoubtful }, principal, await find(tx, principal, req.params), lifting),
    )
    return toHoldView(lifted, undefined)
  })
}

function serveHolds(app: App, deps: AppDeps): void {
  const config = { roles: staffReaders }
  const listing = {
    tags,
    summary: 'What is held: by whom, since when, why, and what waits behind it',
    querystring: HoldQuery,
    response: { 200: HoldPage, ...problemResponses(403, 422) },
  }
  app.get('/v1/holds', { config, schema: listing }, (req) => findHolds(deps, req.query))
  const publications = {
    tags,
    summary: 'The publications that wait behind a hold, each with its deliveries in figures',
    params: HoldParams,
    querystring: PageQuery,
    response: { 200: HeldPublicationPage, ...problemResponses(403, 404, 422) },
  }
  app.get('/v1/holds/:id/publications', { config, schema: publications }, (req) =>
    findHeldPublications(deps, req.params.id, req.query),
  )
}
