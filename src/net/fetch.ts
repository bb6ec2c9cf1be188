import { Agent, type Dispatcher, request as send } from 'undici'
import { type FetchFailure, toFailure } from './failure.ts'
import { guardedConnector, openGuard } from './guard.ts'

/** A request of ours to somebody else's server. */
export type Request = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  headers: Record<string, string>
  body?: Uint8Array
  /** ends the whole exchange, wherever it is: `timeout` */
  signal: AbortSignal
}

/** What came back: names of headers in lower case, repeated ones joined by a comma, the body cut at 64 KiB. */
export type Response = { status: number; headers: Record<string, string>; body: string }

/** The one way out over HTTP: guarded, pooled, bounded in time and memory. Never throws for what the far side does. */
export type Fetch = (url: string, request: Request) => Promise<Response | FetchFailure>

const connectTimeoutMs = 10_000
/** A backstop for a caller whose signal is never aborted. */
const silenceTimeoutMs = 60_000
const maxHeaderBytes = 16 * 1024
const maxBodyBytes = 64 * 1024

/**
 * Opens the client that all outgoing HTTP goes through. Redirects are answers like any other and not followed; a private,
 * loopback or link-local target is refused.
 *
 * @param allow CIDR blocks that may be reached although they are not public (OUTBOUND_ALLOW)
 * @returns `close` waits for exchanges under way
 * @throws when a block is not CIDR
 */
export function openFetch({ allow }: { allow: string[] }): { fetch: Fetch; close(): Promise<void> } {
  const agent = new Agent({
    connect: guardedConnector(openGuard(allow), connectTimeoutMs),
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: silenceTimeoutMs,
    bodyTimeout: silenceTimeoutMs,
  })
  return { fetch: (url, request) => exchange(agent, url, request), close: () => agent.close() }
}

async function exchange(
  agent: Agent,
  text: string,
  { method, headers, body, signal }: Request,
): Promise<Response | FetchFailure> {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol)) return { failure: 'refused', detail: 'Not an http or https URL' }
  if (url.username || url.password) return { failure: 'refused', detail: 'A URL must not carry credentials' }
  let status: number | undefined
  try {
    const answer = await send(url, { dispatcher: agent, method, headers, body, signal })
    status = answer.statusCode
    return { status, headers: joinHeaders(answer.headers), body: await readStart(answer.body) }
  } catch (error) {
    const failure = toFailure(error, signal)
    if (!failure) throw error
    return status === undefined ? failure : { ...failure, status }
  }
}

function joinHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')]))
}

async function readStart(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    sizeBytes += chunk.length
    // Leaving the loop drops the connection: nobody makes us swallow a gigabyte to keep it.
    if (sizeBytes >= maxBodyBytes) break
  }
  return Buffer.concat(chunks).subarray(0, maxBodyBytes).toString('utf8')
}
