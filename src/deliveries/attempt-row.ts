import { Prisma } from '../db/client.ts'
import type { Attempted } from './attempted.ts'
import { fit } from './fit.ts'

/** An attempt as a statement reads it out of JSON: instants as ISO text. */
export type AttemptRow = {
  id: string
  attempt: number
  started_at: Date
  duration_ms: number
  outcome: string
  said_reason: string | null
  detail: string | null
  receipt: string | null
}

/** What became of an attempt, as a row. */
export function toAttemptRow({ claim, outcome, startedAt, endedAt }: Attempted): AttemptRow {
  const said = outcome.kind === 'delivered' ? { reason: null, detail: null } : outcome
  return {
    id: claim.id,
    attempt: claim.attempt,
    started_at: startedAt,
    duration_ms: Math.max(0, endedAt.getTime() - startedAt.getTime()),
    outcome: outcome.kind,
    said_reason: said.reason,
    detail: said.detail === null ? null : fit(said.detail),
    receipt: outcome.kind === 'delivered' ? fit(outcome.receipt) : null,
  }
}

/** The columns of such rows, as SQL for `json_to_recordset`. */
export const attemptRowColumns: Prisma.Sql = Prisma.sql`id uuid, attempt int, started_at timestamptz, duration_ms int, outcome text,
  said_reason text, detail text, receipt text`

/** Into what they are inserted, as SQL. */
export const attemptColumns: Prisma.Sql = Prisma.sql`
  attempts (publication_id, delivery_id, number, started_at, duration_ms, outcome, reason, detail, receipt, worker)`

/** What was written down as unknown is known now, as SQL for the end of the INSERT; anything else stays. */
export const overUnknown: Prisma.Sql = Prisma.sql`
  ON CONFLICT (publication_id, delivery_id, number) DO UPDATE SET
    outcome = excluded.outcome, reason = excluded.reason, detail = excluded.detail, receipt = excluded.receipt,
    started_at = excluded.started_at, duration_ms = excluded.duration_ms, worker = excluded.worker
  WHERE attempts.outcome = 'unknown'`
