type Waiting = { stopping: AbortSignal; go: (mine: boolean) => void }

type Turns = { taken: number; urgent: Waiting[]; others: Waiting[] }

/** Who asks: the `urgent` are served before all others, `stopping` sends away whoever waits. */
type Asker = { atOnce: number | undefined; urgent: boolean; stopping: AbortSignal }

// Shared by all batches of the process, as the channel's connections are.
const channels = new Map<string, Turns>()
const heard = new WeakSet<AbortSignal>()

/**
 * Waits until a channel can hand over one more: the urgent first, and else first come first served. When the process is told to stop
 * nobody waits any longer: whoever is sent away has no turn, and begins nothing.
 *
 * @param channel its key
 * @param asker `atOnce`: how many it hands over at once; undefined for as many as there are
 * @returns gives the turn back
 */
export async function takeTurn(channel: string, { atOnce, urgent, stopping }: Asker): Promise<() => void> {
  if (atOnce === undefined || stopping.aborted) return () => {}
  const turns = channels.get(channel) ?? { taken: 0, urgent: [], others: [] }
  channels.set(channel, turns)
  if (turns.taken < atOnce) turns.taken += 1
  else {
    hear(stopping)
    const queue = urgent ? turns.urgent : turns.others
    if (!(await new Promise<boolean>((go) => queue.push({ stopping, go })))) return () => {}
  }
  return () => {
    // Passed on as it is, so that nobody who comes just now takes it from who has waited.
    const next = turns.urgent.shift() ?? turns.others.shift()
    if (next) next.go(true)
    else turns.taken -= 1
  }
}

/** Once for each process: thousands may wait. */
function hear(stopping: AbortSignal): void {
  if (heard.has(stopping)) return
  heard.add(stopping)
  stopping.addEventListener('abort', () => {
    for (const { urgent, others } of channels.values()) for (const queue of [urgent, others]) sendAway(queue, stopping)
  })
}

function sendAway(queue: Waiting[], stopping: AbortSignal): void {
  const all = queue.splice(0)
  queue.push(...all.filter((one) => one.stopping !== stopping))
  for (const one of all) if (one.stopping === stopping) one.go(false)
}
