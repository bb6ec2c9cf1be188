import { type AnyDb, Prisma } from '../db/client.ts'
import { isSuppressed } from '../suppressions/suppressed.ts'
import { isExcluded } from './is-excluded.ts'
import { type ListRecipe, loadLists } from './load-lists.ts'
import { findAmong, findBeside, findNearer, openNearer } from './nearer.ts'
import { type Beside, reads } from './reads.ts'
import { findRivals, preferredElsewhere } from './rival.ts'
import { languages, nameOf, ownersWithEndpoints, standings, standsByItself } from './standing.ts'
import type { Owner } from './subject.ts'

/** Why an endpoint that stands on a list gets nothing; the first that applies, in this order. */
export const leftOutReasons = [
  'excluded',
  'no-endpoint',
  'language',
  'other-language-first',
  'paused',
  'disabled',
  'suppressed',
] as const
/** One of leftOutReasons. */
export type LeftOutReason = (typeof leftOutReasons)[number]

/** Language × outlet list, as a publication asks for it. */
export type AskedTarget = {
  outletListId: string
  /** of the edition, canonical: who reads it is told by reads.ts */
  language: string
  excludeOutletIds: readonly string[]
}

/** Whom to reach. */
export type ReachTarget = Omit<AskedTarget, 'language'> & {
  /** null: whatever they read */
  language: string | null
  /** who sends: its own suppressions count besides those for all; null: those for all only */
  accountId: string | null
  /** the hour: who is paused until later is left out */
  at: Date
  /** all that the publication asks for, in order: an endpoint for its first language gets no other; left out: this alone */
  targets?: readonly AskedTarget[]
  /** whether it goes out under embargo: then `waits` says who gets it only when that ends */
  embargoed?: boolean
}

/**
 * Everyone on an outlet list, and whether they receive an edition: one SELECT, to be put in brackets. In no order:
 *
 * - `endpoint_id` uuid, each once; null for an outlet or a journalist without any
 * - `outlet_id`, `journalist_id` uuid: whose it is, exactly one of them
 * - `outlet_name` text (the journalist's, where it is theirs), `country` text or null, `sectors` text[]
 * - `channel`, `host`, `format` text, `address_hash` bytea, `pace_per_minute` int or null; null without an endpoint
 * - `languages` text[]: the endpoint's, or its owner's
 * - `waits` boolean: whether it is an outlet that accepts no embargo (or a journalist who works at no other), and there is one
 * - `left_out` text: null for who receives, otherwise one of `leftOutReasons`
 *
 * On the list are its members by hand, whom its rule takes, and who stands on a `union` part; but for who stands on a
 * `difference` part. Excluding an outlet leaves out the journalists who work nowhere else. Nothing archived appears. What the
 * list is made of is read now; who that is, when the SELECT runs.
 */
export async function reached(db: AnyDb, target: ReachTarget): Promise<Prisma.Sql> {
  const [rivals, others] = [await findRivals(db, target), findNearer(target)]
  const lists = await loadLists(db, [target.outletListId])
  const elsewhere = await loadLists(db, [...new Set(rivals.map(({ outletListId }) => outletListId))])
  const nearer = await openNearer(db, target, others)
  const plain = lists.size === 1
  const standing = [
    ...(plain ? [] : standings(lists, 'standing')),
    // Few endpoints want one edition only, and only they are looked for on the other lists.
    ...standings(elsewhere, 'elsewhere', Prisma.sql`endpoint.editions = 'first'`),
    ...nearer.standings,
  ]
  const halves = (['outlet', 'journalist'] as const).map((kind) => {
    const preferred = preferredElsewhere(target, { rivals, kind, listIds: [...elsewhere.keys()] })
    const beside = findBeside(target, { others, kind, standsOn: nearer.standsOn(kind) })
    return Prisma.sql`
      SELECT ${columns(target, kind)}, ${leftOut(target, kind, { preferred, beside })} AS left_out
      FROM ${ownersWithEndpoints(kind)} ${plain ? Prisma.empty : joinStanding(lists, target)}
      WHERE owner.archived_at IS NULL AND ${plain ? standsPlainly(lists, target, kind) : Prisma.sql`true`}`
  })
  const all = Prisma.join(halves, ' UNION ALL ')
  return standing.length === 0 ? all : Prisma.sql`WITH ${Prisma.join(standing, ', ')} ${all}`
}

type Lists = ReadonlyMap<string, ListRecipe>

function standsPlainly(lists: Lists, { outletListId }: ReachTarget, kind: Owner['type']): Prisma.Sql {
  const list = lists.get(outletListId)
  return list ? standsByItself(list, kind) : Prisma.sql`false`
}

function joinStanding(lists: Lists, { outletListId }: ReachTarget): Prisma.Sql {
  return Prisma.sql`JOIN ${nameOf('standing', [...lists.keys()], outletListId)} AS standing
    ON standing.owner_id = owner.id AND standing.key = coalesce(endpoint.id, owner.id)`
}

function columns({ embargoed = false }: ReachTarget, kind: Owner['type']): Prisma.Sql {
  const ids =
    kind === 'outlet' ? Prisma.sql`owner.id AS outlet_id, NULL::uuid AS journalist_id` : Prisma.sql`NULL::uuid, owner.id`
  return Prisma.sql`
    endpoint.id AS endpoint_id, ${ids}, owner.name AS outlet_name, owner.country, owner.sectors, endpoint.channel,
    endpoint.host, endpoint.address_hash, endpoint.format, endpoint.pace_per_minute, ${languages} AS languages,
    ${embargoed ? acceptsNoEmbargo(kind) : Prisma.sql`false`} AS waits`
}

function acceptsNoEmbargo(kind: Owner['type']): Prisma.Sql {
  if (kind === 'outlet') return Prisma.sql`NOT owner.accepts_embargo`
  return Prisma.sql`coalesce((
    SELECT bool_and(NOT employer.accepts_embargo)
    FROM journalist_outlets AS work JOIN outlets AS employer ON employer.id = work.outlet_id AND employer.archived_at IS NULL
    WHERE work.journalist_id = owner.id), false)`
}

type Told = { preferred: Prisma.Sql; beside: readonly Beside[] }

function leftOut(target: ReachTarget, kind: Owner['type'], { preferred, beside }: Told): Prisma.Sql {
  const { language, excludeOutletIds, accountId, at } = target
  const recipient = {
    channel: Prisma.sql`endpoint.channel`,
    addressHash: Prisma.sql`endpoint.address_hash`,
    host: Prisma.sql`endpoint.host`,
  }
  const wants = language === null ? Prisma.sql`true` : reads(languages, language, findAmong(target), beside)
  return Prisma.sql`CASE
    WHEN ${isExcluded(excludeOutletIds, kind)} THEN 'excluded'
    WHEN endpoint.id IS NULL THEN 'no-endpoint'
    WHEN NOT (${wants}) THEN 'language'
    WHEN ${preferred} THEN 'other-language-first'
    WHEN endpoint.state = 'paused' OR owner.paused_until > ${at} THEN 'paused'
    WHEN endpoint.state <> 'active' THEN endpoint.state
    WHEN ${isSuppressed(recipient, Prisma.sql`${accountId}::uuid`)} THEN 'suppressed'
  END`
}
