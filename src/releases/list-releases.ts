import { z } from 'zod'
import { type AnyDb, Prisma } from '../db/client.ts'
import { PageQuery, pageOf, readCursor, toPage } from '../http/page.ts'
import { isStaff, type Principal } from '../http/principal.ts'
import { Id } from '../ids.ts'
import { releaseExample } from './release-example.ts'
import { line } from './text.ts'
import { VersionKind, VersionState } from './version.ts'

/** Which releases a list holds. */
export const ReleaseQuery = z.strictObject({
  ...PageQuery.shape,
  state: VersionState.optional().meta({ description: 'of the latest version' }),
  reference: line(200).optional(),
})

/** A release in a list: its latest version, in short. */
export const ReleaseSummary = z.object({
  id: Id,
  accountId: Id,
  reference: z.string().nullable(),
  test: z.boolean(),
  version: z.int(),
  kind: VersionKind,
  state: VersionState,
  stateAt: z.iso.datetime(),
  headline: z.string().meta({ description: 'of the first edition' }),
  languages: z.array(z.string()),
  publication: z.string().nullable().meta({ description: 'the state of its newest publication' }),
  createdAt: z.iso.datetime(),
})

const { id, accountId, reference, test, version, kind, state, stateAt, createdAt } = releaseExample
const [edition] = releaseExample.editions
const example = {
  ...{ id, accountId, reference, test, version, kind, state, stateAt, createdAt },
  headline: edition?.headline ?? '',
  languages: ['ar'],
  publication: null,
}

/** A page of releases, the newest first. */
export const ReleasePage = pageOf(ReleaseSummary).meta({ example: { items: [example], nextCursor: null } })

type Row = Omit<z.infer<typeof ReleaseSummary>, 'stateAt' | 'createdAt' | 'kind' | 'state'> & {
  kind: string
  state: string
  stateAt: Date
  createdAt: Date
}

/** The releases that a principal may see, the newest first. */
export async function listReleases(
  { db }: { db: AnyDb },
  principal: Principal,
  query: z.infer<typeof ReleaseQuery>,
): Promise<z.infer<typeof ReleasePage>> {
  const before = readCursor(query.cursor)
  const conditions = [
    Prisma.sql`r.test = ${principal.mode === 'test'}`,
    ...(isStaff(principal) ? [] : [Prisma.sql`r.account_id = ${principal.accountId}::uuid`]),
    ...(before === undefined ? [] : [Prisma.sql`r.id < ${before}::uuid`]),
    ...(query.state === undefined ? [] : [Prisma.sql`v.state = ${query.state}`]),
    ...(query.reference === undefined ? [] : [Prisma.sql`r.reference = ${query.reference}`]),
  ]
  const rows = await db.$queryRaw<Row[]>`
    SELECT r.id, r.account_id AS "accountId", r.reference, r.test, r.created_at AS "createdAt",
      v.number AS version, v.kind, v.state, v.state_at AS "stateAt",
      e.headline, e.languages, p.state AS publication
    FROM releases r
    CROSS JOIN LATERAL (SELECT * FROM versions WHERE release_id = r.id ORDER BY number DESC LIMIT 1) v
    CROSS JOIN LATERAL (
      SELECT (array_agg(headline ORDER BY position))[1] AS headline, array_agg(language ORDER BY position) AS languages
      FROM editions e JOIN revisions s ON s.id = e.revision_id AND s.version_id = v.id AND s.number = v.revision_number
    ) e
    LEFT JOIN LATERAL (SELECT state FROM publications WHERE version_id = v.id ORDER BY id DESC LIMIT 1) p ON true
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY r.id DESC LIMIT ${query.limit + 1}`
  return toPage(rows, query.limit, (row) => ({
    ...row,
    kind: VersionKind.parse(row.kind),
    state: VersionState.parse(row.state),
    stateAt: row.stateAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
  }))
}
