import type { AppDeps } from '../deps.ts'
import { keysOf } from './attachment.ts'

/**
 * Ends an attachment that is `removing`: its bytes first, then its row, so that nothing lies in the store that no row names.
 *
 * @throws unavailable while the store is away; then the row stays, and it is done another time
 */
export async function removeBytes({ db, files }: Pick<AppDeps, 'db' | 'files'>, id: string): Promise<void> {
  await files.remove(keysOf(id))
  await db.attachment.deleteMany({ where: { id, state: 'removing' } })
}
