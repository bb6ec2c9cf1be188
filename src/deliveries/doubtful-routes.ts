import type { AppDeps } from '../deps.ts'
import { HeldPublicationPage } from '../holds/behind.ts'
import { problemResponses } from '../http/errors.ts'
import { PageQuery } from '../http/page.ts'
import { staffReaders } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { DoubtfulDeliveryPage, DoubtfulQuery, findDoubtful, findDoubtfulDeliveries } from './doubtful.ts'

const tags = ['holds']
const config = { roles: staffReaders }

/** What a restored wire may have sent already: to be read before it is let go. */
export function doubtfulRoutes(app: App, deps: AppDeps): void {
  const publications = {
    tags,
    summary: 'After a restore: publications of which nobody knows how far they went, each with its deliveries in figures',
    querystring: PageQuery,
    response: { 200: HeldPublicationPage, ...problemResponses(403, 404, 422) },
  }
  app.get('/v1/wire/hold/doubtful', { config, schema: publications }, (req) => findDoubtful(deps, req.query))
  const deliveries = {
    tags,
    summary: 'After a restore: deliveries that may have been sent already, row by row',
    querystring: DoubtfulQuery,
    response: { 200: DoubtfulDeliveryPage, ...problemResponses(403, 404, 422) },
  }
  app.get('/v1/wire/hold/doubtful/deliveries', { config, schema: deliveries }, (req) => findDoubtfulDeliveries(deps, req.query))
}
