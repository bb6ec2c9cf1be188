import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { z } from 'zod'
import { type Behaviour, refusesNow } from './behaviour.ts'

/** One webhook that was taken. `body` only where the receiver was asked to keep it. */
export type ReceivedWebhook = { webhookId: string; path: string; contentType: string; sizeBytes: number; body?: Buffer }

/** A server on loopback. `received` grows by one for each webhook taken, twice for one that came twice. */
export type WebhookReceiver = {
  url: string
  received: ReceivedWebhook[]
  /** calls whose signature was wrong; answered with 401 */
  forged(): number
  close(): Promise<void>
}

type Options = {
  /** 0 takes any free port */
  port?: number
  /** the signing secret of the outlet behind a path; undefined is answered with 404 */
  secretOf: (path: string) => string | undefined
  /** how webhooks for a path are treated; everything is accepted by default */
  behave?: (path: string) => Behaviour
  /** keeps the bytes of each body, for tests; by default nothing of a body stays in memory */
  keepBody?: boolean
  /** an answer to a genuine call waits for this; at once by default */
  ready?: () => Promise<void>
}

/** Starts a server that stands for outlets, one per path, and verifies each signature as they would. */
export async function startWebhookReceiver(options: Options): Promise<WebhookReceiver> {
  const seen: Seen = { received: [], failed: new Set(), forged: 0 }
  const server = createServer((req, res) => {
    // A sender that hangs up in mid-sentence is none of our worries.
    answer(req, res, { options, seen }).catch(() => res.destroy())
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const address = z.object({ port: z.number() }).parse(server.address())
  return {
    url: `http://127.0.0.1:${address.port}`,
    received: seen.received,
    forged: () => seen.forged,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

type Seen = { received: ReceivedWebhook[]; failed: Set<string>; forged: number }
type Outlets = { options: Options; seen: Seen }

async function answer(req: IncomingMessage, res: ServerResponse, { options, seen }: Outlets): Promise<void> {
  const { secretOf, behave = () => 'accept', keepBody = false, ready } = options
  const path = req.url ?? '/'
  const body = await buffer(req)
  const secret = secretOf(path)
  if (!secret) return end(res, 404, 'no outlet here')
  if (!isGenuine(req, body, secret)) {
    seen.forged += 1
    return end(res, 401, 'the signature is wrong')
  }
  await ready?.()
  const webhookId = String(req.headers['webhook-id'])
  const behaviour = behave(path)
  if (behaviour === 'stall') return
  if (behaviour === 'refuse') return end(res, 400, 'not wanted')
  if (refusesNow(behaviour, webhookId, seen.failed)) return end(res, 503, 'come back later')
  const call = { webhookId, path, contentType: req.headers['content-type'] ?? '', sizeBytes: body.length }
  seen.received.push(keepBody ? { ...call, body } : call)
  end(res, 200, `taken as ${seen.received.length}`)
}

function isGenuine(req: IncomingMessage, body: Buffer, secret: string): boolean {
  const headers = Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)]))
  try {
    new Webhook(secret).verify(body, headers, { jsonParse: false })
    return true
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false
    throw error
  }
}

function end(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
}
