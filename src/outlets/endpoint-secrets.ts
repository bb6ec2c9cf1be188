import { z } from 'zod'
import type { Vault } from '../vault.ts'

const Secrets = z.record(z.string(), z.unknown())

/** The secrets of an endpoint, by the name of their setting. */
export type Secrets = z.infer<typeof Secrets>

/** Seals secrets for the column; null where there are none. */
export function sealSecrets(vault: Vault, secrets: Secrets): Uint8Array<ArrayBuffer> | null {
  return Object.keys(secrets).length === 0 ? null : vault.seal(JSON.stringify(secrets))
}

/**
 * Opens the column again.
 *
 * @throws when it was sealed with another SECRET_KEY
 */
export function openSecrets(vault: Vault, sealed: Uint8Array | null): Secrets {
  return sealed === null ? {} : Secrets.parse(JSON.parse(vault.open(sealed)))
}
