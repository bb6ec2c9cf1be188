import type { AppDeps } from '../deps.ts'
import type { App } from '../http/server.ts'
import { serveEndpointKeys } from './endpoint-key-routes.ts'
import { serveEndpoints } from './endpoint-routes.ts'
import { serveEntitlements } from './entitlement-routes.ts'
import { serveJournalists } from './journalist-routes.ts'
import { serveLists } from './list-routes.ts'
import { serveMembers } from './member-routes.ts'
import { serveOutlets } from './outlet-routes.ts'
import { servePreview } from './preview-routes.ts'
import { serveSecrets } from './secret-routes.ts'

/** Who receives: outlets, journalists, their endpoints, the lists they stand on. */
export function outletRoutes(app: App, deps: AppDeps): void {
  serveOutlets(app, deps)
  serveJournalists(app, deps)
  serveEndpoints(app, deps)
  serveEndpointKeys(app, deps)
  serveSecrets(app, deps)
  serveLists(app, deps)
  serveMembers(app, deps)
  serveEntitlements(app, deps)
  servePreview(app, deps)
}
