import type { FastifyReply } from 'fastify'
import { Problem } from '../problem.ts'
import { type Quota, quotaHeaders, tellQuota } from './quota.ts'
import type { App } from './server.ts'

/**
 * Answers only so many requests of an account at once, those that wait for news among them. Counted in this process: an
 * account may have as many in each. Registered after the guard, which says who asks and how many it may.
 *
 * @throws too-many-requests, before anything of the request is read
 */
export function limitConcurrency(app: App): void {
  const open = new Map<string, number>()
  app.addHook('onRequest', async (req, reply) => {
    const principal = req.principalOrNull
    if (principal?.concurrency === undefined) return
    const { accountId, concurrency: limit } = principal
    const count = (open.get(accountId) ?? 0) + 1
    const quota: Quota = { name: 'concurrency', limit, left: Math.max(0, limit - count), unit: 'concurrent-requests' }
    if (count > limit) {
      const detail = `This account has ${limit} requests under way, as many as it may have at once. Wait for one to be answered.`
      throw new Problem('too-many-requests', detail, { headers: { ...quotaHeaders(quota), 'retry-after': '1' } })
    }
    open.set(accountId, count)
    onceOver(reply, () => {
      const left = (open.get(accountId) ?? 1) - 1
      if (left > 0) open.set(accountId, left)
      else open.delete(accountId)
    })
    tellQuota(reply, quota)
  })
}

/** Answered, or broken off before: whichever is first, and once. */
function onceOver({ raw }: FastifyReply, done: () => void): void {
  const over = () => {
    raw.off('finish', over).off('close', over)
    done()
  }
  raw.on('finish', over).on('close', over)
}
