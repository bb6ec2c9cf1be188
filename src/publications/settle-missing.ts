import { recordEvent } from '../accounts/events.ts'
import type { Clock } from '../clock.ts'
import type { Tx } from '../db/client.ts'
import type { Dispatch, Publication } from '../db/generated/client.ts'
import { signal } from '../db/signals.ts'
import { holdForCancel } from '../deliveries/canceled.ts'
import type { AppDeps } from '../deps.ts'
import { placeHold } from '../holds/place-hold.ts'
import { PendingPolicy } from './pending-editions.ts'

type Inside = { tx: Tx; clock: Clock }

/**
 * Decides over editions that have not come by the deadline, as was asked for: the publication is held, or goes without them, or with
 * others in their place. One that was held goes without them once its hold is lifted: whoever lifts it has decided that.
 */
export async function settleMissing({ db, clock, log }: Pick<AppDeps, 'db' | 'clock' | 'log'>): Promise<void> {
  const due = await db.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM (SELECT DISTINCT publication_id FROM dispatches WHERE state = 'pending') AS d
    JOIN publications p ON p.id = d.publication_id AND p.state <> 'canceled' AND p.pending_deadline <= ${clock.now()}
    WHERE p.pending_missed_at IS NULL OR NOT EXISTS (
      SELECT FROM holds h WHERE h.scope = 'publication' AND h.subject = p.id::text AND h.lifted_at IS NULL)
    ORDER BY p.id`
  for (const { id } of due) {
    // Each by itself: what fails with one is no reason for another to wait.
    await db
      .$transaction((tx) => settle({ tx, clock }, id))
      .catch((error: unknown) => log.warn({ err: error, publicationId: id }, 'missing editions not settled; the next sweep will'))
  }
}

async function settle(inside: Inside, id: string): Promise<void> {
  const { tx, clock } = inside
  // Two workers that have found the same take turns, and another hour waits.
  await holdForCancel(tx, id)
  const seen = await tx.publication.findUniqueOrThrow({ where: { id } })
  const now = clock.now()
  if (!seen.pendingDeadline || seen.pendingDeadline > now) return
  const mayHold = seen.pendingPolicy === 'hold' && seen.pendingMissedAt === null
  if (seen.pendingMissedAt && (await isHeld(tx, id))) return
  // Before the publication, as whoever lifts a hold takes them.
  if (mayHold) await hold(inside, seen)
  await tx.$executeRaw`SELECT FROM publications WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  const publication = await tx.publication.findUniqueOrThrow({
    where: { id },
    include: { dispatches: { orderBy: { position: 'asc' } } },
  })
  const missing = publication.dispatches.filter(({ state }) => state === 'pending')
  // Undoes the hold, too.
  if (missing.length === 0) throw new Error('The editions have just arrived')
  await tx.publication.update({ where: { id }, data: { pendingMissedAt: publication.pendingMissedAt ?? now, updatedAt: now } })
  if (!mayHold) await goWithout(tx, publication, { missing, now })
  const policy = PendingPolicy.parse(publication.pendingPolicy)
  const languages = [...new Set(missing.map(({ language }) => language))]
  await recordEvent(inside, undefined, {
    kind: mayHold ? 'publication.editions-missing' : 'publication.editions-dropped',
    subject: { type: 'publication', id },
    accountId: publication.accountId,
    releaseId: publication.releaseId,
    data: { languages, policy },
  })
  await signal(tx, id)
}

async function isHeld(tx: Tx, publicationId: string): Promise<boolean> {
  return (await tx.hold.count({ where: { scope: 'publication', subject: publicationId, liftedAt: null } })) > 0
}

async function hold(inside: Inside, { id, accountId, releaseId }: Publication): Promise<void> {
  const missing = await inside.tx.dispatch.findMany({
    where: { publicationId: id, state: 'pending' },
    orderBy: { position: 'asc' },
    select: { language: true },
  })
  const languages = [...new Set(missing.map(({ language }) => language))].join(', ')
  const reason = `No edition in ${languages} by the deadline. Have it delivered and lift this, or lift it to go without.`
  await placeHold(
    inside,
    undefined,
    { scope: 'publication', subject: id, accountId, releaseId },
    { reason, cause: 'editions-missing' },
  )
}

type Published = Publication & { dispatches: Dispatch[] }

async function goWithout(tx: Tx, publication: Published, { missing, now }: { missing: Dispatch[]; now: Date }): Promise<void> {
  await tx.dispatch.updateMany({ where: { id: { in: missing.map(({ id }) => id) } }, data: { state: 'canceled' } })
  const substitutes = await findSubstitutes(tx, publication, missing)
  const last = Math.max(...publication.dispatches.map(({ position }) => position))
  const data = substitutes.map((target, n) => ({
    ...target,
    publicationId: publication.id,
    position: last + 1 + n,
    createdAt: now,
  }))
  await tx.dispatch.createMany({ data })
}

type Substitute = Pick<Dispatch, 'language' | 'outletListId' | 'outletListName' | 'excludeOutletIds' | 'editionId' | 'insteadOf'>

/**
 * The targets that stand for missing ones. Where the policy says so, each other edition for the same list. And whatever was expanded while
 * it was still hoped for: an endpoint for its first language only was left out there, since it was to get the missing one.
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
    const isComing = asked.some(
      (one) => one.state === 'waiting' && one.language === language && one.outletListId === outletListId,
    )
    if (editionId === undefined || outletListId === null || isComing) return
    const target = { language, outletListId, outletListName, excludeOutletIds, editionId, insteadOf }
    substitutes.set(`${language} ${outletListId} ${insteadOf}`, target)
  }
  for (const target of missing) {
    if (pendingPolicy === 'fall-back') for (const { language } of editions) add(target, language, target.language)
    for (const other of asked) if (other.state === 'expanded') add(other, other.language, target.language)
  }
  return [...substitutes.values()]
}
