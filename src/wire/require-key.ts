import type { AppDeps } from '../deps.ts'
import { checkOfKey } from '../vault.ts'

/**
 * Makes sure that this process has the SECRET_KEY that the wire was founded with. With another one, sealed secrets stay shut, and
 * whoever was suppressed or erased would be taken for a stranger. A wire that has not been founded takes any.
 *
 * @throws when it is another
 */
export async function requireKey({ db, vault }: Pick<AppDeps, 'db' | 'vault'>): Promise<void> {
  const check = checkOfKey(vault, 'key check')
  await db.wire.updateMany({ where: { keyCheck: null }, data: { keyCheck: check } })
  const wire = await db.wire.findFirst({ select: { keyCheck: true } })
  if (!wire || wire.keyCheck === check) return
  throw new Error(
    'SECRET_KEY is not the one that this wire was founded with: suppressed and erased addresses would not be known again. ' +
      'Set SECRET_KEY, or put the old `secret-key` into DATA_DIR, and start again.',
  )
}
