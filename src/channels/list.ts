import type { Channel, Sender, SenderDeps } from './channel.ts'
import { email } from './email/email.ts'
import { feed } from './feed/feed.ts'
import { ftp } from './ftp/ftp.ts'
import { pull } from './pull/pull.ts'
import { sftp } from './sftp/sftp.ts'
import { webhook } from './webhook/webhook.ts'
import { wordpress } from './wordpress/wordpress.ts'

/** Every way out, one line each. */
export const channels: readonly Channel[] = [
  email, //
  webhook,
  pull,
  feed,
  sftp,
  ftp,
  wordpress,
]

/** The channel of a key such as `email`. */
export function findChannel(key: string): Channel | undefined {
  return channels.find((channel) => channel.key === key)
}

/**
 * Opens every channel, once per process.
 *
 * @returns senders by the key of their channel; `close` waits for what they are handing over
 */
export function openSenders(deps: SenderDeps): { senders: Record<string, Sender>; close(): Promise<void> } {
  const senders = Object.fromEntries(channels.map((channel) => [channel.key, channel.open(deps)]))
  return {
    senders,
    close: async () => {
      await Promise.all(Object.values(senders).map((sender) => sender.close()))
    },
  }
}
