import { z } from 'zod'
import type { Prisma } from '../db/client.ts'
import { type Mode, modes, roles } from '../http/principal.ts'
import { Id } from '../ids.ts'
import { oneLine } from './text.ts'

/** What an API key begins with, by its mode: a leaked one is recognised, and nobody takes a test key for a live one. */
export const keyPrefixes: Readonly<Record<Mode, string>> = { live: 'dl_live_', test: 'dl_test_' }

const Role = z.enum(roles)
const KeyMode = z.enum(modes)

/** A new API key for an account. */
export const NewApiKey = z
  .strictObject({
    name: oneLine().meta({ description: 'who or what uses it: it stands in the event log' }),
    role: Role.meta({ description: '`editor`, `admin` and `auditor` only on an account of kind `wire`' }),
    mode: KeyMode.default('live').meta({
      description: '`test`: sees and makes test releases only, which walk the whole way and reach nobody; changes nothing else',
    }),
    expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
  })
  .meta({ example: { name: 'Press office', role: 'submitter', mode: 'live', expiresAt: null } })

export type NewApiKey = z.infer<typeof NewApiKey>

const fields = {
  id: Id,
  accountId: Id,
  name: z.string(),
  role: Role,
  mode: KeyMode,
  prefix: z.string().meta({ description: 'the first characters, to recognise it by' }),
  expiresAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable().meta({ description: 'to the minute' }),
  createdAt: z.iso.datetime(),
}

const example = {
  id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
  accountId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60',
  name: 'Press office',
  role: 'submitter',
  mode: 'live',
  prefix: 'dl_live_Zt3v',
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  createdAt: '2026-11-23T09:00:00.000Z',
}

/** An API key as everybody may see it: never the secret, only what it begins with. */
export const ApiKeyView = z.object(fields).meta({ id: 'ApiKey', example })

export type ApiKeyView = z.infer<typeof ApiKeyView>

/** An API key in the answer that creates it. */
export const CreatedApiKeyView = z
  .object({ ...fields, key: z.string().optional().meta({ description: 'the key itself: in this answer and never again' }) })
  .meta({ id: 'CreatedApiKey', example: { ...example, key: 'dl_live_Zt3vX0m2cQ8yR1uB7nK5wJ4hD6sF9aLpEoTgViMxCzY' } })

export type CreatedApiKeyView = z.infer<typeof CreatedApiKeyView>

/** A row as everybody may see it. */
export function toApiKeyView(row: Prisma.ApiKeyModel): ApiKeyView {
  return {
    id: row.id,
    accountId: row.accountId,
    name: row.name,
    role: Role.parse(row.role),
    mode: KeyMode.parse(row.mode),
    prefix: row.prefix,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }
}
