import type { Publication } from '../db/generated/client.ts'
import { mayHandOver } from '../embargo/gate.ts'
import type { Document } from '../formats/document.ts'
import { notFound } from '../problem.ts'
import { loadDocument } from './document.ts'
import type { Lease } from './lease.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** What all deliveries of a batch share: the edition that is going out, and whether it still may. */
export type Going = {
  publicationId: string
  document: Document
  releasedAt: Date
  sender: { name: string; address: string }
  /** the right side of a Message-ID */
  messageDomain: string
  /** the gate, on what was last read and the present clock */
  mayHandOver(): boolean
  /** Reads again whether it may go: cancel and hold take effect here. */
  refresh(): Promise<void>
}

type Deps = Pick<WorkerDeps, 'db' | 'clock'>

/** Loads it, before anything is claimed: a database that fails here has nothing to undo. */
export async function loadGoing({ db, clock }: Deps, { publicationId, dispatchId }: Lease): Promise<Going> {
  const read = async (): Promise<Publication> => {
    const row = await db.publication.findUnique({ where: { id: publicationId } })
    if (!row) throw notFound('publication')
    return row
  }
  let publication = await read()
  const { editionId } = await db.dispatch.findUniqueOrThrow({ where: { id: dispatchId } })
  const wire = await db.wire.findUniqueOrThrow({ where: { singleton: true } })
  return {
    publicationId,
    document: await loadDocument({ db }, publication, editionId),
    releasedAt: publication.startedAt ?? publication.releaseAt,
    sender: { name: wire.senderName, address: wire.senderAddress },
    messageDomain: publication.messageDomain,
    mayHandOver: () => mayHandOver(publication, clock.now()),
    refresh: async () => {
      publication = await read()
    },
  }
}
