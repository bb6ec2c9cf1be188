import { differenceOf } from '../accounts/difference.ts'
import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { type NewSector, type SectorView, toSectorView } from './sector.ts'

/**
 * Creates a sector, or replaces what is said of it.
 *
 * @returns whether it is new
 */
export async function putSector(
  deps: { tx: Tx; clock: Clock },
  principal: Principal,
  key: string,
  { labels, mediaTopic, position }: NewSector,
): Promise<{ sector: SectorView; created: boolean }> {
  const { tx, clock } = deps
  const now = clock.now()
  // One at a time: two that create the same key, or take the same place at the end, follow each other.
  await tx.$executeRaw`LOCK TABLE sectors IN SHARE ROW EXCLUSIVE MODE`
  const row = await tx.sector.findUnique({ where: { key } })
  const subject = { type: 'sector', id: key }
  if (!row) {
    const { _max } = await tx.sector.aggregate({ _max: { position: true } })
    const content = { labels, mediaTopic, position: position ?? (_max.position ?? -1) + 1 }
    const created = await tx.sector.create({ data: { key, ...content, createdAt: now, updatedAt: now } })
    await recordEvent(deps, principal, { kind: 'sector.created', subject, data: { after: content } })
    return { sector: toSectorView(created), created: true }
  }
  const content = { labels, mediaTopic, position: position ?? row.position }
  const data = differenceOf(toSectorView(row), content)
  if (!data) return { sector: toSectorView(row), created: false }
  const changed = await tx.sector.update({ where: { key }, data: { ...content, updatedAt: now } })
  await recordEvent(deps, principal, { kind: 'sector.changed', subject, data })
  return { sector: toSectorView(changed), created: false }
}
