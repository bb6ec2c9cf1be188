import { takeUsage } from '../accounts/usage.ts'
import { Prisma, type Tx } from '../db/client.ts'
import { reached } from '../outlets/reach.ts'
import type { ResolvedTarget } from './targets.ts'

type Owner = { accountId: string; test: boolean }
type Asked = { targets: readonly ResolvedTarget[]; now: Date; releaseAt: Date }

/**
 * Counts whom targets would reach at their hour, as what the account of a release uses this month. A test uses nothing.
 *
 * @returns how many deliveries that would be: an endpoint on several lists counts once per edition that it gets
 * @throws quota-exceeded when the account has fewer left
 */
export async function reserveRecipients(tx: Tx, { accountId, test }: Owner, { targets, now, releaseAt }: Asked): Promise<number> {
  if (test) return 0
  const recipients = await countRecipients(tx, targets, { accountId, at: releaseAt })
  await takeUsage(tx, { accountId, kind: 'recipients', at: now }, recipients)
  return recipients
}

async function countRecipients(tx: Tx, targets: readonly ResolvedTarget[], by: { accountId: string; at: Date }): Promise<number> {
  const each: Prisma.Sql[] = []
  for (const target of targets) {
    each.push(Prisma.sql`
      SELECT r.endpoint_id, ${target.language}::text AS language FROM (${await reached(tx, { ...target, ...by, targets })}) r
      WHERE r.endpoint_id IS NOT NULL AND r.left_out IS NULL`)
  }
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (${Prisma.join(each, ' UNION ')}) recipients`
  return row?.count ?? 0
}
