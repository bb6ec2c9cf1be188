import { AddressRefused } from './guard.ts'

/**
 * Why nothing usable came back.
 *
 * - `refused`: our own guard refused the URL or the address
 * - `dns`: the name has no address
 * - `connect`: nobody answers there
 * - `tls`: no trusted encryption came about
 * - `timeout`: the signal was aborted before the answer was complete
 * - `reset`: the far side hung up
 * - `protocol`: what came is not HTTP, or more than we read
 *
 * `status` is set where the far side had answered before things went wrong: it has decided, only its words are missing.
 * `detail` is for people.
 */
export type FetchFailure = {
  failure: 'refused' | 'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'protocol'
  detail: string
  status?: number
}

type Kind = FetchFailure['failure']

/** What the codes of Node and undici mean; the first that fits. Checks of certificates have OpenSSL's names. */
const meanings: [RegExp, Kind, string][] = [
  [/^(ENOTFOUND|ENODATA|EAI_.*)$/, 'dns', 'The name has no address'],
  [/^(UND_ERR_(HEADERS|BODY)_TIMEOUT)$/, 'timeout', 'No complete answer in time'],
  [/^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/, 'connect', 'No connection in time'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM)$/, 'connect', 'No connection'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET)$/, 'reset', 'The connection broke before the answer was complete'],
  [/^(HPE_.*|HTTPParserError|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_.*)$/, 'protocol', 'The answer is not HTTP as we read it'],
  [/CERT|SSL|TLS|^EPROTO$|^UNABLE_TO_|^INVALID_(CA|PURPOSE)$|^HOSTNAME_MISMATCH$|^PATH_LENGTH_/, 'tls', 'No trusted TLS'],
]

/**
 * Tells what an error of an exchange means.
 *
 * @returns undefined for what is not the far side's doing: a fault of ours, to be thrown on
 */
export function toFailure(error: unknown, signal: AbortSignal): FetchFailure | undefined {
  if (signal.aborted) return { failure: 'timeout', detail: 'No complete answer in time' }
  if (error instanceof AddressRefused) return { failure: 'refused', detail: error.message }
  const code = codeOf(error)
  const [, failure, meaning] = meanings.find(([pattern]) => pattern.test(code)) ?? []
  return failure && { failure, detail: `${meaning} (${code})` }
}

/** undici leaves some errors of its parser without a code; their name tells enough. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
