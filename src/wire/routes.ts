import type { AppDeps } from '../deps.ts'
import type { App } from '../http/server.ts'
import { serveSectors } from './sector-routes.ts'
import { serveWire } from './wire-routes.ts'

/** The wire itself and its vocabulary. */
export function wireRoutes(app: App, deps: AppDeps): void {
  serveWire(app, deps)
  serveSectors(app, deps)
}
