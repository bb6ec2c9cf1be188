import { z } from 'zod'
import { oneLine } from '../accounts/text.ts'
import type { Prisma } from '../db/client.ts'
import { pageOf } from '../http/page.ts'
import { Id } from '../ids.ts'

/** What an endpoint's key begins with: nobody takes it for an API key of the wire. */
export const endpointKeyPrefix = 'dl_outlet_'

/** A new key of an endpoint. */
export const NewEndpointKey = z
  .strictObject({
    name: oneLine().meta({ description: 'who or what uses it' }),
    expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
  })
  .meta({ example: { name: 'The editorial system', expiresAt: null } })
export type NewEndpointKey = z.infer<typeof NewEndpointKey>

const fields = {
  id: Id,
  endpointId: Id,
  name: z.string(),
  prefix: z.string().meta({ description: 'the first characters, to recognise it by' }),
  expiresAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable().meta({ description: 'to the minute' }),
  createdAt: z.iso.datetime(),
}

const example = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e70',
  endpointId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e61',
  name: 'The editorial system',
  prefix: 'dl_outlet_Zt3v',
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  createdAt: '2026-11-23T09:00:00.000Z',
}

/** What an outlet fetches with, as staff may see it: never the secret. */
export const EndpointKeyView = z.object(fields).meta({ id: 'EndpointKey', example })
export type EndpointKeyView = z.infer<typeof EndpointKeyView>

/** The keys of an endpoint. */
export const EndpointKeyPage = pageOf(EndpointKeyView).meta({ example: { items: [example], nextCursor: null } })

/** A key in the answer that creates it. */
export const CreatedEndpointKey = z
  .object({
    ...fields,
    key: z.string().optional().meta({ description: 'the key itself: in this answer and never again' }),
    feedUrl: z.url().optional().meta({ description: 'the address of a feed, which holds the key: likewise' }),
  })
  .meta({ id: 'CreatedEndpointKey', example: { ...example, key: 'dl_outlet_Zt3vX0m2cQ8yR1uB7nK5wJ4hD6sF9aLpEoTgViMxCzY' } })
export type CreatedEndpointKey = z.infer<typeof CreatedEndpointKey>

/** A row as staff may see it. */
export function toEndpointKeyView(row: Prisma.EndpointKeyModel): EndpointKeyView {
  return {
    id: row.id,
    endpointId: row.endpointId,
    name: row.name,
    prefix: row.prefix,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }
}
