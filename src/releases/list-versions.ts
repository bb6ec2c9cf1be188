import { z } from 'zod'
import { principalScope } from '../accounts/scope.ts'
import type { AnyDb } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { notFound } from '../problem.ts'
import { VersionKind, VersionState } from './version.ts'

/** A version in the list of a release's versions. */
export const VersionSummary = z.object({
  number: z.int(),
  kind: VersionKind,
  reason: z.string().nullable(),
  state: VersionState,
  stateAt: z.iso.datetime(),
  frozenAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
})

const at = '2026-11-23T09:00:00.000Z'

/** All versions of a release, the first one first. There are never many. */
export const VersionList = z.object({ items: z.array(VersionSummary) }).meta({
  example: {
    items: [{ number: 1, kind: 'original', reason: null, state: 'draft', stateAt: at, frozenAt: null, createdAt: at }],
  },
})

/** @throws not-found for a release that the principal may not see */
export async function listVersions(
  { db }: { db: AnyDb },
  principal: Principal,
  releaseId: string,
): Promise<z.infer<typeof VersionList>> {
  const rows = await db.version.findMany({
    where: { releaseId, release: principalScope(principal) },
    orderBy: { number: 'asc' },
  })
  if (rows.length === 0) throw notFound('release')
  const items = rows.map((row) => ({
    number: row.number,
    kind: VersionKind.parse(row.kind),
    reason: row.reason,
    state: VersionState.parse(row.state),
    stateAt: row.stateAt.toISOString(),
    frozenAt: row.frozenAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }))
  return { items }
}
