import { timingSafeEqual } from 'node:crypto'
import type { Config } from '../config.ts'
import type { Vault } from '../vault.ts'

type Deps = { vault: Vault; config: Pick<Config, 'bounceDomain'> }

/** Of the signature: nobody guesses 80 bits over SMTP, and the whole stays below the 64 characters of a local part (RFC 5321). */
const signatureBytes = 10

/**
 * Where mail of a delivery comes back to: `bounce+<delivery><signature>@domain`, in digits and small letters, since not every mail
 * server keeps capitals.
 *
 * @returns undefined where the wire takes in no bounces
 */
export function returnPathOf({ vault, config }: Deps, deliveryId: string): string | undefined {
  if (config.bounceDomain === undefined) return undefined
  return `bounce+${deliveryId.replaceAll('-', '')}${sign(vault, deliveryId).toString('hex')}@${config.bounceDomain}`
}

/** @returns the delivery that a return path names, undefined for one that we did not sign */
export function readReturnPath({ vault, config }: Deps, address: string): string | undefined {
  const [, id = '', signature, domain] = /^<?bounce\+([\da-f]{32})([\da-f]{20})@([^@\s>]+)>?$/i.exec(address.trim()) ?? []
  if (!signature || domain?.toLowerCase() !== config.bounceDomain) return undefined
  const deliveryId = id.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return timingSafeEqual(sign(vault, deliveryId), Buffer.from(signature, 'hex')) ? deliveryId : undefined
}

function sign(vault: Vault, deliveryId: string): Buffer {
  return Buffer.from(vault.sign(`return path ${deliveryId}`), 'base64url').subarray(0, signatureBytes)
}
