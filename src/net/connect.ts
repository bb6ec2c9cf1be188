import net, { isIP, type Socket } from 'node:net'
import { AddressRefused, guardedLookup, openGuard } from './guard.ts'
import { openResolve } from './resolve.ts'

/** Where a connection goes. `host` is a name or an address, without brackets. */
export type Target = { host: string; port: number; signal: AbortSignal }

/**
 * The one way out over bare TCP, for channels that do not speak HTTP: guarded as it is, bounded in time. A socket that breaks before
 * anybody listens is found destroyed, with its error in `errored`.
 *
 * @throws AddressRefused, the signal's reason, or Node's error, whose code tells what was wrong: `toFailure` reads them all
 */
export type Connect = (target: Target) => Promise<Socket>

/** For name and TCP, as for HTTP: less than a channel's deadline, so that what is not there has its own name. */
const connectTimeoutMs = 4_500

/** @param allow CIDR blocks that may be reached although they are not public (OUTBOUND_ALLOW) */
export function openConnect({ allow }: { allow: string[] }): Connect {
  const mayReach = openGuard(allow)
  const lookup = guardedLookup(mayReach, openResolve())
  return async ({ host, port, signal }) => {
    signal.throwIfAborted()
    // A literal address never reaches the lookup.
    if (isIP(host) !== 0 && !mayReach(host)) throw new AddressRefused(host)
    return open(net.connect({ host, port, lookup, noDelay: true }), signal)
  }
}

function open(socket: Socket, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const give = (error: unknown): void => {
    socket.destroy()
    reject(error)
  }
  const abort = (): void => give(signal.reason)
  const late = setTimeout(() => give(Object.assign(new Error('No connection in time'), { code: 'ETIMEDOUT' })), connectTimeoutMs)
  signal.addEventListener('abort', abort, { once: true })
  socket.once('error', give).once('connect', () => {
    // It may break while nobody uses it yet, or any more: an error that nobody hears would end the process.
    socket.on('error', () => {}).off('error', give)
    resolve(socket)
  })
  return promise.finally(() => {
    clearTimeout(late)
    signal.removeEventListener('abort', abort)
  })
}
