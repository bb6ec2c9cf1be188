import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { admins, principalOf, staffReaders } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { addMember, addMembers } from './add-members.ts'
import { findMembers } from './find-members.ts'
import { AddedMembers, MemberPage, MemberQuery, NewMembers } from './member.ts'
import { removeMember } from './remove-member.ts'
import type { Owner } from './subject.ts'

const tags = ['outlet lists']
const id = Id.toLowerCase()
const wordsFor = { outlet: 'an outlet', journalist: 'a journalist' }

/** `/v1/outlet-lists/:id/members`: who stands on a list by hand. Admins write, staff read. */
export function serveMembers(app: App, deps: AppDeps): void {
  serveMany(app, deps)
  serveOne(app, deps, 'outlet')
  serveOne(app, deps, 'journalist')
}

function serveMany(app: App, deps: AppDeps): void {
  const path = '/v1/outlet-lists/:id/members'
  const params = z.strictObject({ id })
  const listing = {
    tags,
    summary: 'List the members that were put on a list by hand',
    params,
    querystring: MemberQuery,
    response: { 200: MemberPage, ...problemResponses(403, 404, 422) },
  }
  app.get(path, { config: { roles: staffReaders }, schema: listing }, (req) => findMembers(deps, req.params.id, req.query))
  const adding = {
    tags,
    summary: 'Put many members on a list',
    description: 'All or none. Who stands on the list already stays once, so it may be repeated.',
    params,
    body: NewMembers,
    response: { 200: AddedMembers, ...problemResponses(400, 403, 404, 409, 413, 415, 422) },
  }
  app.post(path, { config: { roles: admins }, schema: adding }, (req) =>
    addMembers(deps, principalOf(req), { listId: req.params.id, members: req.body }),
  )
}

function serveOne(app: App, deps: AppDeps, type: Owner['type']): void {
  const path = `/v1/outlet-lists/:id/members/${type}s/:memberId`
  const config = { roles: admins }
  const params = z.strictObject({ id, memberId: id.meta({ description: `id of the ${type}` }) })
  const adding = {
    tags,
    summary: `Put ${wordsFor[type]} on a list`,
    params,
    response: { 204: z.null().meta({ description: 'on the list' }), ...problemResponses(403, 404, 409) },
  }
  app.put(path, { config, schema: adding }, async (req, reply) => {
    const { id: listId, memberId } = req.params
    await addMember(deps, principalOf(req), { listId, member: { type, id: memberId } })
    return reply.code(204).send(null)
  })
  const removing = {
    tags,
    summary: `Take ${wordsFor[type]} off a list`,
    params,
    response: { 204: z.null().meta({ description: 'not on the list by hand' }), ...problemResponses(403, 404, 409) },
  }
  app.delete(path, { config, schema: removing }, async (req, reply) => {
    const { id: listId, memberId } = req.params
    await removeMember(deps, principalOf(req), { listId, member: { type, id: memberId } })
    return reply.code(204).send(null)
  })
}
