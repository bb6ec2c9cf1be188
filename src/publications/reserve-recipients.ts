import { readUsage, requireLeft, takeUsage } from '../accounts/usage.ts'
import { Prisma, type Tx } from '../db/client.ts'
import { reached } from '../outlets/reach.ts'
import type { ResolvedTarget } from './targets.ts'

/** Whose publication it is, and of which kind its version. */
type Owner = { accountId: string; test: boolean; kind: string }
type Asked = { targets: readonly ResolvedTarget[]; now: Date; releaseAt: Date }

/**
 * Refuses an account that has no recipients left this month, before its lists are looked at: that takes long where they are.
 *
 * @throws quota-exceeded
 */
export async function requireRecipientsLeft(tx: Tx, { accountId, test, kind }: Owner, now: Date): Promise<void> {
  if (!test && !isFree(kind)) requireLeft(await readUsage(tx, { accountId, kind: 'recipients', at: now }), now)
}

/**
 * Counts whom targets would reach at their hour, as what the account of a release uses this month, until it is known whom they
 * reach: settleRecipients. A test uses nothing.
 *
 * @returns how many deliveries that would be: an endpoint on several lists counts once per edition that it gets
 * @throws quota-exceeded when the account has fewer left
 */
export async function reserveRecipients(
  tx: Tx,
  { accountId, test, kind }: Owner,
  { targets, now, releaseAt }: Asked,
): Promise<number> {
  if (test || isFree(kind)) return 0
  const recipients = await countRecipients(tx, targets, { accountId, at: releaseAt })
  await takeUsage(tx, { accountId, kind: 'recipients', at: now }, recipients)
  return recipients
}

/** Whether versions of a kind use nothing of what an account may have: no limit keeps what is wrong from being set right. */
export function isFree(kind: string): boolean {
  return kind === 'correction' || kind === 'kill'
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
