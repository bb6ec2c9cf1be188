import type { FastifyReply } from 'fastify'
import { readUsage, toQuota } from '../accounts/usage.ts'
import type { AppDeps } from '../deps.ts'
import { tellQuota } from '../http/quota.ts'

/** Tells in the answer how many recipients the account of a release has left this month, where it has a limit. */
export async function tellRecipientsLeft(
  { db, clock }: Pick<AppDeps, 'db' | 'clock'>,
  reply: FastifyReply,
  releaseId: string,
): Promise<void> {
  const { accountId, test } = await db.release.findUniqueOrThrow({ where: { id: releaseId } })
  if (test) return
  const now = clock.now()
  const quota = toQuota(await readUsage(db, { accountId, kind: 'recipients', at: now }), now)
  if (quota) tellQuota(reply, quota)
}
