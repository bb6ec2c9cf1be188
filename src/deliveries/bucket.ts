/** So many in any window. */
export type Limit = { limit: number; windowMs: number }

/**
 * Tokens of one pace. A token is used by a request and comes back one window after the answer to it: since it arrived before it
 * was answered, whoever receives never counts more than the limit in any window, however long the way was. Instants are of the
 * monotonic clock.
 */
export type Bucket = {
  /** how many tokens there are at an instant, now or to come; what is under way counts as used */
  freeAt(limit: Limit, atMs: number): number
  /** when there is one, at the earliest now; undefined while every token is under way */
  nextAtMs(limit: Limit, nowMs: number): number | undefined
  take(): void
  /** The request was answered, or ended without an answer. */
  answered(atMs: number): void
  /** It was not made after all. */
  unused(): void
  /** the last answer; undefined where there was none */
  lastMs(): number | undefined
}

/** No two clocks go alike: one that is disciplined strays by half a thousandth at most. */
function windowOf({ windowMs }: Limit): number {
  return windowMs * 1.001 + 1
}

/** @param busyUntilMs until when somebody else may have sent: all tokens count as used until then */
export function openBucket(busyUntilMs: number | undefined): Bucket {
  let underWay = 0
  let answers: number[] = []
  const freeAt = (limit: Limit, atMs: number): number => {
    const since = atMs - windowOf(limit)
    if (busyUntilMs !== undefined && busyUntilMs > since) return 0
    // From the newest back: the window may be the short end of a long memory.
    let used = 0
    while (used < answers.length && (answers[answers.length - 1 - used] ?? 0) > since) used += 1
    return limit.limit - underWay - used
  }
  return {
    freeAt,
    nextAtMs: (limit, nowMs) => {
      if (freeAt(limit, nowMs) > 0) return nowMs
      const left = limit.limit - underWay
      if (left <= 0) return undefined
      const last = answers[answers.length - left] ?? 0
      return Math.max(nowMs, last + windowOf(limit), (busyUntilMs ?? 0) + windowOf(limit))
    },
    take: () => {
      underWay += 1
    },
    answered: (atMs) => {
      underWay -= 1
      answers.push(atMs)
      // A limit is at most so many: what is older never counts again.
      if (answers.length > 2 * rememberedAtMost) answers = answers.slice(-rememberedAtMost)
    },
    unused: () => {
      underWay -= 1
    },
    lastMs: () => answers.at(-1),
  }
}

/** As many as a pace may allow in a window: more need not be remembered. */
const rememberedAtMost = 100_000
