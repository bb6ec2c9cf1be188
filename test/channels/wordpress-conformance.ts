import { wordpress } from '../../src/channels/wordpress/wordpress.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { checkConformance } from './conformance.ts'
import type { WordpressSite } from './wordpress-site.ts'

/** The suite of all channels against a site, whose posts must hold exactly what was rendered. */
export function checkWordpress(open: () => Promise<WordpressSite>): void {
  checkConformance(wordpress, async () => {
    const site = await open()
    const { fetch, close } = openFetch({ allow: ['127.0.0.0/8'] })
    const sender = wordpress.open({ fetch, smtpUrl: undefined })
    return {
      sender,
      settings: (behaviour) => site.settings(behaviour),
      secrets: (['accept', 'refuse', 'defer', 'stall'] as const).map((user) => site.settings(user).applicationPassword),
      arrivals: async () =>
        (await site.taken()).map(({ deliveryId, content }) => ({
          deliveryId,
          parts: [new TextEncoder().encode(unwrap(content))],
        })),
      close: async () => {
        await sender.close()
        await close()
        await site.close()
      },
    }
  })
}

/** Without the element by which the channel finds it again. */
function unwrap(content: string): string {
  return content.replace(/^<div id="dateline-[\w-]+" data-version="\d+">([\s\S]*)<\/div>$/, '$1')
}
