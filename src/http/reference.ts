import Fastify, { type FastifyInstance } from 'fastify'
import type { App } from './server.ts'

// The reference and nothing else: no telemetry, no services of its vendor.
const configuration = {
  url: '/openapi.json',
  telemetry: false,
  metaData: { title: 'Dateline: API reference' },
  hideClientButton: true,
  showDeveloperTools: 'never',
  mcp: { disabled: true },
  agent: { disabled: true },
} as const

/**
 * The browsable reference at /docs. Its package is one text of megabytes, which most processes are never asked for: it is loaded
 * with the first request, into a server of its own that never listens.
 */
export function serveReference(app: App): void {
  let opened: Promise<FastifyInstance> | undefined
  for (const url of ['/docs', '/docs/js/scalar.js']) {
    app.get(url, { config: { roles: 'public' }, schema: { hide: true } }, async (req, reply) => {
      opened ??= openReference()
      const { statusCode, headers, rawPayload } = await (await opened).inject(req.url)
      return reply.code(statusCode).headers(headers).send(rawPayload)
    })
  }
}

async function openReference(): Promise<FastifyInstance> {
  const { default: reference } = await import('@scalar/fastify-api-reference')
  const server = Fastify()
  await server.register(reference, { routePrefix: '/docs', configuration })
  return server
}
