import { z } from 'zod'
import { available, noReasons, OwnId, ownHost } from '../available.ts'
import type { Channel } from '../channel.ts'

/** How a feed is set up. */
export const FeedSettings = z.strictObject({
  id: OwnId,
  title: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'what readers call it; left out: the name of the wire' }),
  entries: z.int().min(1).max(200).default(50).meta({ description: 'how many it shows, the newest first' }),
  markKillsForDays: z
    .int()
    .min(1)
    .max(365)
    .default(7)
    .meta({ description: 'for so long a release that was called back stands in it, marked and without its text; then it goes' }),
})
export type FeedSettings = z.infer<typeof FeedSettings>

/** A private feed under an address that holds a key: `GET /v1/feeds/<key>`. A delivery is available from its hour until it is fetched. */
export const feed: Channel = {
  key: 'feed',
  class: 'machine',
  isFetched: true,
  settings: FeedSettings,
  secrets: [],
  keeps: ['id'],
  formats: ['atom', 'rss', 'json-feed'],
  renders: () => [],
  address: (settings) => `feed:${FeedSettings.parse(settings).id}`,
  host: () => ownHost,
  reasons: noReasons,
  deadlineMs: 1_000,
  open: () => available,
}
