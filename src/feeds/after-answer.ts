import type { FastifyReply } from 'fastify'
import type { AppDeps } from '../deps.ts'
import { type Answered, markFetched } from './mark-fetched.ts'

type Deps = Pick<AppDeps, 'fast' | 'clock' | 'workerName' | 'log'>

/**
 * Marks what an answer carries as fetched once all of it is written. One that broke off handed nothing over; what it carried is fetched
 * again, under the same ids, and so it is where this process dies in between.
 */
export function markAfterAnswer(
  deps: Deps,
  reply: FastifyReply,
  { answered, receipt }: { answered: Answered; receipt: string },
): void {
  reply.raw.once('finish', () => {
    markFetched(deps, answered, receipt).catch((error: unknown) => {
      deps.log.warn(
        { err: error, deliveries: answered.fetched.length },
        'fetched deliveries could not be marked: they are fetched again',
      )
    })
  })
}
