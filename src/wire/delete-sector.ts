import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { notFound, Problem } from '../problem.ts'
import { toSectorView } from './sector.ts'

/**
 * Takes a sector out of the vocabulary. Releases that name it keep its key, without a label.
 *
 * @throws not-found; wrong-state while an outlet, a journalist or the rule of an outlet list names it
 */
export async function deleteSector(deps: { tx: Tx; clock: Clock }, principal: Principal, key: string): Promise<void> {
  const { tx } = deps
  // Before the row's own lock, as putSector does: the other way round the two would deadlock.
  await tx.$executeRaw`LOCK TABLE sectors IN SHARE ROW EXCLUSIVE MODE`
  // Against findUnknownSectors: whoever is just about to use the sector ends first.
  await tx.$queryRaw`SELECT 1 FROM sectors WHERE key = ${key} FOR UPDATE`
  const sector = await tx.sector.findUnique({ where: { key } })
  if (!sector) throw notFound('sector')
  const users = await countUsers(tx, key)
  if (users > 0) {
    throw new Problem('wrong-state', `Outlets, journalists or outlet lists that name it: ${users}. Take it from them first.`)
  }
  await tx.sector.delete({ where: { key } })
  const { labels, mediaTopic, position } = toSectorView(sector)
  const data = { before: { labels, mediaTopic, position } }
  await recordEvent(deps, principal, { kind: 'sector.deleted', subject: { type: 'sector', id: key }, data })
}

async function countUsers(tx: Tx, key: string): Promise<number> {
  const [outlets, journalists, lists] = [
    await tx.outlet.count({ where: { archivedAt: null, sectors: { has: key } } }),
    await tx.journalist.count({ where: { archivedAt: null, sectors: { has: key } } }),
    await tx.outletList.count({ where: { archivedAt: null, OR: [ruleNames('include', key), ruleNames('exclude', key)] } }),
  ]
  return outlets + journalists + lists
}

function ruleNames(half: 'include' | 'exclude', key: string) {
  return { rule: { path: [half, 'sectors'], array_contains: [key] } }
}
