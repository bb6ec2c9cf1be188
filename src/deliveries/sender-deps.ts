import type { SenderDeps } from '../channels/channel.ts'
import type { AppDeps } from '../deps.ts'

/** What channels are opened with, wherever they are. */
export function toSenderDeps({ fetch, connect, config }: Pick<AppDeps, 'fetch' | 'connect' | 'config'>): SenderDeps {
  return { fetch, connect, smtpUrl: config.smtpUrl, dkim: config.dkim }
}
