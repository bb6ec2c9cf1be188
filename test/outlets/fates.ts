import { Prisma } from '../../src/db/client.ts'
import { type ReachTarget, reached } from '../../src/outlets/reach.ts'
import type { Service } from '../harness/service.ts'

/**
 * Everybody on a list by name, and why they get nothing; null for who receives.
 *
 * @param target whose language and hour are any, unless they are given
 */
export async function fatesOn(
  { deps }: Service,
  target: Partial<ReachTarget> & { outletListId: string },
): Promise<Record<string, string | null>> {
  const whole = { language: null, excludeOutletIds: [], accountId: null, at: deps.clock.now(), ...target }
  const rows = await deps.db.$queryRaw<{ name: string; fate: string | null }[]>(
    Prisma.sql`SELECT outlet_name AS name, left_out AS fate FROM (${await reached(deps.db, whole)}) AS reach ORDER BY name`,
  )
  return Object.fromEntries(rows.map(({ name, fate }) => [name, fate]))
}
