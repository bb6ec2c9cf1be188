import { createHash } from 'node:crypto'
import { z } from 'zod'

/** A key of a server, pinned: its fingerprint as `ssh-keygen -l` prints it. The key itself, as `ssh-keyscan` prints it, is taken too. */
export const HostKey = z
  .string()
  .trim()
  .max(4000)
  .overwrite(toFingerprint)
  .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'must be a fingerprint like SHA256:… or a key as ssh-keyscan prints it')

function toFingerprint(text: string): string {
  const [, key] = /(?:^|\s)(?:ssh|ecdsa|sk)-\S+\s+([A-Za-z0-9+/=]{40,})/.exec(text) ?? []
  return key ? fingerprintOf(Buffer.from(key, 'base64')) : text
}

/**
 * The fingerprint of a key, `SHA256:` and unpadded base64, as OpenSSH prints it.
 *
 * @param key as it goes over the line (RFC 4253, section 6.6)
 */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

/** Kinds of keys that a server may have one each of, in the order in which we ask. RSA with SHA-1 is not asked for. */
export const hostKeyKinds = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256'],
] as const

/** The kind of a key: its place in `hostKeyKinds`; -1 for none of them. */
export function kindOf(key: Buffer): number {
  const name = key.toString('latin1', 4, 4 + key.readUInt32BE(0))
  return hostKeyKinds.findIndex(
    ([first]) => first.slice(0, 5) === name.slice(0, 5) || (first.startsWith('rsa') && name === 'ssh-rsa'),
  )
}
