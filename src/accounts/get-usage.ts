import type { Clock } from '../clock.ts'
import type { AnyDb } from '../db/client.ts'
import type { Principal } from '../http/principal.ts'
import { getAccount } from './get-account.ts'
import { Limits } from './limits.ts'
import { readUsage } from './usage.ts'
import { toPeriodView, type UsageView } from './usage-view.ts'

/**
 * What an account has used of its limits in the present day and month.
 *
 * @throws not-found, also for another account than the submitter's own
 */
export async function getUsage(
  { db, clock }: { db: AnyDb; clock: Clock },
  principal: Principal,
  accountId: string,
): Promise<UsageView> {
  const { id, limits } = await getAccount(db, principal, accountId)
  const at = clock.now()
  const releases = await readUsage(db, { accountId: id, kind: 'releases', at })
  const recipients = await readUsage(db, { accountId: id, kind: 'recipients', at })
  const { concurrency } = Limits.parse(limits)
  return { releases: toPeriodView(releases), recipients: toPeriodView(recipients), concurrency: { limit: concurrency } }
}
