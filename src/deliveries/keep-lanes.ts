import { openLanes } from './lanes.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** Looks that follow each other closer than this would each fetch what one could. */
const atLeastMs = 25

/** Sees to the lanes of this worker until it stops. */
export function keepLanes(deps: WorkerDeps): { stop(): Promise<void> } {
  const lanes = openLanes(deps)
  const wakeOnce = () => current.resolve()
  let current = Promise.withResolvers<void>()
  lanes.onChange(wakeOnce)
  deps.stopping.addEventListener('abort', wakeOnce)
  const keep = async (): Promise<void> => {
    while (!deps.stopping.aborted) {
      current = Promise.withResolvers()
      await lanes.turn().catch((error: unknown) => deps.log.warn({ err: error }, 'lanes could not be seen to; again in a moment'))
      await after(atLeastMs)
      const timer = setTimeout(wakeOnce, lanes.idleMs())
      await current.promise
      clearTimeout(timer)
    }
  }
  const kept = keep()
  return {
    stop: async () => {
      await kept
      await lanes.close()
    },
  }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
