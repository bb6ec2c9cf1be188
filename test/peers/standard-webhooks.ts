import { createPublicKey, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'

/** A call that was taken. */
export type Call = { path: string; id: string; headers: Record<string, string>; body: string }

/** An outlet's server, which verifies with the official library of Standard Webhooks, and v1a, which that does not know, as docs/channels.md says. */
export type StandardWebhooks = {
  url: string
  /** what the outlet behind a path verifies with: secrets and public keys, any of which will do */
  keys: Map<string, string[]>
  calls: Call[]
  /** calls that no key of theirs verified; answered with 401 */
  forged: Call[]
  close(): Promise<void>
}

/** @param answered is told of each genuine call before it is answered */
export async function startStandardWebhooks(answered: (call: Call) => void = () => {}): Promise<StandardWebhooks> {
  const keys = new Map<string, string[]>()
  const [calls, forged]: [Call[], Call[]] = [[], []]
  const take = async (req: IncomingMessage): Promise<number> => {
    const body = await buffer(req)
    const path = req.url ?? ''
    const headers = Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)]))
    const call = { path, id: headers['webhook-id'] ?? '', headers, body: body.toString('utf8') }
    if (!(keys.get(path) ?? []).some((key) => isGenuine(key, call))) return forged.push(call) && 401
    calls.push(call)
    answered(call)
    return 200
  }
  const server = createServer((req, res) => void take(req).then((status) => res.writeHead(status).end()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return {
    url: `http://127.0.0.1:${port}`,
    keys,
    calls,
    forged,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** @param key a secret, or a public key */
export function isGenuine(key: string, { headers, body }: Call): boolean {
  if (key.startsWith('whpk_')) return isSigned(key, headers, body)
  try {
    new Webhook(key).verify(body, headers, { jsonParse: false })
    return true
  } catch {
    return false
  }
}

function isSigned(publicKey: string, headers: Record<string, string>, body: string): boolean {
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
  const signatures = (headers['webhook-signature'] ?? '').split(' ').filter((one) => one.startsWith('v1a,'))
  return signatures.some((one) => verify(null, signed, key, Buffer.from(one.slice(4), 'base64')))
}
