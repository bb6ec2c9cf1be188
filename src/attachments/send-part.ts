import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FileStore } from '../files/file-store.ts'
import { attachment } from '../http/attachment.ts'
import { isNotModified } from '../http/etag.ts'
import { readRange } from '../http/range.ts'
import { reprDigest } from './digest.ts'
import type { Part } from './find-part.ts'

/**
 * Answers with a file, streamed from the store: whole, in part (206), or with 304 to whoever has it. Browsers show it as what it is and
 * run nothing of it; whoever keeps it asks again before showing it again, since it may be withdrawn.
 *
 * @throws range-not-satisfiable, unavailable while the store is away
 */
export async function sendPart(
  { files }: { files: FileStore },
  req: FastifyRequest,
  reply: FastifyReply,
  part: Part,
): Promise<FastifyReply> {
  const { key, plainName, fileName, contentType, sizeBytes, etag, sha256 } = part
  reply.headers({
    etag,
    'cache-control': 'private, no-cache',
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
    'x-robots-tag': 'noindex',
  })
  if (isNotModified(req, etag)) return reply.code(304).send()
  const range = readRange(req, { sizeBytes, etag })
  const { first, last } = range ?? { first: 0, last: sizeBytes - 1 }
  reply.headers({
    'content-type': contentType,
    'content-disposition': attachment(plainName, fileName),
    'content-length': last - first + 1,
    ...(sha256 && { 'repr-digest': reprDigest(sha256) }),
    ...(range && { 'content-range': `bytes ${first}-${last}/${sizeBytes}` }),
  })
  if (range) reply.code(206)
  // Nothing is read for who only asks what there is.
  return reply.send(req.method === 'HEAD' ? Readable.from([]) : await files.open(key, range))
}
