import { z } from 'zod'
import { Prisma, type Tx } from '../db/client.ts'
import { leftOutReasons } from './reach.ts'

const Counts = z.record(z.string(), z.int())

/** A reach as it may be. */
export const reachExample = {
  outlets: 41,
  journalists: 3,
  endpoints: 46,
  countries: 2,
  byChannel: { email: 12, webhook: 34 },
  byCountry: { AE: 30, EG: 16 },
  byLanguage: { ar: 46, en: 20 },
  bySector: { energy: 46 },
  leftOut: [{ reason: 'language' as const, count: 2 }],
}

/** Whom a target reaches, in figures. */
export const Reach = z
  .object({
    outlets: z.int().meta({ description: 'with at least one endpoint that receives' }),
    journalists: z.int(),
    endpoints: z.int(),
    countries: z.int(),
    byChannel: Counts.meta({ description: 'endpoints that receive' }),
    byCountry: Counts.meta({ description: 'endpoints that receive; ZZ: a journalist without a country' }),
    byLanguage: Counts.meta({ description: 'endpoints that receive, in each language that they read' }),
    bySector: Counts.meta({ description: 'endpoints that receive, in each sector of their outlet or journalist' }),
    leftOut: z
      .array(
        z.object({
          reason: z.enum(leftOutReasons),
          count: z.int().meta({ description: 'endpoints; with `no-endpoint`: outlets and journalists' }),
        }),
      )
      .meta({ description: 'who stands on the list and gets nothing; one reason each, the first that applies' }),
  })
  .meta({ id: 'Reach', example: reachExample })
export type Reach = z.infer<typeof Reach>

/**
 * A reach in figures: a SELECT of one row, to be put in brackets, with `figures`, jsonb as Reach says, and `examples`, up to five
 * names per reason of who is left out, jsonb.
 *
 * @param reach what `reached` says, as a FROM item in SQL
 * @param names whether examples are wanted
 * @param atHand whether `reach` stands for rows that are there, to be read twice: an audience of fifty then costs no look at all others
 */
export function countReach(reach: Prisma.Sql, { names, atHand }: { names: boolean; atHand: boolean }): Prisma.Sql {
  return Prisma.sql`
    WITH several (owner_id) AS (${atHand ? severalOf(reach) : severalOfAll}), alike AS MATERIALIZED (${countAlike(reach, names)}), receives AS (SELECT * FROM alike WHERE left_out IS NULL)
    SELECT jsonb_build_object(
      'outlets', ${owners(Prisma.sql`is_outlet`)},
      'journalists', ${owners(Prisma.sql`NOT is_outlet`)},
      'endpoints', (SELECT coalesce(sum(count), 0) FROM receives),
      'countries', (SELECT count(DISTINCT country) FROM receives),
      'byChannel', ${summed(Prisma.sql`SELECT channel AS key, count FROM receives`)},
      'byCountry', ${summed(Prisma.sql`SELECT coalesce(country, 'ZZ') AS key, count FROM receives`)},
      'byLanguage', ${summed(Prisma.sql`SELECT unnest(languages) AS key, count FROM receives`)},
      'bySector', ${summed(Prisma.sql`SELECT unnest(sectors) AS key, count FROM receives`)},
      'leftOut', (SELECT coalesce(jsonb_agg(jsonb_build_object('reason', left_out, 'count', count) ORDER BY left_out), '[]')
        FROM (SELECT left_out, sum(count) AS count FROM alike WHERE left_out IS NOT NULL GROUP BY left_out) AS reasons)
    ) AS figures, (
      SELECT coalesce(jsonb_object_agg(left_out, names), '{}')
      FROM (SELECT left_out, to_jsonb((array_agg(DISTINCT name ORDER BY name))[:5]) AS names
        FROM alike WHERE left_out IS NOT NULL AND name IS NOT NULL GROUP BY left_out) AS named
    ) AS examples`
}

/** Owners with several endpoints that receive. */
function severalOf(reach: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT coalesce(journalist_id, outlet_id) FROM ${reach} WHERE left_out IS NULL AND endpoint_id IS NOT NULL
    GROUP BY 1 HAVING count(*) > 1`
}

/** Owners with several endpoints, whether or not they receive. */
const severalOfAll = Prisma.sql`
      SELECT outlet_id FROM endpoints WHERE outlet_id IS NOT NULL GROUP BY outlet_id HAVING count(*) > 1
      UNION ALL
      SELECT journalist_id FROM endpoints WHERE journalist_id IS NOT NULL GROUP BY journalist_id HAVING count(*) > 1`

const told = ['is_outlet', 'channel', 'country', 'languages', 'sectors']

/**
 * Counts together what is alike, in one pass over tens of thousands of rows. The rows of owners with several endpoints, who must
 * not be counted twice, stay for themselves. Of who is left out only the reason counts, and a name now and then.
 */
function countAlike(reach: Prisma.Sql, names: boolean): Prisma.Sql {
  const name = names ? Prisma.sql`CASE WHEN left_out IS NOT NULL THEN outlet_name END` : Prisma.sql`NULL::text`
  const apart = names ? Prisma.sql`, hashtext(name) & 255` : Prisma.empty
  const ofReceivers = told.map(Prisma.raw).map((column) => Prisma.sql`CASE WHEN left_out IS NULL THEN ${column} END AS ${column}`)
  // OFFSET 0 keeps Postgres from putting the whole condition wherever left_out stands. Through an array, because it would sort
  // where it expects so many owners that a hash table is too small for them.
  return Prisma.sql`
    SELECT left_out, ${Prisma.join(told.map(Prisma.raw))}, several_id, min(name) AS name, count(*) AS count
    FROM (
      SELECT left_out, ${Prisma.join(ofReceivers)}, ${name} COLLATE "C" AS name,
        CASE WHEN left_out IS NULL AND owner_id IN (SELECT unnest(ARRAY(SELECT owner_id FROM several))) THEN owner_id END AS several_id
      FROM (
        SELECT *, outlet_id IS NOT NULL AS is_outlet, coalesce(journalist_id, outlet_id) AS owner_id FROM ${reach} OFFSET 0
      ) AS whole
    ) AS short
    GROUP BY left_out, ${Prisma.join(told.map(Prisma.raw))}, several_id ${apart}`
}

function owners(which: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT coalesce(sum(count) FILTER (WHERE several_id IS NULL), 0) + count(DISTINCT several_id)
    FROM receives WHERE ${which})`
}

function summed(keyed: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT coalesce(jsonb_object_agg(key, count), '{}')
    FROM (SELECT key, sum(count) AS count FROM (${keyed}) AS keyed GROUP BY key) AS sums)`
}

/**
 * Gives a transaction the memory to count a reach of a hundred thousand rows in hash tables: with the 4 MB that Postgres has by
 * itself it would sort them on disk.
 */
export async function makeRoomToCount(tx: Tx): Promise<void> {
  await tx.$executeRaw`SET LOCAL work_mem = '32MB'`
}
