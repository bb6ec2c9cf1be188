import type { AppDeps } from '../deps.ts'
import type { App } from '../http/server.ts'
import { serveAccounts } from './account-routes.ts'
import { serveAuthorisations } from './authorisation-routes.ts'
import { serveEvents } from './event-routes.ts'
import { serveIssuers } from './issuer-routes.ts'
import { serveKeys } from './key-routes.ts'
import { serveUsage } from './usage-routes.ts'

/** Who may act: accounts, their keys, issuers, which account acts for which issuer, and what everybody did. */
export function accountRoutes(app: App, deps: AppDeps): void {
  serveAccounts(app, deps)
  serveUsage(app, deps)
  serveKeys(app, deps)
  serveIssuers(app, deps)
  serveAuthorisations(app, deps)
  serveEvents(app, deps)
}
