import { Prisma } from '../db/client.ts'
import { lookupChain } from '../languages/language.ts'

/** Why an endpoint that stands on a list gets nothing; the first that applies, in this order. */
export const leftOutReasons = ['excluded', 'no-endpoint', 'language', 'paused', 'disabled', 'suppressed'] as const
/** One of leftOutReasons. */
export type LeftOutReason = (typeof leftOutReasons)[number]

/** Whom to reach. */
export type ReachTarget = {
  outletListId: string
  /** of the edition, canonical: endpoints that want it or anything it narrows receive it (`zh-Hant-TW`: `zh-Hant`, `zh`) */
  language: string
  excludeOutletIds: readonly string[]
}

/**
 * Everyone on an outlet list, and whether they receive an edition: one SELECT, to be put in brackets. In no order:
 *
 * - `endpoint_id` uuid, each once; null for an outlet or a journalist without any
 * - `outlet_id`, `journalist_id` uuid: whose it is, exactly one of them
 * - `outlet_name` text (the journalist's, where it is theirs), `country` text or null
 * - `channel`, `host`, `format` text, `address_hash` bytea, `pace_per_minute` int or null; null without an endpoint
 * - `left_out` text: null for who receives, otherwise one of `leftOutReasons`
 *
 * On the list are its members by hand, and the outlets that match its rule; a rule's channels choose among the endpoints of
 * the outlets that stand there by the rule alone. Journalists stand on it by hand only. Excluding an outlet leaves out the
 * journalists who work nowhere else. Nothing archived appears.
 */
export function reached({ outletListId, language, excludeOutletIds }: ReachTarget): Prisma.Sql {
  return Prisma.sql`
    WITH rule AS MATERIALIZED (${ruleOf(outletListId)}),
    listed AS (
      ${outletEndpoints(outletListId, excludeOutletIds)}
      UNION ALL
      ${journalistEndpoints(outletListId, excludeOutletIds)}
    )
    SELECT listed.endpoint_id, outlet_id, journalist_id, outlet_name, country, listed.channel, host, listed.address_hash, format,
      pace_per_minute,
      CASE
        WHEN excluded THEN 'excluded'
        WHEN endpoint_id IS NULL THEN 'no-endpoint'
        WHEN NOT languages && ${lookupChain(language)}::text[] THEN 'language'
        WHEN state <> 'active' THEN state
        WHEN suppressions.id IS NOT NULL THEN 'suppressed'
      END AS left_out
    FROM listed LEFT JOIN suppressions
      ON suppressions.channel = listed.channel AND suppressions.address_hash = listed.address_hash AND lifted_at IS NULL`
}

/** One row: what the rule asks for, each null where it does not ask; `stands` is whether there is a rule. */
function ruleOf(outletListId: string): Prisma.Sql {
  const asked = (kind: string) => Prisma.sql`(SELECT array_agg(value) FROM jsonb_array_elements_text(rule -> ${kind}))`
  // An outlet that receives `zh` receives what is asked for as `zh-Hant`: each range with all that it narrows.
  const ranges = Prisma.sql`(
    SELECT array_agg(array_to_string(parts[:depth], '-'))
    FROM jsonb_array_elements_text(rule -> 'languages') AS tag, string_to_array(tag, '-') AS parts,
      generate_series(1, cardinality(parts)) AS depth)`
  return Prisma.sql`
    SELECT rule IS NOT NULL AS stands, ${asked('countries')} AS countries, ${asked('sectors')} AS sectors,
      ${asked('channels')} AS channels, ${ranges} AS languages
    FROM outlet_lists WHERE id = ${outletListId}::uuid`
}

function outletEndpoints(outletListId: string, excludeOutletIds: readonly string[]): Prisma.Sql {
  return Prisma.sql`
    SELECT outlets.id AS outlet_id, NULL::uuid AS journalist_id, outlets.name AS outlet_name, outlets.country,
      outlets.id = ANY (${excludeOutletIds}::uuid[]) AS excluded, ${endpointColumns(Prisma.sql`outlets.languages`)}
    FROM rule CROSS JOIN outlets
    LEFT JOIN outlet_list_members AS hand ON hand.outlet_list_id = ${outletListId}::uuid AND hand.outlet_id = outlets.id
    LEFT JOIN endpoints ON endpoints.outlet_id = outlets.id AND endpoints.archived_at IS NULL
      AND (hand.id IS NOT NULL OR rule.channels IS NULL OR endpoints.channel = ANY (rule.channels))
    WHERE outlets.archived_at IS NULL AND (hand.id IS NOT NULL OR (
      rule.stands
      AND (rule.countries IS NULL OR outlets.country = ANY (rule.countries))
      AND (rule.languages IS NULL OR outlets.languages && rule.languages)
      AND (rule.sectors IS NULL OR outlets.sectors && rule.sectors)
      AND (rule.channels IS NULL OR endpoints.id IS NOT NULL)))`
}

function journalistEndpoints(outletListId: string, excludeOutletIds: readonly string[]): Prisma.Sql {
  // Asked per journalist, of whom there may be tens of thousands: only where something is excluded.
  const excluded =
    excludeOutletIds.length === 0
      ? Prisma.sql`false`
      : Prisma.sql`(
          SELECT coalesce(bool_and(outlet_id = ANY (${excludeOutletIds}::uuid[])), false)
          FROM journalist_outlets WHERE journalist_id = journalists.id)`
  return Prisma.sql`
    SELECT NULL::uuid, journalists.id, journalists.name, journalists.country, ${excluded},
      ${endpointColumns(Prisma.sql`journalists.languages`)}
    FROM outlet_list_members AS hand
    JOIN journalists ON journalists.id = hand.journalist_id AND journalists.archived_at IS NULL
    LEFT JOIN endpoints ON endpoints.journalist_id = journalists.id AND endpoints.archived_at IS NULL
    WHERE hand.outlet_list_id = ${outletListId}::uuid`
}

/** Both halves of the union must agree on these. */
function endpointColumns(ownerLanguages: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    endpoints.id AS endpoint_id, endpoints.channel, endpoints.host, endpoints.address_hash, endpoints.format,
    endpoints.pace_per_minute, endpoints.state,
    CASE WHEN cardinality(endpoints.languages) > 0 THEN endpoints.languages ELSE ${ownerLanguages} END AS languages`
}
