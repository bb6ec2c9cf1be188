import { z } from 'zod'
import type { Document, Format } from './document.ts'
import { ninjs } from './ninjs.ts'

/**
 * IPTC ninjs 2.2, for those who have not come to 3.1: the same item under the names that 2.2 has, which are all in lower case.
 * It is made of one of 3.1, so that the two cannot come to say different things.
 *
 * @see http://www.iptc.org/std/ninjs/ninjs-schema_2.2.json
 */
export const ninjs2: Format = {
  key: 'ninjs-2.2',
  // The IPTC has registered no media type of its own for ninjs.
  contentType: 'application/json; charset=utf-8',
  write: (document: Document) => {
    const item: unknown = JSON.parse(ninjs.write(document), rename)
    return JSON.stringify({ ...Object(item), standard })
  },
}

const standard = { name: 'ninjs', version: '2.2', schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_2.2.json' }

/** Names that differ by more than their case. */
const renamed: Record<string, string> = { embargoedUntil: 'embargoed' }

function rename(key: string, value: unknown): unknown {
  if (key === 'associations' && Array.isArray(value)) return value.map(nameRelation)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [renamed[name] ?? name.toLowerCase(), held]))
}

const Association = z.looseObject({ rel: z.string(), language: z.string().optional() })

/** In 2.2 the name of an association tells what it is: there is no `rel`. */
function nameRelation(value: unknown, at: number) {
  const { rel, ...rest } = Association.parse(value)
  return { ...rest, name: `${rel}-${rest.language ?? at + 1}` }
}
