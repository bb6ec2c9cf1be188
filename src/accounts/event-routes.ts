import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { attachment } from '../http/attachment.ts'
import { problemResponses } from '../http/errors.ts'
import { PageQuery } from '../http/page.ts'
import { principalOf, type Role } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { EventFilter } from './event-filter.ts'
import { exportEventsAsCsv, exportEventsAsLines } from './export-events.ts'
import { EventPage, listEvents } from './list-events.ts'

const tags = ['events']
const readers: readonly Role[] = ['submitter', 'admin', 'auditor']
const description =
  'A submitter sees those of its own account, and what became of the issuers that it acts for. Nothing in them is ever changed, ' +
  'save what an erasure takes out.'

// Streams, which no schema describes: to the client they are texts.
const Csv = z
  .any()
  .meta({ type: 'string', description: 'RFC 4180, UTF-8 with a byte order mark', example: 'id,at,kind,actor,…\r\n' })
const Lines = z
  .any()
  .meta({ type: 'string', description: 'an Event a line', example: '{"id":"019a4f2e-…","kind":"account.changed",…}\n' })

/** `/v1/events`, a page at a time or all of it. */
export function serveEvents(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/events',
    {
      config: { roles: readers },
      schema: {
        tags,
        summary: 'Who did what, when and why, newest first',
        description,
        querystring: z.strictObject({ ...PageQuery.shape, ...EventFilter.shape }),
        response: { 200: EventPage, ...problemResponses(403, 422) },
      },
    },
    (req) => {
      const { limit, cursor, ...filter } = req.query
      return listEvents({ db }, principalOf(req), filter, { limit, cursor })
    },
  )
  app.get(
    '/v1/events.csv',
    {
      config: { roles: readers },
      schema: {
        tags,
        summary: 'The same as CSV, all of it',
        querystring: EventFilter,
        produces: ['text/csv'],
        response: { 200: Csv, ...problemResponses(403, 422) },
      },
    },
    async (req, reply) => {
      const csv = await exportEventsAsCsv({ db }, principalOf(req), req.query)
      reply.header('content-disposition', attachment('events.csv'))
      return reply.type('text/csv; charset=utf-8').send(csv)
    },
  )
  app.get(
    '/v1/events.ndjson',
    {
      config: { roles: readers },
      schema: {
        tags,
        summary: 'The same as JSON, an event a line, all of it',
        querystring: EventFilter,
        produces: ['application/x-ndjson'],
        response: { 200: Lines, ...problemResponses(403, 422) },
      },
    },
    async (req, reply) => {
      const lines = exportEventsAsLines({ db }, principalOf(req), req.query)
      reply.header('content-disposition', attachment('events.ndjson'))
      return reply.type('application/x-ndjson; charset=utf-8').send(lines)
    },
  )
}
