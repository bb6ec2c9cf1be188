import { type Span, startSpan } from '../tracing/span.ts'
import type { App } from './server.ts'

declare module 'fastify' {
  interface FastifyRequest {
    span: Span | null
  }
}

/**
 * A span for every request but those of probes and scrapes, named by its route: addresses hold ids. A caller's `traceparent` is
 * gone on with. Registered before whatever may refuse.
 */
export function traceRequests(app: App): void {
  app.decorateRequest('span', null)
  app.addHook('onRequest', async (req) => {
    const { method, headers, routeOptions } = req
    if (routeOptions.logLevel === 'warn') return
    const route = routeOptions.url ?? 'unknown'
    const { traceparent } = headers
    req.span = startSpan(`${method} ${route}`, {
      parent: typeof traceparent === 'string' ? traceparent : null,
      kind: 'server',
      attributes: { 'http.request.method': method, 'http.route': route, 'dateline.request_id': req.id },
    })
  })
  // Entered only here: reading a body leaves whatever was entered before it.
  app.addHook('preValidation', (req, _reply, done) => {
    if (req.span) req.span.enter(done)
    else done()
  })
  app.addHook('onResponse', async ({ span }, { statusCode }) => {
    span?.set({ 'http.response.status_code': statusCode })
    if (statusCode >= 500) span?.fail(statusCode)
    span?.end()
  })
}
