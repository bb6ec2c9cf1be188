/**
 * Waits for some work, and no longer than until a signal is aborted; what the work comes to after that is let go.
 *
 * @throws what the work throws, or the signal's reason
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  return Promise.race([aborted, work]).finally(() => signal.removeEventListener('abort', abort))
}
