import { differenceOf } from '../accounts/difference.ts'
import { recordEvent } from '../accounts/events.ts'
import type { RevisionCheck } from '../accounts/revision.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import type { Principal } from '../http/principal.ts'
import { getHost, requireHost } from './find-hosts.ts'
import { type HostPatch, type HostView, hostsTopic } from './host.ts'

type Change = { host: string; patch: HostPatch; checkRevision: RevisionCheck }

/**
 * Sets what an admin limits of a host. It counts for whatever is claimed from then on, in every worker.
 *
 * @throws not-found, or a refusal of checkRevision
 */
export async function changeHost(
  deps: { tx: Tx; clock: Clock },
  principal: Principal,
  { host, patch, checkRevision }: Change,
): Promise<HostView> {
  const { tx, clock } = deps
  const now = clock.now()
  if (!(await tx.host.findUnique({ where: { host } }))) await requireHost(tx, host)
  await addHost(tx, host, now)
  await tx.$queryRaw`SELECT host FROM hosts WHERE host = ${host} FOR UPDATE`
  const before = await getHost({ db: tx, clock }, host)
  checkRevision(before.revision)
  const difference = differenceOf({ atOnce: before.atOnce, pace: before.pace }, patch)
  if (!difference) return before
  const { atOnce, pace } = patch
  await tx.host.update({
    where: { host },
    data: {
      ...(atOnce === undefined ? {} : { atOnce }),
      ...(pace === undefined ? {} : { paceLimit: pace?.limit ?? null, paceWindowSeconds: pace?.seconds ?? null }),
      revision: { increment: 1 },
      updatedAt: now,
    },
  })
  await recordEvent(deps, principal, { kind: 'host.changed', subject: { type: 'host', id: host }, data: difference })
  await signal(tx, hostsTopic)
  return getHost({ db: tx, clock }, host)
}

async function addHost(tx: Tx, host: string, now: Date): Promise<void> {
  await tx.$executeRaw`INSERT INTO hosts (host, created_at, updated_at) VALUES (${host}, ${now}, ${now}) ON CONFLICT DO NOTHING`
}
