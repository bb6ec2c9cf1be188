import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { z } from 'zod'

/** A request that passes, the first is number 1. `forward` asks the site, and may be asked late or never. */
export type Passing = {
  number: number
  method: string
  path: string
  headers: IncomingHttpHeaders
  forward(): Promise<{ status: number; body: Buffer }>
}

/** What becomes of each request: it writes the answer, or breaks off. */
export type Tamper = (passing: Passing, res: ServerResponse) => Promise<void>

/** A line to a site that can fail in the middle. */
export type Line = { url: string; tamperWith(how: Tamper): void; close(): Promise<void> }

export async function openLine(siteUrl: string): Promise<Line> {
  let tamper: Tamper = pass
  let number = 0
  const server = createServer((req, res) => {
    number += 1
    const { method = '', url: path = '', headers } = req
    const passing = { number, method, path, headers, forward: forwardOnce(siteUrl, req) }
    tamper(passing, res).catch(() => res.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`,
    tamperWith: (how) => {
      tamper = how
      number = 0
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Passes it on, and the answer back. */
export const pass: Tamper = async ({ forward }, res) => {
  const { status, body } = await forward()
  res.writeHead(status, { 'content-type': 'application/json' }).end(body)
}

function forwardOnce(siteUrl: string, req: IncomingMessage): Passing['forward'] {
  const body = buffer(req)
  return async () => {
    const bytes = await body
    const headers = new Headers()
    for (const name of ['authorization', 'content-type', 'dateline-delivery']) {
      if (req.headers[name]) headers.set(name, String(req.headers[name]))
    }
    const answer = await fetch(siteUrl + req.url, {
      method: req.method,
      headers,
      ...(bytes.length > 0 ? { body: new Uint8Array(bytes) } : {}),
    })
    return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) }
  }
}
