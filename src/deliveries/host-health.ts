/** How a host does, by its last answers: to be told of, to be switched off. */
export type Verdict = 'well' | 'failing' | 'broken'

/** What the last ten seconds were. */
export type Health = { successes: number; failures: number; verdict: Verdict }

const windowSeconds = 10
/** A rate is one only of so many answers. */
const atLeast = { failing: 5, broken: 10 }
const failureRate = 0.5
/** Without a success between them. */
const inARow = { failing: 3, broken: 5 }
/** Hosts that are remembered; the one that is known longest is forgotten first. */
const hostsAtMost = 20_000

type Second = { second: number; successes: number; failures: number }
type Known = { seconds: Second[]; row: number }

/**
 * Answers of hosts in a sliding window of ten seconds. A host is broken where half of at least ten answers failed, or five in a
 * row: the first sees one that fails often under load, the second one that is gone and gets little.
 */
export type Healths = {
  /** @param nowMs of the monotonic clock */
  note(host: string, answer: 'success' | 'failure', nowMs: number): Health
}

/** Nothing is known of anybody at first. */
export function openHealths(): Healths {
  const hosts = new Map<string, Known>()
  return {
    note: (host, answer, nowMs) => {
      const now = Math.floor(nowMs / 1000)
      const known = hosts.get(host) ?? remember(hosts, host)
      const { seconds } = known
      while (seconds[0] && seconds[0].second <= now - windowSeconds) seconds.shift()
      known.row = answer === 'success' ? 0 : known.row + 1
      const last = seconds.at(-1)
      const current = last?.second === now ? last : { second: now, successes: 0, failures: 0 }
      if (current !== last) seconds.push(current)
      current[answer === 'success' ? 'successes' : 'failures'] += 1
      return judge(seconds, known.row)
    },
  }
}

/** The one that came first is forgotten first: what matters of a host is the last ten seconds. */
function remember(hosts: Map<string, Known>, host: string): Known {
  const known = { seconds: [], row: 0 }
  hosts.set(host, known)
  if (hosts.size > hostsAtMost) for (const oldest of hosts.keys().take(hosts.size - hostsAtMost)) hosts.delete(oldest)
  return known
}

function judge(seconds: Second[], row: number): Health {
  const successes = seconds.reduce((sum, second) => sum + second.successes, 0)
  const failures = seconds.reduce((sum, second) => sum + second.failures, 0)
  const all = successes + failures
  const fails = (which: 'failing' | 'broken') =>
    row >= inARow[which] || (row > 0 && all >= atLeast[which] && failures >= failureRate * all)
  return { successes, failures, verdict: fails('broken') ? 'broken' : fails('failing') ? 'failing' : 'well' }
}
