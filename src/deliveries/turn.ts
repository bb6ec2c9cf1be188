type Turns = { taken: number; waiting: (() => void)[] }

// Shared by all batches of the process, as the channel's connections are.
const channels = new Map<string, Turns>()

/**
 * Waits until a channel can hand over one more, first come first served.
 *
 * @param atOnce how many it hands over at once; undefined for as many as there are
 * @returns gives the turn back
 */
export async function takeTurn(channel: string, atOnce: number | undefined): Promise<() => void> {
  if (atOnce === undefined) return () => {}
  const turns = channels.get(channel) ?? { taken: 0, waiting: [] }
  channels.set(channel, turns)
  if (turns.taken < atOnce) turns.taken += 1
  else await new Promise<void>((resolve) => turns.waiting.push(resolve))
  return () => {
    // Passed on as it is, so that nobody who comes just now takes it from who has waited.
    const next = turns.waiting.shift()
    if (next) next()
    else turns.taken -= 1
  }
}
