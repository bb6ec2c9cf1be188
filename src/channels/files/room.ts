import { untilAborted } from './until-aborted.ts'

/**
 * Waits until there is room for so many bytes, in the order of asking, and returns what gives it back. Who needs more than there is
 * gets all of it.
 *
 * @throws the signal's reason
 */
export type TakeRoom = (sizeBytes: number, signal: AbortSignal) => Promise<() => void>

/** Room for what is in memory at once. */
export function openRoom(atOnceBytes: number): TakeRoom {
  let freeBytes = atOnceBytes
  const waiting = new Set<() => boolean>()
  const letIn = (): void => {
    for (const come of waiting) if (!come()) return
  }
  return async (sizeBytes, signal) => {
    const bytes = Math.min(sizeBytes, atOnceBytes)
    const { promise, resolve } = Promise.withResolvers<void>()
    const come = (): boolean => {
      if (bytes > freeBytes) return false
      freeBytes -= bytes
      waiting.delete(come)
      resolve()
      return true
    }
    const giveBack = (): void => {
      freeBytes += bytes
      letIn()
    }
    waiting.add(come)
    letIn()
    try {
      await untilAborted(promise, signal)
      return giveBack
    } catch (error) {
      // Whoever was behind it may have room now; it may have been let in as it gave up.
      if (waiting.delete(come)) letIn()
      else giveBack()
      throw error
    }
  }
}
