import { once } from 'node:events'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { z } from 'zod'

const Value = z.looseObject({ stringValue: z.string().optional(), intValue: z.union([z.string(), z.number()]).optional() })
const Span = z.looseObject({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes: z.array(z.object({ key: z.string(), value: Value })).default([]),
  links: z.array(z.looseObject({ traceId: z.string(), spanId: z.string() })).default([]),
})
const Export = z.object({
  resourceSpans: z.array(z.looseObject({ scopeSpans: z.array(z.looseObject({ spans: z.array(Span) })) })),
})

/** A span as the collector of an operator gets it. */
export type Received = z.infer<typeof Span>

/** A collector of OpenTelemetry traces on loopback: takes OTLP over HTTP with JSON, and keeps it. */
export async function startCollector(): Promise<{ url: string; spans: Received[]; close(): Promise<void> }> {
  const spans: Received[] = []
  const server = createServer(async (req, res) => {
    const { resourceSpans } = Export.parse(await json(req))
    if (req.url === '/v1/traces')
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)))
    res.writeHead(req.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  const close = async () => {
    server.close().closeAllConnections()
    await once(server, 'close')
  }
  return { url: `http://127.0.0.1:${port}`, spans, close }
}
