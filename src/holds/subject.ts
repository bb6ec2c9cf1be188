import { z } from 'zod'
import { getAccount } from '../accounts/get-account.ts'
import { getIssuer } from '../accounts/get-issuer.ts'
import { principalScope } from '../accounts/scope.ts'
import { HostName } from '../channels/host-name.ts'
import { ChannelKey } from '../channels/key.ts'
import type { AnyDb } from '../db/client.ts'
import { admins, editors, type Principal, type Role } from '../http/principal.ts'
import { Id } from '../ids.ts'
import { notFound } from '../problem.ts'
import type { Subject } from './place-hold.ts'

/** What can be held: where its hold is found, who may place one, and what the path stands for. */
export type Holdable = {
  path: string
  params: z.ZodObject
  roles: readonly Role[]
  /** as a summary says it */
  what: string
  /** @throws not-found for what is not there, or not the principal's */
  find(db: AnyDb, principal: Principal, params: unknown): Promise<Subject>
}

const ById = z.strictObject({ id: Id })
const ByChannel = z.strictObject({ channel: ChannelKey })
const ByHost = z.strictObject({
  host: HostName.meta({
    description: '`outlet.example:443`, or without the port for all of them; for mail the recipient’s domain',
  }),
})
const ByVersion = z.strictObject({ id: Id, number: z.coerce.number().int().min(1).max(100_000) })

/** Everything that can be held, from the widest to the narrowest. */
export const holdables: readonly Holdable[] = [
  {
    path: '/v1/wire/hold',
    params: z.strictObject({}),
    roles: admins,
    what: 'the whole wire',
    find: async () => ({ scope: 'wire', subject: '' }),
  },
  {
    path: '/v1/accounts/:id/hold',
    params: ById,
    roles: admins,
    what: 'what an account sends',
    find: async (db, principal, params) => {
      const { id } = await getAccount(db, principal, ById.parse(params).id)
      return { scope: 'account', subject: id, accountId: id }
    },
  },
  {
    path: '/v1/issuers/:id/hold',
    params: ById,
    roles: admins,
    what: 'what is sent for an issuer',
    find: async (db, principal, params) => ({
      scope: 'issuer',
      subject: (await getIssuer(db, principal, ById.parse(params).id)).id,
    }),
  },
  {
    path: '/v1/outlet-lists/:id/hold',
    params: ById,
    roles: admins,
    what: 'what is sent to an outlet list',
    find: async (db, _principal, params) => {
      const list = await db.outletList.findUnique({ where: ById.parse(params) })
      if (!list) throw notFound('outlet list')
      return { scope: 'list', subject: list.id }
    },
  },
  {
    path: '/v1/channels/:channel/hold',
    params: ByChannel,
    roles: admins,
    what: 'a channel',
    find: async (_db, _principal, params) => ({ scope: 'channel', subject: ByChannel.parse(params).channel }),
  },
  {
    path: '/v1/hosts/:host/hold',
    params: ByHost,
    roles: admins,
    what: 'what is sent to a host',
    find: async (_db, _principal, params) => ({ scope: 'host', subject: ByHost.parse(params).host }),
  },
  {
    path: '/v1/releases/:id/publication/hold',
    params: ById,
    roles: editors,
    what: 'the publication of a release',
    find: (db, principal, params) => findPublication(db, principal, ById.parse(params)),
  },
  {
    path: '/v1/releases/:id/versions/:number/publication/hold',
    params: ByVersion,
    roles: editors,
    what: 'the publication of a certain version',
    find: (db, principal, params) => findPublication(db, principal, ByVersion.parse(params)),
  },
]

async function findPublication(
  db: AnyDb,
  principal: Principal,
  { id: releaseId, number }: { id: string; number?: number },
): Promise<Subject> {
  const found = await db.publication.findFirst({
    where: { releaseId, ...principalScope(principal), ...(number === undefined ? {} : { versionNumber: number }) },
    orderBy: [{ versionNumber: 'desc' }, { id: 'desc' }],
  })
  if (!found) throw notFound('publication')
  return { scope: 'publication', subject: found.id, accountId: found.accountId, releaseId }
}
