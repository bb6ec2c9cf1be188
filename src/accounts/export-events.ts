import { Readable } from 'node:stream'
import type { Db } from '../db/client.ts'
import { streamCsv } from '../http/csv.ts'
import type { Principal } from '../http/principal.ts'
import { escapeControls } from '../log.ts'
import { type EventFilter, eventsWhere } from './event-filter.ts'
import { type EventView, toEventView } from './event-view.ts'
import { readEvents } from './list-events.ts'

const columns = [
  'id',
  'at',
  'kind',
  'actor',
  'keyId',
  'ip',
  'accountId',
  'releaseId',
  'subjectType',
  'subjectId',
  'reason',
  'data',
] as const

const pageRows = 1000

/**
 * Events as CSV (RFC 4180), newest first, streamed page by page: memory does not grow with the log. Cells that a spreadsheet
 * would take for a formula are escaped; `data` is JSON.
 */
export async function exportEventsAsCsv({ db }: { db: Db }, principal: Principal, filter: EventFilter): Promise<Readable> {
  return streamCsv(toRows(readAll(db, principal, filter)), { columns, bom: true })
}

/** Events as JSON, one a line, newest first, streamed like the CSV. */
export function exportEventsAsLines({ db }: { db: Db }, principal: Principal, filter: EventFilter): Readable {
  return Readable.from(toLines(readAll(db, principal, filter)))
}

async function* toRows(events: AsyncIterable<EventView>) {
  for await (const { subject, data, ...event } of events) {
    yield { ...event, subjectType: subject.type, subjectId: subject.id, data: JSON.stringify(data) }
  }
}

async function* toLines(events: AsyncIterable<EventView>) {
  for await (const event of events) yield escapeControls(`${JSON.stringify(event)}\n`)
}

async function* readAll(db: Db, principal: Principal, filter: EventFilter) {
  const where = await eventsWhere(db, principal, filter)
  let before: string | undefined
  for (;;) {
    const rows = await readEvents(db, where, { before, limit: pageRows })
    for (const row of rows) yield toEventView(row, principal)
    before = rows.at(-1)?.id
    if (rows.length < pageRows) return
  }
}
