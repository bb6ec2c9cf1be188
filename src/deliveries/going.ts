import type { Rendering, Sender } from '../channels/channel.ts'
import { sink } from '../channels/sink.ts'
import type { Db } from '../db/client.ts'
import type { Publication } from '../db/generated/client.ts'
import { watchClocks } from '../embargo/clocks.ts'
import { mayHandOver } from '../embargo/gate.ts'
import type { Document } from '../formats/document.ts'
import { render } from '../formats/list.ts'
import { type HandOver, watchHolds } from '../holds/watch.ts'
import { notFound } from '../problem.ts'
import { loadDocument } from './document.ts'
import type { Lease } from './lease.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** What all deliveries of a batch share: the edition that is going out, and whether it still may. */
export type Going = {
  publicationId: string
  /** the trace of its publishing, to be gone on with; null where nothing was traced */
  traceparent: string | null
  /** of a test release: its claims know no address, and nobody takes them but the sink */
  test: boolean
  /** who hands over for a channel: its sender, and of a test only ever the sink; undefined where this worker has no such channel */
  senderOf(channel: string): Sender | undefined
  document: Document
  /** its bytes in a format: made once, for all deliveries of the batch */
  render(format: string): Rendering
  /** how long rendering has taken so far */
  renderMs(): number
  releasedAt(): Date
  sender: { name: string; address: string }
  /** the right side of a Message-ID */
  messageDomain: string
  /** the gate, on what was last read and the present clock */
  mayHandOver(): boolean
  /** what the publication was when last read: grows with everything that may keep it from starting */
  revision(): number
  /** Reads again whether it may go: cancel takes effect here. */
  refresh(): Promise<Publication>
  /** Takes for the publication what another batch of it has read. */
  take(read: Publication): void
  /** Sees to it that what is known of holds can be believed; to be awaited immediately before findHold. */
  look(): Promise<void>
  /** What stands in the way of one claim: a hold, one on its host only, or that holds could not be read for too long. */
  findHold(claim: Pick<HandOver, 'channel' | 'host'>): 'held' | 'host-held' | 'unknown' | undefined
}

type Deps = Pick<WorkerDeps, 'db' | 'clock' | 'signals' | 'log' | 'senders'>

/** Loads it, before anything is claimed: a database that fails here has nothing to undo. */
export async function loadGoing(deps: Deps, { publicationId, dispatchId }: Lease): Promise<Going> {
  const { db, clock, senders } = deps
  const read = async (): Promise<Publication> => {
    const row = await db.publication.findUnique({ where: { id: publicationId } })
    if (!row) throw notFound('publication')
    return row
  }
  let publication = await read()
  const { editionId, outletListId } = await db.dispatch.findUniqueOrThrow({ where: { id: dispatchId } })
  const wire = await db.wire.findFirstOrThrow()
  const { test, accountId, issuerIds } = publication
  const watch = watchHolds(deps)
  const { document, ...renderings } = await share(db, `${publicationId} ${editionId} ${publication.revision}`, () =>
    loadDocument({ db }, publication, editionId),
  )
  return {
    publicationId,
    traceparent: publication.traceparent,
    test,
    senderOf: test ? () => sink : (channel) => senders[channel],
    document,
    ...renderings,
    releasedAt: () => publication.startedAt ?? publication.releaseAt,
    sender: { name: wire.senderName, address: wire.senderAddress },
    messageDomain: publication.messageDomain,
    mayHandOver: () => mayHandOver(publication, watchClocks(clock).earlier()),
    revision: () => publication.revision,
    refresh: async () => {
      publication = await read()
      return publication
    },
    take: (known) => {
      publication = known
    },
    look: () => watch.look(),
    findHold: ({ channel, host }) => watch.find({ accountId, issuerIds, publicationId, outletListId, channel, host }),
  }
}

type Shared = Pick<Going, 'document' | 'render' | 'renderMs'>

/** For so long batches of one edition share what is loaded and rendered of it; of so many editions. */
const sharedForMs = 10_000
const sharedAtMost = 32

const editions = new WeakMap<Db, Map<string, { at: number; shared: Promise<Shared> }>>()

/** What the batches of one edition that go out together all say. */
function share(db: Db, key: string, load: () => Promise<Document>): Promise<Shared> {
  const known = editions.get(db) ?? new Map<string, { at: number; shared: Promise<Shared> }>()
  editions.set(db, known)
  const found = known.get(key)
  if (found && performance.now() - found.at < sharedForMs) return found.shared
  const shared = load().then((document) => ({ document, ...openRenderings(document) }))
  // What fails is asked again by the next.
  shared.catch(() => known.delete(key))
  known.delete(key)
  known.set(key, { at: performance.now(), shared })
  const [oldest] = known.keys()
  if (known.size > sharedAtMost && oldest !== undefined) known.delete(oldest)
  return shared
}

/** Renders each format when it is first asked for, and no second time. */
function openRenderings(document: Document): Pick<Going, 'render' | 'renderMs'> {
  const renderings = new Map<string, Rendering>()
  let renderedMs = 0
  return {
    render: (format) => {
      const known = renderings.get(format)
      if (known) return known
      const beganAtMs = performance.now()
      const rendering = render(format, document)
      renderedMs += performance.now() - beganAtMs
      renderings.set(format, rendering)
      return rendering
    },
    renderMs: () => renderedMs,
  }
}
