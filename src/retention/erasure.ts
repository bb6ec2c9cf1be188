import { z } from 'zod'
import { oneLine } from '../accounts/text.ts'
import { Id } from '../ids.ts'
import type { Vault } from '../vault.ts'

/** Why somebody is erased. */
export const NewErasure = z
  .strictObject({ reason: oneLine(500).meta({ description: 'why: it stands in the event log for ever, so name nobody' }) })
  .meta({ example: { reason: 'Asked for it by letter of 23 November' } })
export type NewErasure = z.infer<typeof NewErasure>

/** What is left of somebody who was erased. */
export const ErasureView = z
  .object({
    journalistId: Id,
    pseudonym: z.string().meta({ description: 'the name that the ledger shows from now on' }),
    erasedAt: z.iso.datetime(),
  })
  .meta({
    id: 'Erasure',
    example: {
      journalistId: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e60',
      pseudonym: 'erased-3f9a01c2b44d',
      erasedAt: '2026-11-23T09:00:00.000Z',
    },
  })
export type ErasureView = z.infer<typeof ErasureView>

/** What somebody is called once they are erased: always the same, and nobody without SECRET_KEY can tell of whom. */
export function pseudonymOf(vault: Vault, journalistId: string): string {
  return `erased-${Buffer.from(vault.hashAddress(`journalist ${journalistId}`))
    .toString('hex')
    .slice(0, 12)}`
}
