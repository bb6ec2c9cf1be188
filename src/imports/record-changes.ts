import type { Tx } from '../db/client.ts'
import type { Actor } from './find-actor.ts'
import type { EndpointChange } from './plan-endpoint.ts'
import type { OwnerChange } from './plan-owner.ts'

type Changes = { importId: string; actor: Actor; owners: readonly OwnerChange[]; endpoints: readonly EndpointChange[]; now: Date }

/** Writes the events of many things that an import made or changed, in one statement: each as if it had been changed alone. */
export async function recordChanges(tx: Tx, { importId, actor, owners, endpoints, now }: Changes): Promise<void> {
  const events = [
    ...owners.map(({ type, id, created, event }) => ({ type, id, kind: kindOf(type, created), data: { ...event, importId } })),
    ...endpoints.map(({ columns: { id }, created, event }) => ({
      type: 'endpoint',
      id,
      kind: kindOf('endpoint', created),
      data: { ...event, importId },
    })),
  ]
  if (events.length === 0) return
  await tx.$executeRaw`
    INSERT INTO events (at, kind, key_id, actor, ip, subject_type, subject_id, data)
    SELECT ${now}, kind, ${actor?.keyId ?? null}::uuid, ${actor?.keyName ?? 'dateline'}, ${actor?.ip ?? null}, type, id, data
    FROM json_to_recordset(${JSON.stringify(events)}::json) AS e (type text, id text, kind text, data jsonb)`
}

function kindOf(type: string, created: boolean): string {
  return `${type}.${created ? 'created' : 'changed'}`
}
