/** Seconds before each further attempt: about 27 hours in all, dense where most outages end. */
export const retryScheduleSeconds = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 43_200] as const

/** However long a far side asks to be left alone: after a day it is asked again whether that still holds. */
const maxRetryAfterSeconds = 86_400

/**
 * When to try a failed delivery again. Never earlier than the schedule says, nor than the far side asked for, up to a day.
 *
 * @param attempt how many attempts have been made, 1 or more
 * @param retryAfterSeconds what the far side asked for, if it did; what is no number of seconds counts as nothing
 * @param random a number in [0, 1); adds up to 20 % so that one outage does not return as a wave
 * @returns seconds to wait, or undefined when the schedule is spent
 */
export function retryDelaySeconds(attempt: number, retryAfterSeconds = 0, random = Math.random()): number | undefined {
  const scheduled = retryScheduleSeconds[attempt - 1]
  if (scheduled === undefined) return undefined
  const asked = Math.min(retryAfterSeconds || 0, maxRetryAfterSeconds)
  return Math.max(scheduled, asked) * (1 + 0.2 * random)
}
