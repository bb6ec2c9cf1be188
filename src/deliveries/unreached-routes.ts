import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { PageQuery, toPage } from '../http/page.ts'
import { principalOf, staffReaders } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { listUnreached } from './list-unreached.ts'
import { toUnreachedView, UnreachedPage } from './unreached.ts'

/** `/v1/releases/:id/unreached`: the list for the phone. */
export function unreachedRoutes(app: App, deps: AppDeps): void {
  app.get(
    '/v1/releases/:id/unreached',
    {
      config: { roles: staffReaders },
      schema: {
        tags: ['deliveries'],
        summary: 'Who holds a release and gets no more of it: a list for the phone',
        description:
          'Everybody who was handed a version, or may have been, and to whom no correction or kill can go now: suppressed, or their endpoint is archived, disabled or paused. Once a later version is out, those who hold it are not on the list.',
        params: z.object({ id: Id }),
        querystring: PageQuery.strict(),
        response: { 200: UnreachedPage, ...problemResponses(403, 404, 422) },
      },
    },
    async (req) =>
      toPage(await listUnreached(deps, principalOf(req), req.params.id, req.query), req.query.limit, toUnreachedView),
  )
}
