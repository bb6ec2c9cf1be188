import type { AppDeps } from '../deps.ts'
import type { App } from '../http/server.ts'
import { serveFeeds } from './feed-routes.ts'
import { serveItems } from './item-routes.ts'

/** What outlets fetch: items by their numbers, and feeds. */
export function feedRoutes(app: App, deps: AppDeps): void {
  serveItems(app, deps)
  serveFeeds(app, deps)
}
