import { z } from 'zod'

const most = 2 ** 31 - 1

/** How much an account may use. Null is without limit. */
export const Limits = z.object({
  releasesPerDay: z
    .int()
    .min(0)
    .max(most)
    .nullable()
    .default(null)
    .meta({ description: 'releases handed in per day, UTC; tests do not count' }),
  recipientsPerMonth: z
    .int()
    .min(0)
    .max(most)
    .nullable()
    .default(null)
    .meta({ description: 'editions to endpoints per month, UTC, counted when they are published' }),
  concurrency: z
    .int()
    .min(1)
    .max(most)
    .nullable()
    .default(null)
    .meta({ description: 'requests that are answered at once, by each web process' }),
})

export type Limits = z.infer<typeof Limits>

const { releasesPerDay, recipientsPerMonth, concurrency } = Limits.shape

/** Limits as they are set: what is left out stays. What is no limit is refused, not ignored. */
export const NewLimits = z
  .strictObject({
    releasesPerDay: releasesPerDay.unwrap(),
    recipientsPerMonth: recipientsPerMonth.unwrap(),
    concurrency: concurrency.unwrap(),
  })
  .partial()
