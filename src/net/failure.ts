import { AddressRefused } from './guard.ts'

/**
 * Why nothing usable came back.
 *
 * - `refused`: our own guard refused the URL or the address
 * - `dns`: the name has no address, or nobody says which
 * - `connect`: nobody answers there
 * - `tls`: no trusted encryption came about
 * - `timeout`: the signal was aborted before an answer began
 * - `too-slow`: an answer had begun, and was not complete when the signal was aborted
 * - `reset`: the far side hung up
 * - `headers-too-large`: more headers than we read
 * - `protocol`: what came is not HTTP as we read it
 *
 * `answer` is set where the far side had answered before things went wrong: it has decided, only its words are missing.
 * `detail` is for people.
 */
export type FetchFailure = {
  failure: 'refused' | 'dns' | 'connect' | 'tls' | 'timeout' | 'too-slow' | 'reset' | 'headers-too-large' | 'protocol'
  detail: string
  answer?: { status: number; headers: Record<string, string> }
}

type Kind = FetchFailure['failure']

/** What the codes of Node, undici and ourselves mean; the first that fits. `TLS_` stands before whatever a handshake failed with. */
const meanings: [RegExp, Kind, string][] = [
  [/^(ENOTFOUND|ENODATA|EAI_.*)$/, 'dns', 'The name has no address'],
  [/^ETIMEOUT$/, 'dns', 'The name server does not answer in time'],
  [/^UND_ERR_HEADERS_TIMEOUT$/, 'timeout', 'No answer in time'],
  [/^UND_ERR_BODY_TIMEOUT$/, 'too-slow', 'The answer was not complete in time'],
  [/^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/, 'connect', 'No connection in time'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM)$/, 'connect', 'No connection'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET)$/, 'reset', 'The connection broke before the answer was complete'],
  [/^(HPE_HEADER_OVERFLOW|UND_ERR_HEADERS_OVERFLOW)$/, 'headers-too-large', 'The answer has more headers than we read'],
  [/^(HPE_.*|HTTPParserError|UND_ERR_RES_.*|TOO_MANY_INTERIM)$/, 'protocol', 'The answer is not HTTP as we read it'],
  [/SSL|TLS|^EPROTO$/, 'tls', 'No trusted TLS'],
]

/** How far an exchange was: `began` once the first byte of an answer had come. */
type Stage = { aborted: boolean; began: boolean }

/**
 * Tells what an error of an exchange means.
 *
 * @returns undefined for what is not the far side's doing: a fault of ours, to be thrown on
 */
export function toFailure(error: unknown, { aborted, began }: Stage): FetchFailure | undefined {
  if (aborted && began) return { failure: 'too-slow', detail: 'The answer was not complete in time' }
  if (aborted) return { failure: 'timeout', detail: 'No answer in time' }
  if (error instanceof AddressRefused) return { failure: 'refused', detail: error.message }
  const code = codeOf(error)
  const [, failure, meaning] = meanings.find(([pattern]) => pattern.test(code)) ?? []
  return failure && { failure, detail: `${meaning} (${code})` }
}

/** undici leaves some errors of its parser without a code, and gives one code to two things: their names tell enough. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if (error.message === 'bad response' || error.message === 'bad upgrade') return 'HPE_UNEXPECTED'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
