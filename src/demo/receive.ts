import type { DemoOutlet } from './audience.ts'
import type { Receipt } from './check.ts'
import { startWebhookReceiver } from './receivers/http.ts'
import { startSmtpReceiver } from './receivers/smtp.ts'

/** The far side: a mail server and a web server on loopback that stand for every outlet of the demo wire. */
export type Receivers = {
  smtpUrl: string
  webhookUrl: string
  /** everything that was taken so far, twice what came twice */
  receipts(): Receipt[]
  /** webhooks whose signature was wrong */
  forged(): number
  close(): Promise<void>
}

/** Starts them on free ports; each address is treated as its outlet behaves. */
export async function startReceivers(audience: readonly DemoOutlet[]): Promise<Receivers> {
  const outlets = new Map(audience.map((outlet) => [outlet.endpoint.address, outlet]))
  const behave = (address: string) => outlets.get(address)?.behaviour ?? 'refuse'
  const mail = await startSmtpReceiver({ behave })
  const web = await startWebhookReceiver({
    behave,
    secretOf: (path) => {
      const endpoint = outlets.get(path)?.endpoint
      return endpoint?.channel === 'webhook' ? endpoint.secret : undefined
    },
  })
  return {
    smtpUrl: mail.url,
    webhookUrl: web.url,
    receipts: () => [
      ...mail.received.map(({ messageId, to }) => ({ deliveryId: messageId.split('@')[0] ?? '', channel: 'email', address: to })),
      ...web.received.map(({ webhookId, path }) => ({ deliveryId: webhookId, channel: 'webhook', address: path })),
    ],
    forged: web.forged,
    close: async () => {
      await Promise.all([mail.close(), web.close()])
    },
  }
}
