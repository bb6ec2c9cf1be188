import type { FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'

type Whole = { sizeBytes: number; etag: string }

/**
 * The part of a file that a request wants (RFC 9110, 14.2): one range of bytes, the first and the last of them in it. Of several
 * ranges, in another unit, or where If-Range names another file, the whole is answered instead.
 *
 * @param whole the file; its ETag is a strong one
 * @returns undefined: the whole
 * @throws range-not-satisfiable for bytes that the file has not
 */
export function readRange(req: FastifyRequest, { sizeBytes, etag }: Whole): { first: number; last: number } | undefined {
  const asked = /^bytes\s*=\s*(\d*)\s*-\s*(\d*)$/i.exec(req.headers.range?.trim() ?? '')
  const [, from = '', to = ''] = asked ?? []
  if (!asked || (from === '' && to === '')) return undefined
  const condition = req.headers['if-range']
  if (condition !== undefined && condition !== etag) return undefined
  // One that ends before it begins is none at all.
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined
  const range =
    from === ''
      ? { first: Math.max(0, sizeBytes - Number(to)), last: sizeBytes - 1 }
      : { first: Number(from), last: to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1) }
  if (range.first <= range.last) return range
  throw new Problem('range-not-satisfiable', `The file has ${sizeBytes} bytes.`, {
    headers: { 'content-range': `bytes */${sizeBytes}` },
  })
}
