/** Seconds before each further attempt: about 27 hours in all, dense where most outages end. */
export const retryScheduleSeconds = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 43_200] as const

/**
 * When to try a failed delivery again. Never earlier than the schedule says, nor than the far side asked.
 *
 * @param attempt how many attempts have been made, 1 or more
 * @param retryAfterSeconds what the far side asked for, if it did
 * @param random a number in [0, 1); adds up to 20 % so that one outage does not return as a wave
 * @returns seconds to wait, or undefined when the schedule is spent
 */
export function retryDelaySeconds(attempt: number, retryAfterSeconds = 0, random = Math.random()): number | undefined {
  const scheduled = retryScheduleSeconds[attempt - 1]
  if (scheduled === undefined) return undefined
  return Math.max(scheduled, retryAfterSeconds) * (1 + 0.2 * random)
}
