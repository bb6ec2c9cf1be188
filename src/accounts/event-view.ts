import { z } from 'zod'
import type { Prisma } from '../db/client.ts'
import { isStaff, type Principal } from '../http/principal.ts'
import { Id } from '../ids.ts'

const Data = z.record(z.string(), z.unknown())

/** What happened, as it is shown. */
export const EventView = z
  .object({
    id: Id,
    at: z.iso.datetime(),
    kind: z.string().meta({ description: 'noun.participle' }),
    actor: z.string().meta({ description: 'the name of the key that acted; `dateline` where nobody asked for it' }),
    keyId: Id.nullable(),
    ip: z.string().nullable().meta({ description: 'where the request came from; for staff only' }),
    accountId: Id.nullable().meta({ description: 'whose it is; null for the wire’s own affairs' }),
    releaseId: Id.nullable(),
    subject: z.object({ type: z.string(), id: z.string() }),
    reason: z.string().nullable(),
    data: Data.meta({ description: 'the fields that changed, `before` and `after`' }),
  })
  .meta({
    id: 'Event',
    example: {
      id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e62',
      at: '2026-11-23T09:00:00.000Z',
      kind: 'account.changed',
      actor: 'First admin',
      keyId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
      ip: '203.0.113.7',
      accountId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60',
      releaseId: null,
      subject: { type: 'account', id: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60' },
      reason: null,
      data: { before: { trusted: false }, after: { trusted: true } },
    },
  })

export type EventView = z.infer<typeof EventView>

/** What a list is made of is the wire's own: others see its name and its price, as the list itself shows them. */
function withoutMakeUp(data: Record<string, unknown>): Record<string, unknown> {
  const shown = Object.entries(data).map(([key, side]) => {
    const facts = Data.safeParse(side)
    if (!facts.success) return [key, side]
    const { rule: _rule, parts: _parts, ...rest } = facts.data
    return [key, rest]
  })
  return Object.fromEntries(shown)
}

/** A row as it is shown to a principal, who must be one that may see it. */
export function toEventView(row: Prisma.EventModel, principal: Principal): EventView {
  return {
    id: row.id,
    at: row.at.toISOString(),
    kind: row.kind,
    actor: row.actor,
    keyId: row.keyId,
    ip: isStaff(principal) ? row.ip : null,
    accountId: row.accountId,
    releaseId: row.releaseId,
    subject: { type: row.subjectType, id: row.subjectId },
    reason: row.reason,
    data: isStaff(principal) || row.subjectType !== 'outlet-list' ? Data.parse(row.data) : withoutMakeUp(Data.parse(row.data)),
  }
}
