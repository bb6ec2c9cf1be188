import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { attachment } from '../http/attachment.ts'
import { problemResponses } from '../http/errors.ts'
import { etagOfView, isNotModified } from '../http/etag.ts'
import { createOnce } from '../http/idempotency.ts'
import { readWaitMs } from '../http/prefer.ts'
import { admins, principalOf, type Role } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { Problem } from '../problem.ts'
import { parseCharset } from './charset.ts'
import { checkImport } from './check-import.ts'
import { discardImport } from './discard-import.ts'
import { exportAudience } from './export.ts'
import { findImports, ImportPage, ImportQuery } from './find-imports.ts'
import { findRows, RowPage, RowQuery } from './find-rows.ts'
import { getImport } from './get-import.ts'
import { ImportView } from './import.ts'
import { separators } from './separator.ts'
import { requireSize, spool } from './spool.ts'
import { stageImport } from './stage-import.ts'
import { startImport } from './start-import.ts'

const tags = ['imports']
const readers: readonly Role[] = ['admin', 'auditor']
const params = z.strictObject({ id: Id })
const fileTypes = ['text/csv', 'text/plain', 'application/octet-stream']

const flag = z.stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive' }).default(false)

const ImportSettings = z.strictObject({
  separator: z
    .string()
    .transform((text) => (text in separators ? text : Object.entries(separators).find(([, sign]) => sign === text)?.[0]))
    .pipe(z.enum(['comma', 'semicolon', 'tab', 'pipe']))
    .optional()
    .meta({ description: 'what stands between cells; left out: found out' }),
  charset: z.string().max(50).optional().meta({ description: 'the encoding, as in Content-Type; left out: found out' }),
  filename: z.string().max(200).optional().meta({ description: 'for the event log' }),
})

// A stream, which no schema describes: to the client it is a text.
const Csv = z.any().meta({
  type: 'string',
  description: 'a table: docs/imports.md describes its columns',
  example:
    'kind,externalId,name,country,languages,timeZone,channel,settings.to\r\noutlet,crm-1,Al-Bayan,AE,ar,Asia/Dubai,email,desk@…',
})

/** Outlets, journalists and endpoints by the file: in, checked before anything is done, and out. For admins. */
export function importRoutes(app: App, deps: AppDeps): void {
  serveCheck(app, deps)
  serveReads(app, deps)
  serveChanges(app, deps)
  serveExport(app, deps)
}

function serveCheck(app: App, deps: AppDeps): void {
  const schema = {
    tags,
    summary: 'Hand in a file and learn what it would do',
    description: 'A dry run: nothing but the import itself is made. `docs/imports.md` describes the columns.',
    consumes: fileTypes,
    querystring: ImportSettings,
    body: Csv,
    response: { 201: ImportView, ...problemResponses(400, 403, 413, 415, 422) },
  }
  // In a scope of its own: no other route takes a file.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(fileTypes, (_req, payload, done) => done(null, payload))
    scope.addContentTypeParser('*', (_req, _payload, done) => done(noFile()))
    scope.post('/v1/outlets/imports', { config: { roles: admins }, schema }, async (req, reply) => {
      const { separator, charset, filename } = ImportSettings.parse(req.query)
      return checkFile(deps, req, reply, { separator: separator && separators[separator], charset, filename })
    })
  })
}

function noFile(): Problem {
  return new Problem(
    'unsupported-media-type',
    `Send the file itself, with one of these as Content-Type: ${fileTypes.join(', ')}.`,
  )
}

type Handed = { separator?: string; charset?: string; filename?: string }

async function checkFile(deps: AppDeps, req: FastifyRequest, reply: FastifyReply, handed: Handed): Promise<ImportView> {
  const label = handed.charset ?? /charset\s*=\s*"?([^\s;"]+)/i.exec(req.headers['content-type'] ?? '')?.[1]
  const charset = label === undefined ? undefined : parseCharset(label)
  const { separator, filename } = handed
  requireSize(Number(req.headers['content-length'] ?? 0), deps.config.importMaxBytes)
  const source = req.body instanceof Readable ? req.body : Readable.from([])
  const file = await spool(source, deps.config.importMaxBytes)
  try {
    const id = await stageImport(deps, principalOf(req), file, { charset, separator })
    // What an Idempotency-Key stands for: the same file, read the same way.
    req.body = { hash: file.hash, charset, separator }
    const forget = () => deps.db.import.deleteMany({ where: { id, state: 'checking' } })
    return await createOnce(deps, req, reply, {
      view: ImportView,
      create: (tx) => checkImport({ tx, clock: deps.clock }, principalOf(req), { id, filename }),
      headers: (view) => ({ location: `/v1/outlets/imports/${view.id}` }),
    }).finally(forget)
  } finally {
    await file.close()
  }
}

function serveReads(app: App, deps: AppDeps): void {
  const config = { roles: readers }
  const listing = {
    tags,
    summary: 'List imports, the newest first',
    querystring: ImportQuery,
    response: { 200: ImportPage, ...problemResponses(403, 422) },
  }
  app.get('/v1/outlets/imports', { config, schema: listing }, (req) => findImports(deps, req.query))
  const reading = {
    tags,
    summary: 'Read an import and how far it is',
    description: 'Send If-None-Match with the last ETag and `Prefer: wait=30` to be answered as soon as something changes.',
    params,
    response: { 200: ImportView, 304: z.null(), ...problemResponses(403, 404) },
  }
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  app.get('/v1/outlets/imports/:id', { config, schema: reading }, async (req, reply) => {
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const etag = req.headers['if-none-match']?.replace(/^W\//, '')
    const abort = AbortSignal.any([gone.signal, closing.signal])
    const view = await getImport(deps, req.params.id, etag === undefined ? undefined : { etag, waitMs: readWaitMs(req), abort })
    const current = etagOfView(view)
    reply.header('etag', current)
    return isNotModified(req, current) ? reply.code(304).send(null) : reply.send(view)
  })
  const rows = {
    tags,
    summary: 'The rows of an import: what each would do, and why not',
    params,
    querystring: RowQuery,
    response: { 200: RowPage, ...problemResponses(403, 404, 422) },
  }
  app.get('/v1/outlets/imports/:id/rows', { config, schema: rows }, (req) => findRows(deps, req.params.id, req.query))
}

function serveChanges(app: App, deps: AppDeps): void {
  const config = { roles: admins }
  const applying = {
    tags,
    summary: 'Apply an import',
    description: 'A worker does it, chunk by chunk; `applied` counts up to `rows`. Rows that are refused are left out.',
    params,
    querystring: z.strictObject({ strict: flag.meta({ description: 'true: refuse when a single row is refused' }) }),
    response: { 202: ImportView, ...problemResponses(403, 404, 409, 422) },
  }
  app.put('/v1/outlets/imports/:id/application', { config, schema: applying }, async (req, reply) => {
    const view = await startImport(deps, principalOf(req), { id: req.params.id, strict: req.query.strict })
    return reply.code(202).send(view)
  })
  const discarding = {
    tags,
    summary: 'Discard an import, or stop one that is being applied',
    params,
    response: { 204: z.null().meta({ description: 'discarded' }), ...problemResponses(403, 404, 409) },
  }
  app.delete('/v1/outlets/imports/:id', { config, schema: discarding }, async (req, reply) => {
    await discardImport(deps, principalOf(req), req.params.id)
    return reply.code(204).send(null)
  })
}

function serveExport(app: App, deps: AppDeps): void {
  const schema = {
    tags,
    summary: 'Every outlet, journalist and endpoint as CSV',
    description: 'In the columns that an import reads; secrets are blank. Importing it again changes nothing.',
    querystring: z.strictObject({ bom: flag.meta({ description: 'true: with a byte order mark, for spreadsheets' }) }),
    response: { 200: Csv, ...problemResponses(403, 422) },
  }
  app.get('/v1/outlets/export', { config: { roles: readers }, schema }, async (req, reply) => {
    const csv = await exportAudience(deps, principalOf(req), req.query)
    return reply.type('text/csv; charset=utf-8').header('content-disposition', attachment('outlets.csv')).send(csv)
  })
}
