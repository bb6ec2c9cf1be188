import { z } from 'zod'
import type { Fetch } from '../../net/fetch.ts'
import type { Channel, Message, Outcome } from '../channel.ts'
import { answerReasons, failureOutcome, toOutcome } from './answer.ts'
import { newWebhookSecret, signatureHeaders, WebhookSecret } from './signature.ts'

/** How a webhook is set up. */
export const WebhookSettings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .refine((url) => !hasCredentials(url), 'must not carry a user name or a password')
    .meta({ description: 'Where to POST', example: 'https://outlet.example/dateline' }),
  secret: WebhookSecret,
})
export type WebhookSettings = z.infer<typeof WebhookSettings>

/** What a send reads of settings that were checked by then: their whole schema takes longer than a signature. */
const Target = z.strictObject({ url: z.string(), secret: z.string() })

/** A signed POST of one rendering, as Standard Webhooks has it. */
export const webhook: Channel = {
  key: 'webhook',
  class: 'machine',
  settings: WebhookSettings,
  handed: Target,
  secrets: ['secret'],
  makeSecrets: () => ({ secret: newWebhookSecret() }),
  formats: ['ninjs', 'ninjs-2.2', 'newsml-g2', 'nitf', 'json-ld'],
  renders: (format) => [format],
  address: (settings) => WebhookSettings.parse(settings).url,
  host: (settings) => {
    const { hostname, port, protocol } = new URL(WebhookSettings.parse(settings).url)
    return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`
  },
  reasons: answerReasons,
  deadlineMs: 10_000,
  open: ({ fetch }) => ({
    send: (message, signal) => post(fetch, message, signal),
    warm: async (settings) => {
      const { data } = Target.pick({ url: true }).safeParse(settings)
      if (data) await fetch.warm(data.url)
    },
    close: async () => {},
  }),
}

async function post(fetch: Fetch, message: Message, signal: AbortSignal): Promise<Outcome> {
  const { deliveryId, sentAt, renderings } = message
  const { url, secret } = Target.parse(message.settings)
  const [rendering] = renderings
  if (!rendering) throw new Error('a webhook needs a rendering')
  const headers = {
    ...signatureHeaders(deliveryId, sentAt, rendering.bytes, secret),
    'content-type': rendering.contentType,
    'user-agent': 'Dateline/1',
  }
  const answer = await fetch(url, { method: 'POST', headers, body: rendering.bytes, signal })
  return 'failure' in answer ? failureOutcome(answer, sentAt, [secret]) : toOutcome(answer, sentAt, [secret])
}

function hasCredentials(text: string): boolean {
  const url = URL.parse(text)
  return Boolean(url?.username || url?.password)
}
