import { findChannel } from '../channels/list.ts'
import type { Claim } from './claim.ts'
import type { TurnOrLater } from './host-turns.ts'
import type { Way } from './set-aside.ts'
import { watchHosts } from './watch-hosts.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** How a batch travels, and who gives its deliveries a turn at their host. */
export type Route = Way & { take(claim: Claim): Promise<TurnOrLater> | TurnOrLater }

/** The way of ordinary batches: so many at once to each machine, from this process. Mail travels by its relay, tests reach nobody. */
export function routeByHosts(deps: WorkerDeps): Route {
  const { turns } = watchHosts(deps)
  return {
    isLane: false,
    clogged: () => turns.clogged(),
    take: ({ channel, host, test }) => {
      if (test || findChannel(channel)?.class !== 'machine') return noTurn
      const turn = { end: () => turns.end(host) }
      if (turns.tryTake(host)) return turn
      return turns.take(host).then((taken) => (taken ? turn : { dueAt: deps.clock.now() }))
    },
  }
}

const noTurn: TurnOrLater = { end: () => {} }
