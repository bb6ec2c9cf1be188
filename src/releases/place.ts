import { z } from 'zod'
import { Id } from '../ids.ts'

/** A version of a release, as a path names it: without a number the latest. */
export type Place = { id: string; number?: number }

/**
 * Where a version is found: the short path means the latest, the long one a certain one. What is offered for a version is
 * offered at both, so a route is registered once per place. `named` tells the two apart in the API's reference.
 */
export const places: { path: string; params: z.ZodType<Place>; named: string }[] = [
  { path: '/v1/releases/:id', params: z.object({ id: Id }), named: '' },
  {
    path: '/v1/releases/:id/versions/:number',
    params: z.object({ id: Id, number: z.coerce.number().int().min(1).max(100_000) }),
    named: ' (a certain version)',
  },
]
