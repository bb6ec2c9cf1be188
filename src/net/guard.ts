import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { buildConnector } from 'undici'
import type { Resolve } from './resolve.ts'

/** Whether a connection may go to an IP address. */
export type Guard = (address: string) => boolean

/** A connection that the guard did not let through. `message` names the host, not the address behind it. */
export class AddressRefused extends Error {
  constructor(hostname: string) {
    super(`${hostname} is not a public address: OUTBOUND_ALLOW lets private ones through that are meant`)
    this.name = 'AddressRefused'
  }
}

/**
 * Lets through what is public and what the configuration allows. An IPv4 address inside an IPv6 one (IPv4-mapped, 6to4,
 * NAT64) is judged as itself: what counts is where the bytes end up.
 *
 * @param allow CIDR blocks that may be reached although they are not public, such as `127.0.0.0/8`
 * @throws when a block is not CIDR
 */
export function openGuard(allow: string[]): Guard {
  const blocks = allow.map((block) => ipaddr.parseCIDR(block))
  return (text) => {
    const address = unwrap(ipaddr.parse(text))
    const allowed = blocks.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits))
    return allowed || isPublic(address)
  }
}

/**
 * Opens sockets for undici. The guard sees the very addresses that are connected to, so a name that answers differently
 * the second time (DNS rebinding) gains nothing; a literal address never reaches the lookup and is judged before.
 *
 * @param timeoutMs for name and TCP, and as much again for TLS: a handshake that hangs is told from a host that is not there
 */
export function guardedConnector(mayReach: Guard, resolve: Resolve, timeoutMs: number): buildConnector.connector {
  const open = buildConnector({ timeout: timeoutMs, lookup: guardedLookup(mayReach, resolve) })
  return (options, callback) => {
    if (isIP(options.hostname) !== 0 && !mayReach(options.hostname)) {
      process.nextTick(callback, new AddressRefused(options.hostname), null)
    } else if (options.protocol === 'https:') {
      open({ ...options, protocol: 'http:', port: options.port || '443' }, (error, socket) => {
        if (error) callback(error, null)
        else
          open({ ...options, httpSocket: socket }, (failed, secure) =>
            failed ? callback(asTls(failed), null) : callback(null, secure),
          )
      })
    } else open(options, callback)
  }
}

/** What goes wrong once TCP stands is the handshake's doing: silence and a hang-up, too. */
function asTls(error: Error): Error {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return Object.assign(new Error(error.message, { cause: error }), { code: `TLS_${code}` })
}

/** A lookup for Node's sockets that tells only addresses that the guard lets through. */
export function guardedLookup(mayReach: Guard, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        const reachable = found.filter(({ address }) => mayReach(address))
        const [first] = reachable
        if (!first) callback(new AddressRefused(hostname), '')
        else if (options.all) callback(null, reachable)
        else callback(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    )
  }
}

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** RFC 6052 (NAT64, the well-known prefix) and RFC 3056 (6to4); the first names the bytes that hold the IPv4 address. */
const nat64 = ipaddr.parseCIDR('64:ff9b::/96')
const sixToFour = ipaddr.parseCIDR('2002::/16')

function unwrap(address: Address): Address {
  if (!(address instanceof ipaddr.IPv6)) return address
  const bytes = address.toByteArray()
  if (address.isIPv4MappedAddress() || address.match(nat64)) return ipaddr.fromByteArray(bytes.slice(12, 16))
  if (address.match(sixToFour)) return ipaddr.fromByteArray(bytes.slice(2, 6))
  return address
}

/** The only part of IPv6 that is routed for everybody (RFC 4291, section 2.4); `unicast` alone would let `::7f00:1` through. */
const global = ipaddr.parseCIDR('2000::/3')

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false
  return address instanceof ipaddr.IPv4 || address.match(global)
}
