import type { Tx } from '../db/client.ts'
import { notFound } from '../problem.ts'

/**
 * Locks an import until the transaction ends.
 *
 * @throws not-found
 */
export async function lockImport(tx: Tx, id: string): Promise<{ state: string; refused: number }> {
  const [row] = await tx.$queryRaw<{ state: string; refused: number }[]>`
    SELECT state, refused FROM imports WHERE id = ${id}::uuid FOR UPDATE`
  if (!row) throw notFound('import')
  return row
}
