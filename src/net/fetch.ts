import { Agent, type buildConnector } from 'undici'
import { exchange, type Request, type Response } from './exchange.ts'
import type { FetchFailure } from './failure.ts'
import { guardedConnector, openGuard } from './guard.ts'
import { openResolve } from './resolve.ts'
import { openTapped, type Tap } from './tap.ts'
import { openWarmth } from './warm.ts'

/** The one way out over HTTP: guarded, pooled, bounded in time and memory. Never throws for what the far side does. */
export type Fetch = {
  (url: string, request: Request): Promise<Response | FetchFailure>
  /**
   * Opens a connection to the origin of a URL ahead of its requests: name, TCP and TLS, and not a byte of a request. Four for an
   * origin and 512 in all are kept, for half a minute. Never throws, and tells nothing: what is wrong there, a request will tell.
   */
  warm(url: string): Promise<void>
}

/** For name and TCP, and again for TLS: less than a channel's deadline, so that what hangs there has its own name. */
const connectTimeoutMs = 4_500
/** A backstop for a caller whose signal is never aborted. */
const silenceTimeoutMs = 60_000
const maxHeaderBytes = 16 * 1024
/** As many as a worker sends at once by itself: nobody waits in here, but no more sockets are held against one host. */
const connectionsPerOrigin = 256

const manners = {
  pipelining: 1,
  maxHeaderSize: maxHeaderBytes,
  headersTimeout: silenceTimeoutMs,
  bodyTimeout: silenceTimeoutMs,
}

/**
 * Opens the client that all outgoing HTTP goes through. Redirects are answers like any other and not followed; a private,
 * loopback or link-local target is refused.
 *
 * @param allow CIDR blocks that may be reached although they are not public (OUTBOUND_ALLOW)
 * @returns `close` waits for exchanges under way
 * @throws when a block is not CIDR
 */
export function openFetch({ allow }: { allow: string[] }): { fetch: Fetch; close(): Promise<void> } {
  const connect = guardedConnector(openGuard(allow), openResolve(), connectTimeoutMs)
  const warmth = openWarmth(connect)
  const agent = new Agent({ ...manners, connect: warmth.connect, connections: connectionsPerOrigin })
  const fetch = async (text: string, request: Request): Promise<Response | FetchFailure> => {
    const url = readUrl(text)
    if (!(url instanceof URL)) return url
    return request.tap ? exchangeTapped(connect, url, { ...request, tap: request.tap }) : exchange(agent, url, request)
  }
  const warm = async (text: string): Promise<void> => {
    const url = readUrl(text)
    if (url instanceof URL) await warmth.warm(url)
  }
  return {
    fetch: Object.assign(fetch, { warm }),
    close: async () => {
      warmth.close()
      await agent.close()
    },
  }
}

async function exchangeTapped(connect: buildConnector.connector, url: URL, request: Request & { tap: Tap }) {
  const agent = openTapped(connect, request.tap, manners)
  try {
    return await exchange(agent, url, request)
  } finally {
    await agent.destroy()
  }
}

function readUrl(text: string): URL | FetchFailure {
  const url = URL.parse(text)
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return { failure: 'refused', detail: 'Not an http or https URL' }
  if (url.username || url.password) return { failure: 'refused', detail: 'A URL must not carry credentials' }
  return url
}
