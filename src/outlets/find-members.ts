import type { Db } from '../db/client.ts'
import { readCursor, toPage } from '../http/page.ts'
import { notFound } from '../problem.ts'
import type { MemberPage, MemberQuery } from './member.ts'

/**
 * Who stands on an outlet list by hand, but for the archived; whom its rule adds is in the preview.
 *
 * @throws not-found when there is no such list
 */
export async function findMembers({ db }: { db: Db }, outletListId: string, query: MemberQuery): Promise<MemberPage> {
  if ((await db.outletList.count({ where: { id: outletListId } })) === 0) throw notFound('outlet list')
  const after = readCursor(query.cursor)
  const owner = { select: { name: true, country: true } }
  const rows = await db.outletListMember.findMany({
    where: {
      outletListId,
      OR: [{ outlet: { archivedAt: null } }, { journalist: { archivedAt: null } }],
      ...(after === undefined ? {} : { id: { gt: after } }),
    },
    include: { outlet: owner, journalist: owner },
    orderBy: { id: 'asc' },
    take: query.limit + 1,
  })
  return toPage(rows, query.limit, ({ outletId, journalistId, outlet, journalist }) => {
    const { name, country } = outlet ?? journalist ?? { name: '', country: null }
    return { outletId, journalistId, name, country }
  })
}
