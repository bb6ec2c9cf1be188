import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Client, makeRelease, until } from './client.ts'
import { type Ledger, readLedger, withClient } from './ledger.ts'
import { requireOnce } from './receivers.ts'
import type { Bench } from './service.ts'

/** A release on its way. */
export type FanOut = { releaseId: string; releaseAt: Date }

/** Approves a release to a list and publishes it for an hour that is so many milliseconds away; waits until it is expanded. */
export async function scheduleFanOut(
  api: Client,
  { issuerId, listId, inMs, urgency, text }: { issuerId: string; listId: string; inMs: number; urgency?: number; text?: string },
): Promise<FanOut> {
  const releaseId = await makeRelease(api, issuerId, [listId], urgency, text)
  const releaseAt = new Date(Date.now() + inMs)
  await api('PUT', `/v1/releases/${releaseId}/publication`, { body: { releaseAt: releaseAt.toISOString() } })
  await until(async () => (await api('GET', `/v1/releases/${releaseId}/status`)).json.targets[0]?.expanded)
  if (Date.now() > releaseAt.getTime()) throw new Error(`the list was not expanded within ${inMs} ms`)
  return { releaseId, releaseAt }
}

/**
 * Waits until every delivery of a release has an outcome, and says when that was seen: epoch milliseconds, at most 20 late. Asked of
 * the counters in Postgres, on one connection: to ask the API so often would take the time of what is measured.
 */
export async function untilFinished(databaseUrl: string, releaseId: string): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    await until(async () => {
      const { rows } = await client.query(unfinished, [releaseId])
      return rows.length === 0
    })
    return Date.now()
  })
}

const unfinished = `
  SELECT FROM publications p JOIN dispatches d ON d.publication_id = p.id LEFT JOIN tallies t ON t.dispatch_id = d.id
  WHERE p.release_id = $1 AND (p.state IN ('scheduled', 'held', 'overdue') OR d.state = 'waiting' OR t.pending + t.sending + t.retrying > 0)`

/**
 * Checks a finished release id by id over the null transport: each delivery of the ledger was sent once and is delivered.
 *
 * @throws when an id is missing or was sent twice
 */
export async function requireSentOnce(bench: Bench, releaseId: string): Promise<Ledger> {
  const ledger = await readLedger(bench.databaseUrl, releaseId)
  requireOnce(ledger.ids, ledger.delivered, 'the ledger says delivered')
  const known = new Set(ledger.ids)
  // The transport writes its list down every 100 ms; what it sent of other releases is not asked for.
  const readSent = async () => (await readSentIds(bench.dir)).filter((id) => known.has(id))
  await until(async () => (await readSent()).length >= ledger.ids.length, 2_000).catch(() => {})
  requireOnce(ledger.ids, await readSent(), 'the null transport')
  return ledger
}

async function readSentIds(dir: string): Promise<string[]> {
  const files = (await readdir(dir)).filter((name) => name.startsWith('sent-'))
  const parts = await Promise.all(files.map((name) => readFile(join(dir, name))))
  return parts.flatMap((bytes) => Array.from({ length: Math.floor(bytes.length / 16) }, (_, n) => toUuid(bytes, n * 16)))
}

function toUuid(bytes: Buffer, at: number): string {
  return bytes.toString('hex', at, at + 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/**
 * Cancels what is left of a release, such as retries to hosts that are dead, and waits until nothing of it is in flight.
 *
 * @throws where nothing is left
 */
export async function stopFanOut(api: Client, databaseUrl: string, releaseId: string): Promise<void> {
  await api('DELETE', `/v1/releases/${releaseId}/publication`)
  await untilFinished(databaseUrl, releaseId)
}
