import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { admins, principalOf, staffReaders } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { entitle } from './entitle.ts'
import { EntitlementPage, EntitlementQuery } from './entitlement.ts'
import { findEntitlements } from './find-entitlements.ts'
import { withdrawEntitlement } from './withdraw-entitlement.ts'

const tags = ['outlet lists']
const id = Id.toLowerCase()

/** `/v1/outlet-lists/:id/entitlements`: which accounts may send to a list of the catalogue. Admins write, staff read. */
export function serveEntitlements(app: App, deps: AppDeps): void {
  const path = '/v1/outlet-lists/:id/entitlements'
  const listing = {
    tags,
    summary: 'List the accounts that are entitled to an outlet list',
    params: z.strictObject({ id }),
    querystring: EntitlementQuery,
    response: { 200: EntitlementPage, ...problemResponses(403, 404, 422) },
  }
  app.get(path, { config: { roles: staffReaders }, schema: listing }, (req) => findEntitlements(deps, req.params.id, req.query))
  const params = z.strictObject({ id, accountId: id.meta({ description: 'id of the account' }) })
  const adding = {
    tags,
    summary: 'Entitle an account to an outlet list',
    description: 'It may then send to the list, if the visibility is `catalogue` or `entitled`.',
    params,
    response: { 204: z.null().meta({ description: 'entitled' }), ...problemResponses(403, 404, 409) },
  }
  app.put(`${path}/:accountId`, { config: { roles: admins }, schema: adding }, async (req, reply) => {
    await entitle(deps, principalOf(req), { outletListId: req.params.id, accountId: req.params.accountId })
    return reply.code(204).send(null)
  })
  const removing = {
    tags,
    summary: 'Withdraw an account’s entitlement to an outlet list',
    description: 'What the account published before goes out; from now on a release that names the list is refused.',
    params,
    response: { 204: z.null().meta({ description: 'not entitled' }), ...problemResponses(403, 404) },
  }
  app.delete(`${path}/:accountId`, { config: { roles: admins }, schema: removing }, async (req, reply) => {
    await withdrawEntitlement(deps, principalOf(req), { outletListId: req.params.id, accountId: req.params.accountId })
    return reply.code(204).send(null)
  })
}
