import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { readSecretKey } from '../deps.ts'
import { checkOfKey, openVault } from '../vault.ts'

/** Where the key of an installation stands that was given none. */
export function keyFileOf({ dataDir }: Config): string {
  return join(dataDir, 'secret-key')
}

/**
 * Tells one SECRET_KEY from another, and nothing more of it. Makes none.
 *
 * @returns undefined where there is no key yet
 */
export async function findKeyCheck(config: Config): Promise<string | undefined> {
  const key = config.secretKey ?? ((await isThere(keyFileOf(config))) ? await readSecretKey(config.dataDir) : undefined)
  return key === undefined ? undefined : checkOfKey(openVault(key), 'backup')
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
