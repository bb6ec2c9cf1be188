import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { PageQuery, toPage } from '../http/page.ts'
import { everyone, principalOf } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { places } from '../releases/place.ts'
import { DeliveryPage, toDeliveryView } from './delivery.ts'
import { listInFlight } from './in-flight.ts'

/** `…/in-flight` of a version: what an earlier one had on its way. */
export function inFlightRoutes(app: App, deps: AppDeps): void {
  for (const { path, params, named } of places) {
    app.get(
      `${path}/in-flight`,
      {
        config: { roles: everyone },
        schema: {
          tags: ['deliveries'],
          summary: `What was being sent of earlier versions when a later one was released, or a kill was published${named}`,
          description: 'Nobody can stop these any more. Each is shown as it stands now: `delivered`, or another end.',
          params,
          querystring: PageQuery.strict(),
          response: { 200: DeliveryPage, ...problemResponses(403, 404, 422) },
        },
      },
      async (req) => toPage(await listInFlight(deps, principalOf(req), req.params, req.query), req.query.limit, toDeliveryView),
    )
  }
}
