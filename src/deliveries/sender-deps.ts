import type { SenderDeps } from '../channels/channel.ts'
import type { AppDeps } from '../deps.ts'

/** What channels are opened with, wherever they are. */
export function toSenderDeps({ fetch, config }: Pick<AppDeps, 'fetch' | 'config'>): SenderDeps {
  return { fetch, smtpUrl: config.smtpUrl, dkim: config.dkim }
}
