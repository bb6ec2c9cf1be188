import type { Agent, Dispatcher } from 'undici'
import { type FetchFailure, toFailure } from './failure.ts'
import type { Tap } from './tap.ts'

/** A request of ours to somebody else's server. */
export type Request = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  headers: Record<string, string>
  body?: Uint8Array
  /** ends the whole exchange, wherever it is: `timeout`, or `too-slow` where an answer had begun */
  signal: AbortSignal
  /** takes down what goes over the line, which is then a connection of its own; left out: nobody does */
  tap?: Tap | undefined
}

/** What came back: names of headers in lower case, repeated ones joined by a comma, the body as it came, not decompressed, cut at 64 KiB. */
export type Response = { status: number; headers: Record<string, string>; body: string }

/** Of a body so much is read. */
export const maxBodyBytes = 64 * 1024
/** Interim answers (100, 102, 103) before the answer itself: more than anybody has a use for. */
const maxInterim = 8

/** What has come so far. */
type Heard = {
  began: boolean
  interim: number
  answer?: Pick<Response, 'status' | 'headers'>
  chunks: Uint8Array[]
  sizeBytes: number
}

/** How an exchange ends: with what was heard, or with an error. Whatever comes second changes nothing. */
type Ends = { complete(): void; fail(error: unknown): void }

/**
 * One request and its answer over the agent's connections. It reads by undici's callbacks: `request` would make a stream of
 * every body, and ours are short, or cut.
 *
 * @throws for a fault of ours, such as a header that cannot be written
 */
export function exchange(agent: Agent, url: URL, { method, headers, body, signal }: Request): Promise<Response | FetchFailure> {
  const { promise, resolve, reject } = Promise.withResolvers<Response | FetchFailure>()
  const heard: Heard = { began: false, interim: 0, chunks: [], sizeBytes: 0 }
  const complete = (): void => {
    signal.removeEventListener('abort', abort)
    if (heard.answer) resolve({ ...heard.answer, body: readText(heard.chunks) })
  }
  const fail = (error: unknown): void => {
    signal.removeEventListener('abort', abort)
    const failure = toFailure(error, { aborted: signal.aborted, began: heard.began })
    if (failure) resolve(heard.answer ? { ...failure, answer: heard.answer } : failure)
    else reject(error)
  }
  const { handler, hangUp } = listen(heard, signal, { complete, fail })
  const abort = (): void => {
    fail(signal.reason)
    hangUp('ABORTED')
  }
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  else agent.dispatch({ origin: url.origin, path: url.pathname + url.search, method, headers, body }, handler)
  return promise
}

function listen(heard: Heard, signal: AbortSignal, { complete, fail }: Ends) {
  let controller: Dispatcher.DispatchController | undefined
  const hangUp = (code: string): void => controller?.abort(Object.assign(new Error('We hung up'), { code }))
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (started) => {
      controller = started
      // Its time was over before it had a connection: not a byte may leave.
      if (signal.aborted) hangUp('ABORTED')
    },
    onResponseStarted: () => {
      heard.began = true
    },
    onResponseStart: (_, status, headers) => {
      if (status >= 200) heard.answer = { status, headers: joinHeaders(headers) }
      else if (++heard.interim > maxInterim) hangUp('TOO_MANY_INTERIM')
    },
    onResponseData: (_, chunk) => {
      heard.chunks.push(chunk)
      heard.sizeBytes += chunk.length
      if (heard.sizeBytes < maxBodyBytes) return
      // Enough: nobody makes us swallow a gigabyte to keep a connection.
      complete()
      hangUp('ENOUGH')
    },
    onResponseEnd: complete,
    onResponseError: (_, error) => fail(error),
  }
  return { handler, hangUp }
}

function joinHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const joined: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) joined[name] = typeof value === 'string' ? value : (value ?? []).join(', ')
  return joined
}

function readText(chunks: Uint8Array[]): string {
  return Buffer.concat(chunks).subarray(0, maxBodyBytes).toString('utf8')
}
