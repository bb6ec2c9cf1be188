import type { Prisma, Tx } from '../db/client.ts'
import { Problem } from '../problem.ts'

/** What is sent where, as an endpoint says it. */
type Way = Pick<Prisma.EndpointModel, 'channel' | 'addressHash' | 'format' | 'languages'> & {
  outletId?: string | null
  journalistId?: string | null
}

/**
 * Refuses to set up for one owner what it has already: everything would come to the same address twice. Another format or other languages at the same
 * address are another matter.
 *
 * @param id the endpoint that is changed; left out for a new one
 * @throws conflict, naming the other
 */
export async function requireNoTwin(
  tx: Tx,
  { outletId = null, journalistId = null, channel, addressHash, format, languages }: Way,
  id?: string,
): Promise<void> {
  const twin = await tx.endpoint.findFirst({
    where: {
      ...{ outletId, journalistId, channel, addressHash, format, archivedAt: null },
      languages: { equals: languages },
      ...(id === undefined ? {} : { id: { not: id } }),
    },
    select: { id: true },
  })
  if (!twin) return
  const detail = `Endpoint ${twin.id} of the same owner sends there already, in the same format and languages. Change that one, or archive it first.`
  throw new Problem('conflict', detail)
}
