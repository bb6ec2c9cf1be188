import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { PageQuery } from '../http/page.ts'
import { principalOf } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { EventPage, listEvents } from './list-events.ts'
import { oneLine } from './text.ts'

const EventQuery = z.strictObject({
  ...PageQuery.shape,
  kind: oneLine(100).optional().meta({ description: 'such as `api-key.revoked`' }),
  subjectType: oneLine(100).optional().meta({ description: 'such as `api-key`' }),
  subjectId: oneLine().optional(),
  accountId: Id.optional(),
  releaseId: Id.optional(),
})

/** `/v1/events`. */
export function serveEvents(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/events',
    {
      config: { roles: ['admin', 'auditor'] },
      schema: {
        tags: ['events'],
        summary: 'Who did what, when and why, newest first',
        querystring: EventQuery,
        response: { 200: EventPage, ...problemResponses(403, 422) },
      },
    },
    (req) => {
      const { limit, cursor, ...filter } = req.query
      return listEvents({ db }, principalOf(req), filter, { limit, cursor })
    },
  )
}
