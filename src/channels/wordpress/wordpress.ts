import type { Fetch } from '../../net/fetch.ts'
import type { Channel, Message, Outcome } from '../channel.ts'
import { excerpt } from '../excerpt.ts'
import { hostOfUrl } from '../http-url.ts'
import { SiteError, siteReasons } from './answer.ts'
import { type FindCategories, openCategories } from './categories.ts'
import { placePost } from './place.ts'
import { WordpressSettings } from './settings.ts'
import { openSite, secretsOf } from './site.ts'
import { withdrawPost } from './withdraw.ts'

const maxReceiptLength = 300

/** One post per release and language at a WordPress site, over its REST API with an application password. */
export const wordpress: Channel = {
  key: 'wordpress',
  class: 'machine',
  settings: WordpressSettings,
  secrets: ['applicationPassword'],
  formats: ['html-story'],
  renders: (format) => [format],
  address: (settings) => WordpressSettings.parse(settings).url,
  host: (settings) => hostOfUrl(WordpressSettings.parse(settings).url),
  reasons: siteReasons,
  deadlineMs: 15_000,
  open: ({ fetch }) => {
    const findCategories = openCategories()
    return {
      send: (message, signal) => send({ fetch, findCategories }, message, signal),
      warm: async (settings) => {
        const { data } = WordpressSettings.pick({ url: true }).safeParse(settings)
        if (data) await fetch.warm(data.url)
      },
      close: async () => {},
    }
  },
}

type Deps = { fetch: Fetch; findCategories: FindCategories }

async function send({ fetch, findCategories }: Deps, message: Message, signal: AbortSignal): Promise<Outcome> {
  const settings = WordpressSettings.parse(message.settings)
  const site = openSite(fetch, settings, { message, signal })
  try {
    const isKill = message.story.versionKind === 'kill'
    const said = isKill ? await withdrawPost(site, message) : await placePost({ site, findCategories, signal }, message)
    return { kind: 'delivered', receipt: excerpt(said, maxReceiptLength, secretsOf(settings)) }
  } catch (error) {
    if (error instanceof SiteError) return error.outcome
    throw error
  }
}
