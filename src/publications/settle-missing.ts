import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import { Prisma, type Tx } from '../db/client.ts'
import type { Dispatch, Publication } from '../db/generated/client.ts'
import { placeHold } from '../holds/place-hold.ts'
import { endPending } from './end-pending.ts'
import { PendingPolicy } from './pending-editions.ts'

type Inside = { tx: Tx; clock: Clock }
type Published = Publication & { dispatches: Dispatch[] }

/** Whether `n` is a publication of a later version than `p`, and was not canceled: rows of `publications`, as SQL. */
export function isLater(n: Prisma.Sql, p: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${n}.release_id = ${p}.release_id AND ${n}.version_number > ${p}.version_number AND ${n}.state <> 'canceled')`
}

const isHeldItself = Prisma.sql`EXISTS (
  SELECT FROM holds h WHERE h.scope = 'publication' AND h.subject = p.id::text AND h.lifted_at IS NULL)`

// Nobody knows yet what was sent before the database was restored.
const isRestored = Prisma.sql`EXISTS (SELECT FROM holds w WHERE w.scope = 'wire' AND w.cause = 'restored' AND w.lifted_at IS NULL)`

/** Whether it is to be decided what becomes of a publication `p` whose editions are missing, as SQL: not while it is held itself. */
export function isToBeSettled(now: Date): Prisma.Sql {
  return Prisma.sql`(p.pending_deadline <= ${now} AND NOT ${isRestored} AND (p.pending_policy <> 'hold' OR NOT ${isHeldItself}))`
}

/**
 * Decides over editions that have not come by the deadline, as was asked for: the publication is held, or goes without them, or with
 * others in their place. One that was held goes without them once that hold is lifted: whoever lifts it has decided that.
 *
 * @param id of a publication that is locked
 */
export async function settleMissing(inside: Inside, id: string, now: Date): Promise<void> {
  const { tx } = inside
  const [due] = await tx.$queryRaw<unknown[]>`SELECT FROM publications p WHERE p.id = ${id}::uuid AND ${isToBeSettled(now)}`
  if (!due) return
  const publication = await tx.publication.findUniqueOrThrow({
    where: { id },
    include: { dispatches: { orderBy: { position: 'asc' } } },
  })
  const missing = publication.dispatches.filter(({ state }) => state === 'pending')
  if (missing.length === 0) return
  const pendingMissedAt = publication.pendingMissedAt ?? now
  await tx.publication.update({ where: { id }, data: { pendingMissedAt, updatedAt: now } })
  const policy = PendingPolicy.parse(publication.pendingPolicy)
  if (policy === 'hold' && !(await wasLetGo(tx, id, pendingMissedAt))) return hold(inside, publication, missing)
  const substitutes = await findSubstitutes(tx, publication, missing)
  const last = Math.max(...publication.dispatches.map(({ position }) => position))
  const data = substitutes.map((target, n) => ({ ...target, publicationId: id, position: last + 1 + n, createdAt: now }))
  await tx.dispatch.createMany({ data })
  await endPending(inside, id, { policy })
}

/** Whether it was held for this, and somebody has lifted that: a hold of another cause says nothing of editions. */
async function wasLetGo(tx: Tx, id: string, missedAt: Date): Promise<boolean> {
  const where = { scope: 'publication', subject: id, cause: 'editions-missing', createdAt: { gte: missedAt } }
  return (await tx.hold.count({ where })) > 0
}

async function hold(inside: Inside, { id, accountId, releaseId }: Published, missing: Dispatch[]): Promise<void> {
  const languages = [...new Set(missing.map(({ language }) => language))]
  const reason = `No edition in ${languages.join(', ')} by the deadline. Have it delivered and lift this, or lift it to go without.`
  const subject = { scope: 'publication', subject: id, accountId, releaseId } as const
  await placeHold(inside, undefined, subject, { reason, cause: 'editions-missing' })
  await recordEvent(inside, undefined, {
    kind: 'publication.editions-missing',
    subject: { type: 'publication', id },
    accountId,
    releaseId,
    data: { languages },
  })
}

type Substitute = Pick<Dispatch, 'language' | 'outletListId' | 'outletListName' | 'excludeOutletIds' | 'editionId' | 'insteadOf'>

/**
 * The targets that stand for missing ones. Where the policy says so, each other edition for the same list. And whatever was expanded while
 * it was still hoped for: an endpoint for its first language only was left out there, since it was to get the missing one. Who is
 * excluded from either target is excluded.
 */
async function findSubstitutes(tx: Tx, publication: Published, missing: Dispatch[]): Promise<Substitute[]> {
  const { dispatches, pendingPolicy, revisionId } = publication
  const absent = missing.map(({ language }) => language)
  const editions = await tx.edition.findMany({
    where: { revisionId, language: { notIn: absent } },
    orderBy: { position: 'asc' },
    select: { id: true, language: true },
  })
  const asked = dispatches.filter(({ state, insteadOf }) => insteadOf === null && (state === 'expanded' || state === 'waiting'))
  const substitutes = new Map<string, Substitute>()
  const add = ({ outletListId, outletListName, excludeOutletIds }: Dispatch, language: string, insteadOf: string) => {
    const editionId = editions.find((edition) => edition.language === language)?.id
    const same = asked.find((one) => one.language === language && one.outletListId === outletListId)
    if (editionId === undefined || outletListId === null || same?.state === 'waiting') return
    const key = `${language} ${outletListId} ${insteadOf}`
    const known = substitutes.get(key)?.excludeOutletIds ?? []
    const excluded = [...new Set([...excludeOutletIds, ...known, ...(same?.excludeOutletIds ?? [])])]
    substitutes.set(key, { language, outletListId, outletListName, excludeOutletIds: excluded, editionId, insteadOf })
  }
  for (const target of missing) {
    if (pendingPolicy === 'fall-back') for (const { language } of editions) add(target, language, target.language)
    for (const other of asked) if (other.state === 'expanded') add(other, other.language, target.language)
  }
  return [...substitutes.values()]
}
