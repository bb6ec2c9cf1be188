import type { Db } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'

/** Who had an import applied: its events are theirs. */
export type Actor = Pick<Principal, 'keyId' | 'keyName' | 'ip'> | undefined

/** Finds in the event log who started an import; undefined where nobody did. */
export async function findActor(db: Db, importId: string): Promise<Actor> {
  const where = { subjectType: 'import', subjectId: importId, kind: 'import.started' }
  const event = await db.event.findFirst({ where, orderBy: { id: 'desc' } })
  return event?.keyId ? { keyId: event.keyId, keyName: event.actor, ip: event.ip ?? '' } : undefined
}
