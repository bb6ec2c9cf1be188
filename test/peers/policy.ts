import { once } from 'node:events'
import { createServer } from 'node:net'
import { z } from 'zod'

/** A server that Postfix asks about each recipient (SMTPD_POLICY_README). */
export type Policy = { port: number; close(): void }

/**
 * Defers whom it sees for the first time, as greylisting does.
 *
 * @param greylists whether a recipient is treated so
 */
export async function startGreylisting(greylists: (recipient: string) => boolean): Promise<Policy> {
  const seen = new Set<string>()
  const server = createServer((socket) => {
    let asked = ''
    socket.setEncoding('utf8').on('error', () => {})
    socket.on('data', (chunk: string) => {
      asked += chunk
      if (!asked.endsWith('\n\n')) return
      const recipient = /^recipient=(.*)$/m.exec(asked)?.[1] ?? ''
      asked = ''
      const isNew = greylists(recipient) && !seen.has(recipient)
      seen.add(recipient)
      socket.write(`action=${isNew ? 'defer_if_permit 4.2.0 Greylisted, come again in five minutes' : 'dunno'}\n\n`)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: z.object({ port: z.number() }).parse(server.address()).port, close: () => server.close() }
}
