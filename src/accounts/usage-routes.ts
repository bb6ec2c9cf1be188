import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { everyone, principalOf } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { getUsage } from './get-usage.ts'
import { UsageView } from './usage-view.ts'

/** `/v1/accounts/:id/usage`. */
export function serveUsage(app: App, deps: AppDeps): void {
  app.get(
    '/v1/accounts/:id/usage',
    {
      config: { roles: everyone },
      schema: {
        tags: ['accounts'],
        summary: 'What an account has used of its limits; a submitter reads its own',
        params: z.strictObject({ id: Id }),
        response: { 200: UsageView, ...problemResponses(404) },
      },
    },
    (req) => getUsage(deps, principalOf(req), req.params.id),
  )
}
