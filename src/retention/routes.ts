import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { admins, principalOf } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { eraseJournalist } from './erase-journalist.ts'
import { ErasureView, NewErasure } from './erasure.ts'

/** The erasure of a journalist. */
export function retentionRoutes(app: App, deps: AppDeps): void {
  const schema = {
    tags: ['journalists'],
    summary: 'Erase a journalist, at their wish and for good',
    description:
      'Name, phone, addresses and secrets are deleted; the ledger shows a pseudonym and its figures stay. Their addresses are ' +
      'suppressed everywhere and taken in by no later endpoint or import. What is being sent to them at this moment arrives, and ' +
      'is recorded under the pseudonym; what waits ends as suppressed. Erasing twice is erasing once.',
    params: z.strictObject({ id: Id }),
    body: NewErasure,
    response: { 200: ErasureView, ...problemResponses(400, 403, 404, 413, 415, 422) },
  }
  app.put('/v1/journalists/:id/erasure', { config: { roles: admins }, schema }, (req) =>
    eraseJournalist(deps, principalOf(req), { id: req.params.id, ...req.body }),
  )
}
