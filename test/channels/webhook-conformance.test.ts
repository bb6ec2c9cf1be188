import { newWebhookSecret } from '../../src/channels/webhook/signature.ts'
import { webhook } from '../../src/channels/webhook/webhook.ts'
import type { Behaviour } from '../../src/demo/receivers/behaviour.ts'
import { startWebhookReceiver } from '../../src/demo/receivers/http.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { checkConformance } from './conformance.ts'

checkConformance(webhook, async () => {
  const secret = newWebhookSecret()
  const behaviours: Behaviour[] = ['accept', 'refuse', 'defer', 'fail-once', 'stall']
  const receiver = await startWebhookReceiver({
    secretOf: () => secret,
    behave: (path) => behaviours.find((behaviour) => path === `/${behaviour}`) ?? 'accept',
    keepBody: true,
  })
  const { fetch, close } = openFetch({ allow: ['127.0.0.0/8'] })
  const sender = webhook.open({ fetch, smtpUrl: undefined })
  return {
    sender,
    settings: (behaviour) => ({ url: `${receiver.url}/${behaviour}`, secret }),
    secrets: [secret],
    arrivals: async () => receiver.received.map(({ webhookId, body }) => ({ deliveryId: webhookId, parts: body ? [body] : [] })),
    close: async () => {
      await sender.close()
      await close()
      await receiver.close()
    },
  }
})
