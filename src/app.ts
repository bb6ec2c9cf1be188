import { authenticate } from './accounts/authenticate.ts'
import { accountRoutes } from './accounts/routes.ts'
import { attachmentRoutes } from './attachments/routes.ts'
import { deliveryRoutes } from './deliveries/routes.ts'
import { settleDoubtful } from './deliveries/settle-doubtful.ts'
import type { AppDeps } from './deps.ts'
import { feedRoutes } from './feeds/routes.ts'
import { holdRoutes } from './holds/routes.ts'
import { hostRoutes } from './hosts/routes.ts'
import { limitConcurrency } from './http/concurrency.ts'
import { serveHealth } from './http/health.ts'
import { serveOpenApi } from './http/openapi.ts'
import { guardRoutes } from './http/principal.ts'
import { type App, createServer } from './http/server.ts'
import { traceRequests } from './http/trace-requests.ts'
import { importRoutes } from './imports/routes.ts'
import { outletRoutes } from './outlets/routes.ts'
import { publicationRoutes } from './publications/routes.ts'
import { releaseRoutes } from './releases/routes.ts'
import { retentionRoutes } from './retention/routes.ts'
import { scrapeRoutes } from './scrape/routes.ts'
import { suppressionRoutes } from './suppressions/routes.ts'
import { translationRoutes } from './translations/routes.ts'
import { wireRoutes } from './wire/routes.ts'

/** The whole API: every route is in one of these folders' routes.ts, with the roles that may call it. */
export async function buildApp(deps: AppDeps): Promise<App> {
  const app = createServer({ log: deps.log, trustProxy: deps.config.trustProxy })
  traceRequests(app)
  await serveOpenApi(app)
  guardRoutes(app, (token, ip) => authenticate(deps, token, ip))
  limitConcurrency(app)
  serveHealth(app, deps)
  scrapeRoutes(app, deps)
  accountRoutes(app, deps)
  wireRoutes(app, deps)
  holdRoutes(app, deps, settleDoubtful)
  hostRoutes(app, deps)
  suppressionRoutes(app, deps)
  outletRoutes(app, deps)
  importRoutes(app, deps)
  attachmentRoutes(app, deps)
  releaseRoutes(app, deps)
  translationRoutes(app, deps)
  publicationRoutes(app, deps)
  deliveryRoutes(app, deps)
  retentionRoutes(app, deps)
  feedRoutes(app, deps)
  return app
}

/** What a worker answers on a port of its own: whether it lives, and its figures. */
export function buildWorkerApp(deps: AppDeps): App {
  const app = createServer({ log: deps.log, trustProxy: deps.config.trustProxy })
  guardRoutes(app, (token, ip) => authenticate(deps, token, ip))
  serveHealth(app, deps)
  scrapeRoutes(app, deps)
  return app
}
