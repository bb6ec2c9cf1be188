const open = new Set<() => Promise<void>>()

/**
 * Remembers how to end something that was started, until it is ended: a bench that is told to stop ends all of it.
 *
 * @returns ends it; may be called twice
 */
export function remember(end: () => Promise<void>): () => Promise<void> {
  let ending: Promise<void> | undefined
  const once = () => {
    open.delete(once)
    ending ??= end()
    return ending
  }
  open.add(once)
  return once
}

/** Ends everything that was started and not ended, the last first. */
export async function endAll(): Promise<void> {
  for (const end of [...open].reverse()) await end().catch((error: unknown) => console.error(error))
}
