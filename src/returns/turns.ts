/** Lets so much be done at once, and the rest wait for its turn, in order. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>

/** @param atOnce 1 or more */
export function openTurns(atOnce: number): Turns {
  let free = atOnce
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // A turn is passed on, not given back and taken again: nobody comes in between.
      if (next) next()
      else free += 1
    }
  }
}
