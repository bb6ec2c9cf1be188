import { z } from 'zod'
import type { Db } from '../db/client.ts'
import { LanguageTag } from '../languages/language.ts'
import { leftOutReasons, type ReachTarget, reached } from './reach.ts'

const Counts = z.record(z.string(), z.int())

/** How many a target would reach now. */
export const Preview = z
  .object({
    language: LanguageTag,
    outlets: z.int().meta({ description: 'with at least one endpoint that receives' }),
    journalists: z.int(),
    endpoints: z.int(),
    byChannel: Counts.meta({ description: 'endpoints that receive' }),
    byCountry: Counts.meta({ description: 'endpoints that receive; ZZ: a journalist without a country' }),
    leftOut: z
      .array(
        z.object({
          reason: z.enum(leftOutReasons),
          count: z.int().meta({ description: 'endpoints; with `no-endpoint`: outlets and journalists' }),
          examples: z.array(z.string()).optional().meta({ description: 'up to five names; for the wire’s staff only' }),
        }),
      )
      .meta({ description: 'who stands on the list and gets nothing; one reason each, the first that applies' }),
  })
  .meta({
    id: 'Preview',
    example: {
      language: 'ar',
      outlets: 41,
      journalists: 3,
      endpoints: 46,
      byChannel: { email: 12, webhook: 34 },
      byCountry: { AE: 30, EG: 16 },
      leftOut: [{ reason: 'language', count: 2, examples: ['Al-Bayan', 'The Gulf Post'] }],
    },
  })
export type Preview = z.infer<typeof Preview>

/** Counts whom a target would reach now, and why who stands on the list would get nothing. */
export async function previewTarget({ db }: { db: Db }, target: ReachTarget): Promise<Preview> {
  const [counted] = await db.$queryRaw<unknown[]>`
    WITH reach AS MATERIALIZED (${reached(target)}),
    receives AS (SELECT * FROM reach WHERE left_out IS NULL),
    reasons AS (
      SELECT left_out AS reason, count(*) AS count, (array_agg(DISTINCT outlet_name ORDER BY outlet_name))[:5] AS examples
      FROM reach WHERE left_out IS NOT NULL GROUP BY left_out)
    SELECT count(DISTINCT outlet_id)::int AS outlets, count(DISTINCT journalist_id)::int AS journalists, count(*)::int AS endpoints,
      (SELECT coalesce(jsonb_object_agg(key, count), '{}')
        FROM (SELECT channel AS key, count(*) FROM receives GROUP BY key) AS counts) AS "byChannel",
      (SELECT coalesce(jsonb_object_agg(key, count), '{}')
        FROM (SELECT coalesce(country, 'ZZ') AS key, count(*) FROM receives GROUP BY key) AS counts) AS "byCountry",
      (SELECT coalesce(jsonb_agg(reasons ORDER BY reason), '[]') FROM reasons) AS "leftOut"
    FROM receives`
  return Preview.omit({ language: true })
    .transform((counts) => ({ language: target.language, ...counts }))
    .parse(counted)
}

/** What a submitter may know: how many and why, not who. */
export function withoutNames(preview: Preview): Preview {
  return { ...preview, leftOut: preview.leftOut.map(({ reason, count }) => ({ reason, count })) }
}
