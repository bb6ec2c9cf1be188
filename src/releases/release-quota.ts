import type { FastifyReply, FastifyRequest } from 'fastify'
import { readUsage, requireLeft, toQuota, type Usage } from '../accounts/usage.ts'
import type { AppDeps } from '../deps.ts'
import { isRepeat } from '../http/idempotency.ts'
import { principalOf } from '../http/principal.ts'
import { tellQuota } from '../http/quota.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/**
 * Refuses another release of an account that has handed in as many as it may today, before its text is looked at. Tests and
 * repeats under an Idempotency-Key are free. createRelease counts, and is the one that is sure.
 *
 * @returns whether there is a limit, for the answer to tell
 * @throws quota-exceeded
 */
export async function requireReleaseLeft(deps: Deps, req: FastifyRequest): Promise<boolean> {
  const usage = await readReleases(deps, req)
  if (!usage || usage.limit === null) return false
  if (usage.used >= usage.limit && !(await isRepeat(deps, req))) requireLeft(usage, deps.clock.now())
  return true
}

/** Tells in the answer how many releases the account has left today, where it has a limit. */
export async function tellReleasesLeft(deps: Deps, req: FastifyRequest, reply: FastifyReply): Promise<void> {
  const usage = await readReleases(deps, req)
  const quota = usage && toQuota(usage, deps.clock.now())
  if (quota) tellQuota(reply, quota)
}

async function readReleases({ db, clock }: Deps, req: FastifyRequest): Promise<Usage | undefined> {
  const { accountId, mode } = principalOf(req)
  return mode === 'test' ? undefined : readUsage(db, { accountId, kind: 'releases', at: clock.now() })
}
