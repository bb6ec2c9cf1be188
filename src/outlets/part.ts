import { z } from 'zod'
import { Id } from '../ids.ts'

/** What a part does to the list that it is a part of. */
export const partOperations = ['union', 'difference'] as const

/** Another list that a list is made of. */
export const Part = z.strictObject({
  outletListId: Id.toLowerCase(),
  operation: z.enum(partOperations).meta({
    description: 'union: who stands on it stands here, too; difference: who stands on it does not, in spite of all else',
  }),
})
export type Part = z.infer<typeof Part>

/** The other lists that a list is made of, each once. Lists may have parts that have parts, never themselves. */
export const Parts = z
  .array(Part)
  .max(50)
  .refine((parts) => new Set(parts.map(({ outletListId }) => outletListId)).size === parts.length, {
    error: 'names a list twice: once is enough, and what is taken away is gone',
  })
  .meta({ description: 'other lists; by endpoint: where a part takes certain channels only, it adds or takes away those only' })
export type Parts = z.infer<typeof Parts>

/** Parts in the order in which they are shown: unions, then differences. */
export function sortParts(parts: readonly Part[]): Part[] {
  const rank = ({ operation, outletListId }: Part) => `${partOperations.indexOf(operation)} ${outletListId}`
  return [...parts].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
}
