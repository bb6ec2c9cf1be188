import '../src/heap.ts'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { z } from 'zod'
import { buildApp } from '../src/app.ts'
import type { Message, Sender } from '../src/channels/channel.ts'
import { openSenders } from '../src/channels/list.ts'
import { signatureHeaders } from '../src/channels/webhook/signature.ts'
import { readConfig } from '../src/config.ts'
import { openDeps } from '../src/deps.ts'
import { openMonths } from '../src/retention/open-months.ts'
import { foundWire } from '../src/wire/found.ts'
import { requireKey } from '../src/wire/require-key.ts'
import { startWorker } from '../src/worker.ts'

// Dateline as src/main.ts starts it, but for the wire: webhooks are made, signed and not sent. The transport keeps a list of its
// own: each id goes into a file beside the data as 16 bytes, once for each time, so that whoever asks need not believe the ledger.

process.removeAllListeners('warning')

const [role = 'all'] = process.argv.slice(2)
const config = readConfig(process.env)
const { deps, close } = await openDeps({ config, log: pino({ level: config.logLevel, base: { role } }) })
const closers = [close]
process.once('SIGTERM', async () => {
  for (const end of closers.reverse()) await end()
  process.exit(0)
})
await openMonths(deps)
await requireKey(deps)
const adminKey = await foundWire(deps)
if (role !== 'worker') {
  const app = await buildApp(deps)
  closers.push(() => app.close())
  const address = await app.listen({ host: config.host, port: 0 })
  console.log(`${adminKey}\nDateline listens on ${address}`)
}
if (role !== 'web') {
  const worker = await startWorker(deps, (wired) => {
    const { senders, close: closeSenders } = openSenders(wired)
    return { senders: { ...senders, webhook: openNull() }, close: closeSenders }
  })
  closers.push(worker.stop)
}

/** What the webhook itself reads. */
const Handed = z.strictObject({ url: z.string(), secret: z.string() })

function openNull(): Sender {
  // Written beside the work, not in it: a disk that is busy with Postgres must not stop the loop that is measured.
  const list = createWriteStream(join(config.dataDir, `sent-${process.pid}`))
  const waiting = Buffer.alloc(64 * 1024)
  let filled = 0
  const flush = () => {
    if (filled > 0) list.write(Buffer.from(waiting.subarray(0, filled)))
    filled = 0
  }
  const timer = setInterval(flush, 100)
  return {
    send: async ({ deliveryId, sentAt, renderings, settings }: Message) => {
      const { secret } = Handed.parse(settings)
      const [rendering] = renderings
      if (!rendering) throw new Error('a webhook needs a rendering')
      signatureHeaders(deliveryId, sentAt, rendering.bytes, secret)
      waiting.write(deliveryId.replaceAll('-', ''), filled, 'hex')
      filled += 16
      if (filled === waiting.length) flush()
      return { kind: 'delivered', receipt: '200 taken' }
    },
    close: async () => {
      clearInterval(timer)
      flush()
      await new Promise<void>((resolve) => list.end(resolve))
    },
  }
}
