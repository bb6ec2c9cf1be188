import { findChannel } from '../channels/list.ts'
import type { Publication, Version } from '../db/generated/client.ts'
import type { AppDeps } from '../deps.ts'
import { findHoldsOver } from '../holds/find-holds.ts'
import { etagOfView } from '../http/etag.ts'
import type { Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'
import type { Place } from '../releases/place.ts'
import type { FactKind } from './fact.ts'
import { requireRelease } from './find-release.ts'
import { Counts, type FactCounts, type StatusView } from './status.ts'
import { deliveryStates, type Progress, readProgress, type Tally } from './tally.ts'

type Deps = Pick<AppDeps, 'db' | 'signals'>

type Wanted = {
  place: Place
  /** answer when the state differs from this ETag, or after the time */
  unless?: { etag: string; waitMs: number; abort?: AbortSignal }
}

/**
 * What became of a release so far; with `unless`, waits for news.
 *
 * @throws not-found for a release or version that is not the principal's
 */
export async function getStatus({ db, signals }: Deps, principal: Principal, { place, unless }: Wanted): Promise<StatusView> {
  const { test } = await requireRelease(db, principal, place.id)
  const deadline = performance.now() + (unless?.waitMs ?? 0)
  for (;;) {
    const { view, publicationId } = await readStatus(db, principal, { place, test })
    const left = deadline - performance.now()
    if (!unless || left <= 0 || unless.abort?.aborted || etagOfView(view) !== unless.etag) return view
    // A signal may be lost, and a change may fall between reading and waiting: look again every second at least.
    await signals.wait(publicationId ?? place.id, Math.min(left, 1000), unless.abort)
  }
}

async function readStatus(
  db: Deps['db'],
  principal: Principal,
  { place: { id: releaseId, number }, test }: { place: Place; test: boolean },
): Promise<{ view: StatusView; publicationId?: string }> {
  const where = number === undefined ? { releaseId } : { releaseId, number }
  const version = await db.version.findFirst({
    where,
    orderBy: { number: 'desc' },
    include: { publications: { orderBy: { id: 'desc' }, take: 1 } },
  })
  if (!version) throw notFound('version')
  const [published] = version.publications
  const publication = published ? { ...published, dispatches: await readProgress(db, published.id) } : null
  const view = toStatusView(version, publication)
  const holds = publication && !view.finished ? await findHoldsOver(db, principal, publication.id) : []
  const facts = await countFacts(db, publication?.id)
  return { view: { ...view, test, holds, facts }, publicationId: publication?.id }
}

async function countFacts(db: Deps['db'], publicationId: string | undefined): Promise<FactCounts> {
  const groups = publicationId
    ? await db.deliveryFact.groupBy({ by: ['kind'], where: { publicationId }, _count: { _all: true } })
    : []
  const of = (kind: FactKind) => groups.find((group) => group.kind === kind)?._count._all ?? 0
  return { hardBounces: of('hard-bounce'), softBounces: of('soft-bounce'), complaints: of('complaint') }
}

type Publishing = (Publication & { dispatches: Progress[] }) | null

function toStatusView(version: Version, publication: Publishing): Omit<StatusView, 'test' | 'holds' | 'facts'> {
  const tallies = publication?.dispatches.flatMap((dispatch) => dispatch.tallies) ?? []
  const counts = sum(tallies)
  const classOf = (tally: Tally) => findChannel(tally.channel)?.class ?? 'machine'
  const handed = handOvers(tallies)
  const unfinished = counts.pending + counts.sending + counts.retrying
  const expanded = publication?.dispatches.every(({ state }) => state === 'expanded' || state === 'canceled') ?? false
  return {
    releaseId: version.releaseId,
    version: version.number,
    review: version.state,
    publication: publication?.state ?? null,
    releaseAt: publication?.releaseAt.toISOString() ?? null,
    embargoUntil: publication?.embargoUntil?.toISOString() ?? null,
    lateMs: publication?.lateMs ?? null,
    clearAt: handed.firstHandOverAt,
    lastHandOverAt: handed.lastHandOverAt,
    finished: expanded && unfinished === 0 && (publication?.state === 'released' || publication?.state === 'canceled'),
    total: total(counts),
    counts,
    classes: (['machine', 'mail'] as const).flatMap((name) => {
      const group = tallies.filter((tally) => classOf(tally) === name)
      return group.length > 0 ? [{ class: name, ...handOvers(group) }] : []
    }),
    targets: (publication?.dispatches ?? []).map((dispatch) => {
      const own = dispatch.tallies
      return {
        language: dispatch.language,
        insteadOf: dispatch.insteadOf,
        outletListId: dispatch.outletListId,
        outletListName: dispatch.outletListName,
        expanded: dispatch.state === 'expanded',
        total: total(sum(own)),
        covered: dispatch.covered,
        counts: sum(own),
        channels: own.map((tally) => ({ channel: tally.channel, counts: sum([tally]), ...handOvers([tally]) })),
      }
    }),
  }
}

function sum(tallies: Tally[]): Counts {
  const entries = deliveryStates.map((state) => [state, tallies.reduce((count, tally) => count + tally[state], 0)])
  return Counts.parse(Object.fromEntries(entries))
}

function total(counts: Counts): number {
  return deliveryStates.reduce((count, state) => count + counts[state], 0)
}

function handOvers(tallies: Tally[]) {
  const first = tallies.flatMap(({ firstHandOverAt }) => (firstHandOverAt ? [firstHandOverAt.getTime()] : []))
  const last = tallies.flatMap(({ lastHandOverAt }) => (lastHandOverAt ? [lastHandOverAt.getTime()] : []))
  if (first.length === 0) return { firstHandOverAt: null, lastHandOverAt: null, skewMs: null }
  const [from, to] = [Math.min(...first), Math.max(...last)]
  return { firstHandOverAt: new Date(from).toISOString(), lastHandOverAt: new Date(to).toISOString(), skewMs: to - from }
}
