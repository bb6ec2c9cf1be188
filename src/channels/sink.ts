import type { Sender } from './channel.ts'

/**
 * Where the deliveries of a test end, whatever their channel. It takes every message at once and lets it go nowhere: it is opened
 * with nothing, so there is no network in its hands, and it looks at nothing that it is given.
 */
export const sink: Sender = {
  send: async () => ({ kind: 'delivered', receipt: 'sink' }),
  close: async () => {},
}
