import { z } from 'zod'
import type { Prisma } from '../db/client.ts'
import { Id } from '../ids.ts'
import { Limits, NewLimits } from './limits.ts'
import { oneLine } from './text.ts'

const Kind = z.enum(['company', 'agency', 'wire']).meta({ description: '`wire`: its own staff; only there are staff keys made' })
const trusted = z.boolean().meta({ description: 'its submissions skip review' })
const MachineTranslation = z.enum(['reviewed', 'unreviewed']).meta({
  description: '`unreviewed`: what a machine translated may be delivered before an editor has read it',
})

/** A new account. */
export const NewAccount = z
  .strictObject({ name: oneLine(), kind: Kind, trusted: trusted.default(false) })
  .meta({ example: { name: 'ACME Energy PJSC', kind: 'company', trusted: false } })

export type NewAccount = z.infer<typeof NewAccount>

/** A change of an account: what is left out stays. */
export const AccountChange = z
  .strictObject({
    name: oneLine(),
    kind: Kind,
    trusted,
    machineTranslation: MachineTranslation,
    limits: NewLimits.meta({ description: 'what is left out stays; null is without limit' }),
  })
  .partial()
  .meta({
    example: { name: 'ACME Energy Holding PJSC', limits: { releasesPerDay: 20, recipientsPerMonth: 500_000, concurrency: 8 } },
  })

export type AccountChange = z.infer<typeof AccountChange>

/** Who submits and pays, as it is shown. */
export const AccountView = z
  .object({
    id: Id,
    name: z.string(),
    kind: Kind,
    trusted,
    limits: Limits,
    machineTranslation: MachineTranslation,
    revision: z.int().meta({ description: 'the ETag' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    archivedAt: z.iso.datetime().nullable(),
  })
  .meta({
    id: 'Account',
    example: {
      id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60',
      name: 'ACME Energy PJSC',
      kind: 'company',
      trusted: false,
      limits: { releasesPerDay: 20, recipientsPerMonth: null, concurrency: null },
      machineTranslation: 'reviewed',
      revision: 1,
      createdAt: '2026-11-23T09:00:00.000Z',
      updatedAt: '2026-11-23T09:00:00.000Z',
      archivedAt: null,
    },
  })

export type AccountView = z.infer<typeof AccountView>

/** A row as it is shown. */
export function toAccountView(row: Prisma.AccountModel): AccountView {
  return {
    id: row.id,
    name: row.name,
    kind: Kind.parse(row.kind),
    trusted: row.trusted,
    limits: Limits.parse(row.limits),
    machineTranslation: MachineTranslation.parse(row.machineTranslation),
    revision: row.revision,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  }
}
