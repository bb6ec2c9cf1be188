import { z } from 'zod'
import type { Prisma } from '../db/client.ts'

/** What may be learned of a delivery once it was handed over. */
export const factKinds = ['hard-bounce', 'soft-bounce', 'complaint'] as const
/** One of factKinds. */
export type FactKind = (typeof factKinds)[number]

const example = {
  kind: 'hard-bounce',
  reason: 'mailbox-unknown',
  status: '5.1.1',
  detail: '550 5.1.1 User unknown',
  reporter: 'mx.outlet.example',
  proven: true,
  at: '2026-12-01T05:00:03.000Z',
} as const

/** A later fact about a delivery: its state stays what it was. */
export const FactView = z
  .object({
    kind: z.enum(factKinds),
    reason: z.string().meta({ description: 'kebab-case: `mailbox-unknown`, `mailbox-full`, `abuse`' }),
    status: z.string().nullable().meta({ description: 'of a bounce: the enhanced status code (RFC 3463)' }),
    detail: z.string().nullable().meta({ description: 'what the far side said, without addresses' }),
    reporter: z.string().nullable().meta({ description: 'the mail server or provider that says so, by its own account' }),
    proven: z.boolean().meta({
      description:
        'the report carried a signature of ours. One that did not is kept and has no consequences: anybody could have written it',
    }),
    at: z.iso.datetime().meta({ description: 'when it was taken in' }),
  })
  .meta({ id: 'DeliveryFact', example })
export type FactView = z.infer<typeof FactView>

/** A row as whoever owns the release sees it. */
export function toFactView(row: Prisma.DeliveryFactModel): FactView {
  const { kind, reason, status, detail, reporter, proven, at } = row
  return { kind: z.enum(factKinds).parse(kind), reason, status, detail, reporter, proven, at: at.toISOString() }
}
