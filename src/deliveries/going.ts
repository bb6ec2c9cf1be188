import type { Sender } from '../channels/channel.ts'
import { sink } from '../channels/sink.ts'
import type { Db } from '../db/client.ts'
import type { Publication } from '../db/generated/client.ts'
import { watchClocks } from '../embargo/clocks.ts'
import { mayHandOver } from '../embargo/gate.ts'
import { type HandOver, watchHolds } from '../holds/watch.ts'
import { notFound } from '../problem.ts'
import { type GoingEdition, loadEdition } from './edition.ts'
import type { Lease } from './lease.ts'
import { type Remembered, remember } from './remember.ts'
import { isUrgent } from './ring.ts'
import type { Started } from './start-publications.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** What all deliveries of a batch share: the edition that is going out, and whether it still may. */
export type Going = GoingEdition & {
  publicationId: string
  /** whether it overtakes others */
  isUrgent: boolean
  /** the trace of its publishing, to be gone on with; null where nothing was traced */
  traceparent: string | null
  /** of a test release: its claims know no address, and nobody takes them but the sink */
  test: boolean
  /** who hands over for a channel: its sender, and of a test only ever the sink; undefined where this worker has no such channel */
  senderOf(channel: string): Sender | undefined
  releasedAt(): Date
  /** whose release it is */
  accountId: string
  /** the right side of a Message-ID */
  messageDomain: string
  /** the gate, on what was last read and the present clock */
  mayHandOver(): boolean
  /** what the publication was when last read: grows with everything that may keep it from starting */
  revision(): number
  /** Reads again whether it may go: cancel takes effect here. */
  refresh(): Promise<Publication>
  /** It has just been started here: what it is now needs not be read. */
  start(started: Started): Publication
  /** Takes for the publication what another batch of it has read. */
  take(read: Publication): void
  /** Sees to it that what is known of holds can be believed; to be awaited immediately before findHold. */
  look(): Promise<void> | undefined
  /** What stands in the way of one claim: a hold, one on its host only, or that holds could not be read for too long. */
  findHold(claim: Pick<HandOver, 'channel' | 'host'>): 'held' | 'host-held' | 'unknown' | undefined
}

type Deps = Pick<WorkerDeps, 'db' | 'clock' | 'signals' | 'log' | 'senders' | 'config' | 'vault' | 'publicUrl' | 'files'>

/** Loads it, before anything is claimed: a database that fails here has nothing to undo. */
export async function loadGoing(deps: Deps, lease: Lease): Promise<Going> {
  const { db, clock, senders } = deps
  const [known, { editionId, outletListId }] = await Promise.all([openPublication(db, lease), loadDispatch(db, lease)])
  const publication = known.now()
  const { id: publicationId, traceparent, test, accountId, issuerIds, messageDomain } = publication
  const watch = watchHolds(deps)
  return {
    publicationId,
    isUrgent: isUrgent(publication),
    traceparent,
    test,
    senderOf: test ? () => sink : (channel) => senders[channel],
    ...(await loadEdition(deps, publication, editionId)),
    releasedAt: () => known.now().startedAt ?? known.now().releaseAt,
    accountId,
    messageDomain,
    mayHandOver: () => mayHandOver(known.now(), watchClocks(clock).earlier()),
    revision: () => known.now().revision,
    refresh: known.read,
    start: ({ startedAt, lateMs }) => known.keep({ ...known.now(), state: 'releasing', startedAt, lateMs }),
    take: (read) => void known.keep(read),
    look: () => watch.look(),
    findHold: ({ channel, host }) => watch.find({ accountId, issuerIds, publicationId, outletListId, channel, host }),
  }
}

/** A publication as it was last read, here or by another batch of it. */
type Known = { now(): Publication; read(): Promise<Publication>; keep(publication: Publication): Publication }

async function openPublication(db: Db, { publicationId, revision, state }: Lease): Promise<Known> {
  const { publications } = memoryOf(db)
  const load = async (): Promise<Publication> => {
    const row = await db.publication.findUnique({ where: { id: publicationId } })
    if (!row) throw notFound('publication')
    return publications.keep(publicationId, row)
  }
  const found = publications.find(publicationId)
  // As the lease found it: another batch has read it since it last changed.
  let now = found?.revision === revision && found.state === state ? found : await load()
  const keep = (publication: Publication) => {
    now = publications.keep(publicationId, publication)
    return now
  }
  return { now: () => now, read: async () => keep(await load()), keep }
}

/** What batches that go out together all say and need, so that it is read once for all of them. */
type Memory = {
  publications: Remembered<Publication>
  dispatches: Remembered<{ editionId: string; outletListId: string | null }>
}

// One per process: a process has one database open.
const memories = new WeakMap<Db, Memory>()

function memoryOf(db: Db): Memory {
  const memory = memories.get(db) ?? { publications: remember(64), dispatches: remember(256) }
  memories.set(db, memory)
  return memory
}

/** Of one revision of its publication: with the next, its edition may be another. */
async function loadDispatch(db: Db, { dispatchId: id, revision }: Lease) {
  const { dispatches } = memoryOf(db)
  const key = `${id} ${revision}`
  const select = { editionId: true, outletListId: true }
  const found = dispatches.find(key)
  if (found) return found
  const { editionId, outletListId } = await db.dispatch.findUniqueOrThrow({ where: { id }, select })
  // One that has none is not expanded, and has no batches.
  if (editionId === null) throw new Error(`Dispatch ${id} has no edition`)
  return dispatches.keep(key, { editionId, outletListId })
}
