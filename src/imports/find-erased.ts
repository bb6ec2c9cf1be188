import type { AnyDb } from '../db/client.ts'

/** Which of these address hashes were erased at somebody's wish. @returns a question to ask of each */
export async function findErased(db: AnyDb, hashes: readonly Uint8Array[]): Promise<(hash: Uint8Array) => boolean> {
  if (hashes.length === 0) return () => false
  const rows = await db.$queryRaw<{ hash: string }[]>`
    SELECT encode(s.address_hash, 'hex') AS hash FROM suppressions s
    WHERE s.reason = 'erasure' AND s.lifted_at IS NULL
      AND s.address_hash IN (SELECT decode(given, 'hex') FROM unnest(${hashes.map(hex)}::text[]) given)`
  const erased = new Set(rows.map(({ hash }) => hash))
  return erased.size === 0 ? () => false : (hash) => erased.has(hex(hash))
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
