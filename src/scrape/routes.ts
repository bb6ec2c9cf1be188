import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { staffReaders } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { openMetrics } from './write-metrics.ts'

const Metrics = z.string().meta({
  example:
    '# HELP dateline_deliveries_delivered_total Deliveries that were handed over.\n' +
    '# TYPE dateline_deliveries_delivered_total counter\n' +
    'dateline_deliveries_delivered_total{channel="webhook"} 6500\n',
})

/** What Prometheus asks, at `/metrics`: with METRICS_TOKEN, or with a key of whoever reads for the wire. */
export function scrapeRoutes(app: App, deps: AppDeps): void {
  const writeMetrics = openMetrics(deps)
  const schema = {
    tags: ['operations'],
    summary: 'Figures for Prometheus',
    description: 'In Prometheus’ text format. Takes METRICS_TOKEN of the environment as a key, too.',
    produces: ['text/plain'],
    response: { 200: Metrics, ...problemResponses(403) },
  }
  const config = { roles: staffReaders, testKeys: [], token: deps.config.metricsToken }
  app.get('/metrics', { config, logLevel: 'warn', schema }, async (_req, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await writeMetrics()),
  )
}
