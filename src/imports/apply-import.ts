import { recordEvent } from '../accounts/events.ts'
import type { Tx } from '../db/client.ts'
import { signal } from '../db/signals.ts'
import type { AppDeps } from '../deps.ts'
import { applyRows } from './apply-rows.ts'
import { Crossed } from './crossed.ts'
import { type Actor, findActor } from './find-actor.ts'
import { forgetCells, type Place, placeOf, readRows } from './staged-rows.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'vault'> & { stopping?: AbortSignal }

/** Rows that are applied in one transaction. */
const chunkRows = 1000

/** So often a chunk is taken back before the import is left to the next who looks for one. */
const mostCrossings = 5

/**
 * Applies an import that was started, chunk by chunk: outlets, then journalists, then endpoints, each in the order of the file.
 * How far it is stands in its row and moves with each chunk, so that another worker goes on where one was killed.
 *
 * One that is not `applying`, or that another worker is at, is left alone: the job may ring twice.
 */
export async function applyImport(deps: Deps, id: string): Promise<void> {
  const actor = await findActor(deps.db, id)
  let place: (Place & { applied: number }) | undefined
  for (let crossings = 0; crossings < mostCrossings && !deps.stopping?.aborted; ) {
    // What another transaction took meanwhile, such as an external id, takes the chunk back; it is then compared anew.
    const next = await deps.db.$transaction((tx) => applyChunk(deps, tx, { id, actor, place })).catch(orCrossed)
    if (next === 'crossed') crossings++
    else if (next !== 'done') place = next
    else {
      // Previews and expansions that come next should not be planned for the audience of before.
      if (place) await deps.db.$executeRaw`ANALYZE outlets, journalists, journalist_outlets, endpoints`
      return
    }
  }
}

type Chunk = { id: string; actor: Actor; place: (Place & { applied: number }) | undefined }

async function applyChunk(deps: Deps, tx: Tx, { id, actor, place }: Chunk): Promise<(Place & { applied: number }) | 'done'> {
  const [row] = await tx.$queryRaw<{ applied: number }[]>`
    SELECT applied FROM imports WHERE id = ${id}::uuid AND state = 'applying' FOR UPDATE SKIP LOCKED`
  if (!row) return 'done'
  const from = place?.applied === row.applied ? place : await placeOf(tx, id, row.applied)
  const rows = await readRows(tx, deps.vault, { id, from, limit: chunkRows })
  const last = rows.at(-1)
  if (!last) return finish(deps, tx, { id, actor })
  const counts = await applyRows({ ...deps, tx }, rows, { id, actor })
  const applied = row.applied + rows.length
  await tx.$executeRaw`
    UPDATE imports SET applied = ${applied}, updated_at = ${deps.clock.now()}, creates = creates + ${counts.create},
      updates = updates + ${counts.update}, unchanged = unchanged + ${counts.unchanged}, refused = refused + ${counts.refused}
    WHERE id = ${id}::uuid`
  await signal(tx, id)
  return { kind: last.kind, line: last.line, applied }
}

async function finish({ clock }: Deps, tx: Tx, { id, actor }: Pick<Chunk, 'id' | 'actor'>): Promise<'done'> {
  const now = clock.now()
  const { rows } = await tx.import.findUniqueOrThrow({ where: { id } })
  const row = await tx.import.update({ where: { id }, data: { state: 'applied', applied: rows, appliedAt: now, updatedAt: now } })
  // Addresses and names stand where they belong now.
  await forgetCells(tx, id)
  const { creates, updates, unchanged, refused } = row
  const data = { rows, creates, updates, unchanged, refused }
  await recordEvent({ tx, clock }, actor, { kind: 'import.applied', subject: { type: 'import', id }, data })
  await signal(tx, id)
  return 'done'
}

function orCrossed(error: unknown): 'crossed' {
  if (error instanceof Crossed) return 'crossed'
  throw error
}
