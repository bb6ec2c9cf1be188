import type { Tx } from '../db/client.ts'
import { Problem } from '../problem.ts'
import { findUnknownSectors } from '../wire/sector.ts'

/**
 * Refuses sectors that the wire does not have. Those that it has cannot be deleted before the transaction ends.
 *
 * @param pointer where in the body the keys stand, such as `/sectors`
 * @throws invalid, one error per unknown key
 */
export async function requireSectors(tx: Tx, keys: readonly string[], pointer = '/sectors'): Promise<void> {
  const unknown = new Set(await findUnknownSectors(tx, keys))
  const detail = 'is not a sector of this wire: GET /v1/sectors lists them'
  const errors = keys.flatMap((key, index) =>
    unknown.has(key) ? [{ pointer: `${pointer}/${index}`, code: 'sector', detail: `"${key}" ${detail}` }] : [],
  )
  const [first] = errors
  if (first) throw new Problem('invalid', `${first.pointer}: ${first.detail}`, { errors })
}
