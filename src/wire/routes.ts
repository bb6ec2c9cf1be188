import type { AppDeps } from '../deps.ts'
import type { App } from '../http/server.ts'
import { serveLanguages } from './language-routes.ts'
import { serveSectors } from './sector-routes.ts'
import { serveWire } from './wire-routes.ts'

/** The wire itself, its vocabulary and its languages. */
export function wireRoutes(app: App, deps: AppDeps): void {
  serveWire(app, deps)
  serveSectors(app, deps)
  serveLanguages(app, deps)
}
