import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { createOnce } from '../http/idempotency.ts'
import { toPage } from '../http/page.ts'
import { everyone, principalOf, submitters } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { Problem } from '../problem.ts'
import { AttachmentView, PartName, toAttachmentView } from './attachment.ts'
import { completeAttachment, forgetUnfinished, keepBytes } from './create-attachment.ts'
import { deleteAttachment } from './delete-attachment.ts'
import { readDigests, requireDigests } from './digest.ts'
import { readDisposition, toFileName } from './file-name.ts'
import { AttachmentPage, AttachmentQuery, findAttachments } from './find-attachments.ts'
import { findPart } from './find-part.ts'
import { followLink } from './follow-link.ts'
import { getAttachment, recordLook } from './get-attachment.ts'
import { inspect } from './inspect.ts'
import { receive, requireFileSize } from './receive.ts'
import { sendPart } from './send-part.ts'

const tags = ['attachments']
const params = z.strictObject({ id: Id })
const Naming = z.strictObject({
  filename: z
    .string()
    .max(1000)
    .optional()
    .meta({ description: 'what the file is called; left out: as Content-Disposition says' }),
})

// A stream, which no schema describes.
const Bytes = z.any().meta({ type: 'string', format: 'binary', description: 'the bytes of the file', example: '…' })

/** Files for releases: in, what is known of them, out again, and out to whoever received a release. */
export function attachmentRoutes(app: App, deps: AppDeps): void {
  serveUpload(app, deps)
  serveOwn(app, deps)
  serveLinks(app, deps)
}

function serveUpload(app: App, deps: AppDeps): void {
  const schema = {
    tags,
    summary: 'Hand in a file: a picture or a PDF',
    description:
      'The bytes as they are, as the body. What it is is told by them, whatever Content-Type and name say. `Content-Digest` ' +
      'or `Repr-Digest` (RFC 9530, sha-256 or sha-512) is checked where it is sent. `docs/attachments.md` has the limits.',
    consumes: ['application/octet-stream', 'image/*', 'application/pdf'],
    querystring: Naming,
    body: Bytes,
    response: { 201: AttachmentView, ...problemResponses(400, 403, 413, 415, 422) },
  }
  const config = { roles: submitters, testKeys: submitters }
  // In a scope of its own: no other route takes a file.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_req, payload, done) => done(null, payload))
    scope.post('/v1/attachments', { config, schema }, (req, reply) =>
      takeFile(deps, req, reply, Naming.parse(req.query).filename),
    )
  })
}

async function takeFile(
  deps: AppDeps,
  req: FastifyRequest,
  reply: FastifyReply,
  filename: string | undefined,
): Promise<AttachmentView> {
  const { headers } = req
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new Problem('unsupported-media-type', 'Send the file as it is, without Content-Encoding: it is kept byte for byte.')
  }
  const given = readDigests([headers['content-digest'], headers['repr-digest']].map((header) => header?.toString()))
  requireFileSize(Number(headers['content-length'] ?? 0), deps.config.attachmentMaxBytes)
  const source = req.body instanceof Readable ? req.body : Readable.from([])
  const file = await receive(deps.files, source, deps.config.attachmentMaxBytes)
  try {
    requireDigests(given, file.digests)
    const inspected = await inspect(deps, file)
    const fileName = toFileName(filename ?? readDisposition(headers['content-disposition']), inspected.type)
    const id = await keepBytes(deps, principalOf(req), { file, inspected, fileName })
    // What an Idempotency-Key stands for: the same file under the same name.
    req.body = { sha256: file.digests.sha256.toString('hex'), fileName }
    return await createOnce(deps, req, reply, {
      view: AttachmentView,
      create: (tx) => completeAttachment({ tx, clock: deps.clock }, principalOf(req), id),
      headers: (view) => ({ location: `/v1/attachments/${view.id}` }),
    }).finally(() => forgetUnfinished(deps, id))
  } finally {
    await file.discard()
  }
}

function serveOwn(app: App, deps: AppDeps): void {
  const listed = {
    tags,
    summary: 'List the files that were handed in, oldest first',
    querystring: AttachmentQuery,
    response: { 200: AttachmentPage, ...problemResponses(403, 422) },
  }
  app.get('/v1/attachments', { config: { roles: everyone }, schema: listed }, async (req) =>
    toPage(await findAttachments(deps, principalOf(req), req.query), req.query.limit, toAttachmentView),
  )
  const read = {
    tags,
    summary: 'Read what is known of a file',
    params,
    response: { 200: AttachmentView, ...problemResponses(403, 404) },
  }
  app.get('/v1/attachments/:id', { config: { roles: everyone }, schema: read }, async (req) =>
    toAttachmentView(await getAttachment(deps, principalOf(req), req.params.id)),
  )
  const fetched = {
    tags,
    summary: 'Fetch a file that was handed in',
    description:
      'For its account and the wire’s people, at any time. Before the file is public this is on record as `attachment.read`.',
    params,
    querystring: z.strictObject({ part: PartName.default('original') }),
    produces: ['application/octet-stream'],
    response: { 200: Bytes, 206: Bytes, 304: z.null(), ...problemResponses(403, 404, 416, 422) },
  }
  app.get('/v1/attachments/:id/file', { config: { roles: everyone }, schema: fetched }, async (req, reply) => {
    const row = await getAttachment(deps, principalOf(req), req.params.id)
    const part = findPart(row, req.query.part)
    if (req.method !== 'HEAD') await recordLook(deps, principalOf(req), row)
    return sendPart(deps, req, reply, part)
  })
  const deleted = {
    tags,
    summary: 'Delete a file that no revision of a release names',
    params,
    response: { 204: z.null().meta({ description: 'deleted' }), ...problemResponses(403, 404, 409) },
  }
  const config = { roles: submitters, testKeys: submitters }
  app.delete('/v1/attachments/:id', { config, schema: deleted }, async (req, reply) => {
    await deleteAttachment(deps, principalOf(req), req.params.id)
    return reply.code(204).send(null)
  })
}

function serveLinks(app: App, deps: AppDeps): void {
  const schema = {
    tags,
    summary: 'The link to a file, as an outlet receives it',
    description:
      'Signed, without a key: 404 before the hand-over of the release, 410 once it is killed, corrected without the file, or the link is over. ' +
      'With `web.jpg` or `thumbnail.jpg` as its name the same link leads to a rendition.',
    params: z.strictObject({ id: Id, name: z.string() }),
    querystring: z.strictObject({
      publication: z.string().max(100).default(''),
      expires: z.coerce
        .number()
        .int()
        .min(0)
        .max(1e11)
        .default(0)
        .meta({ description: 'until when it is good, in seconds of POSIX time' }),
      signature: z.string().max(100).default(''),
    }),
    produces: ['application/octet-stream'],
    response: { 200: Bytes, 206: Bytes, 304: z.null(), ...problemResponses(404, 410, 416, 422) },
  }
  app.get('/v1/files/:id/:name', { config: { roles: 'public' }, schema }, async (req, reply) =>
    sendPart(deps, req, reply, await followLink(deps, { ...req.params, ...req.query })),
  )
}
