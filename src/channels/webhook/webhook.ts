import type { Fetch } from '../../net/fetch.ts'
import { blotted } from '../blot.ts'
import type { Channel, Message, Outcome } from '../channel.ts'
import { hostOfUrl } from '../http-url.ts'
import { answerReasons, failureOutcome, toOutcome } from './answer.ts'
import { keysOf, makeKeys, publicKeysOf, SignedTarget } from './keys.ts'
import { WebhookSettings, WebhookTarget } from './settings.ts'
import { signatureHeaders } from './signature.ts'

/** A signed POST of one rendering, as Standard Webhooks has it. */
export const webhook: Channel = {
  key: 'webhook',
  class: 'machine',
  settings: WebhookSettings,
  handed: SignedTarget,
  secrets: ['secret', 'signingKey'],
  makeSecrets: makeKeys,
  keepsPrevious: true,
  publicKeys: publicKeysOf,
  formats: ['ninjs', 'ninjs-2.2', 'newsml-g2', 'nitf', 'json-ld', 'html', 'text'],
  renders: (format) => [format],
  address: (settings) => WebhookSettings.parse(settings).url,
  host: (settings) => hostOfUrl(WebhookSettings.parse(settings).url),
  reasons: answerReasons,
  deadlineMs: 10_000,
  open: ({ fetch }) => ({
    send: (message, signal) => post(fetch, message, signal),
    warm: async (settings) => {
      const { data } = WebhookTarget.pick({ url: true }).safeParse(settings)
      if (data) await fetch.warm(data.url)
    },
    close: async () => {},
  }),
}

async function post(fetch: Fetch, message: Message, signal: AbortSignal): Promise<Outcome> {
  const { deliveryId, sentAt, renderings, sequence } = message
  const target = WebhookTarget.parse(message.settings)
  const [rendering] = renderings
  if (!rendering) throw new Error('a webhook needs a rendering')
  const keys = keysOf(target, sentAt)
  const headers = {
    ...signatureHeaders(deliveryId, sentAt, rendering.bytes, ...keys),
    ...(sequence === undefined ? {} : { 'dateline-sequence': String(sequence) }),
    'content-type': rendering.contentType,
    'user-agent': 'Dateline/1',
  }
  // With and without what tells of which kind a key is: half of it is the secret still.
  const secrets = keys.flatMap((key) => [key, key.replace(/^.*_/, '')])
  const tap = message.transcript && blotted(message.transcript, secrets)
  const answer = await fetch(target.url, { method: 'POST', headers, body: rendering.bytes, signal, tap })
  return 'failure' in answer ? failureOutcome(answer, sentAt, secrets) : toOutcome(answer, sentAt, secrets)
}
