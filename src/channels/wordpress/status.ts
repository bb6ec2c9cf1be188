import type { Message } from '../channel.ts'
import type { WordpressSettings } from './settings.ts'

type Hours = { status?: string; date_gmt?: string }

/**
 * Whether a new post is public, and from when. WordPress keeps an embargoed one itself until its hour.
 *
 * Any other gets the hour that the site has: one that the site's clock has yet to reach would be kept, too.
 */
export function statusOf({ status }: WordpressSettings, { story, sentAt }: Message): Hours {
  const { embargoUntil } = story
  if (!embargoUntil || embargoUntil <= sentAt) return { status }
  return { status: status === 'publish' ? 'future' : status, date_gmt: toGmt(embargoUntil) }
}

/**
 * What a later version changes of it: only the hour of a post that is still to come. One that editors have hidden stays hidden.
 *
 * @param present the status of the post at the site
 */
export function hoursOf(present: string, settings: WordpressSettings, message: Message): Hours {
  const wanted = statusOf(settings, message)
  if (wanted.date_gmt) return ['draft', 'pending', 'future'].includes(present) ? { date_gmt: wanted.date_gmt } : {}
  // The embargo is over sooner than was said. A date that has passed is what makes it public.
  return present === 'future' && settings.status === 'publish' ? { ...wanted, date_gmt: toGmt(message.releasedAt) } : {}
}

function toGmt(at: Date): string {
  return at.toISOString().slice(0, 19)
}
