import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { z } from 'zod'
import { type Behaviour, refusesNow } from './behaviour.ts'

/** One mail that was taken; `from` is the envelope's. `raw` only where the receiver was asked to keep it. */
export type ReceivedMail = { messageId: string; from: string; to: string; sizeBytes: number; raw?: Buffer }

/** A mail server on loopback. `received` grows by one for each mail taken, twice for one that came twice. */
export type SmtpReceiver = { url: string; received: ReceivedMail[]; close(): Promise<void> }

type Options = {
  /** 0 takes any free port */
  port?: number
  /** how mail for a recipient is treated; everything is accepted by default */
  behave?: (recipient: string) => Behaviour
  /** keeps the bytes of each mail, for tests; by default nothing of a body stays in memory */
  keepRaw?: boolean
  /** asks for a login and lets in whom this says */
  login?: (user: string, password: string) => boolean
}

/** Starts a mail server that stands for the relay and the mailboxes behind it. */
export async function startSmtpReceiver(options: Options = {}): Promise<SmtpReceiver> {
  const { port = 0, behave = () => 'accept', login } = options
  const received: ReceivedMail[] = []
  const server = new SMTPServer({
    disabledCommands: login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    logger: false,
    onAuth: ({ username, password }, _session, done) => {
      if (login?.(username ?? '', password ?? '')) done(null, { user: username ?? '' })
      else done(reply(535, `5.7.8 ${username} with ${password} is not a login`))
    },
    onRcptTo: ({ address }, _session, done) => {
      const behaviour = behave(address)
      // Never calling back is how a server stalls.
      if (behaviour === 'stall') return
      done(behaviour === 'refuse' ? reply(550, `5.1.1 <${address}> does not exist here`) : null)
    },
    onData: takeMail(received, options),
  } satisfies SMTPServerOptions)
  // A sender that hangs up in mid-sentence is none of our worries.
  server.on('error', () => {})
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  const address = z.object({ port: z.number() }).parse(server.server.address())
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

function takeMail(
  received: ReceivedMail[],
  { behave = () => 'accept', keepRaw = false }: Options,
): NonNullable<SMTPServerOptions['onData']> {
  const failed = new Set<string>()
  return (stream, { envelope }, done) => {
    const to = envelope.rcptTo.map(({ address }) => address).join(', ')
    const take = async () => {
      const from = envelope.mailFrom ? envelope.mailFrom.address : ''
      const mail = { from, to, ...(await readMail(stream, keepRaw)) }
      if (refusesNow(behave(to), mail.messageId, failed)) return done(reply(450, '4.2.1 The mailbox is busy, come back later'))
      received.push(mail)
      done(null, `Taken as ${received.length}`)
    }
    // A mail that breaks off was not taken.
    take().catch(done)
  }
}

/** What a header may take up at most before we stop looking for the Message-ID. */
const maxHeadBytes = 32 * 1024

async function readMail(stream: Readable, keepRaw: boolean): Promise<Omit<ReceivedMail, 'from' | 'to'>> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of stream) {
    if (keepRaw || sizeBytes < maxHeadBytes) chunks.push(chunk)
    sizeBytes += chunk.length
  }
  const raw = Buffer.concat(chunks)
  const messageId = /^message-id:\s*<([^>]+)>/im.exec(raw.toString('latin1'))?.[1] ?? ''
  return keepRaw ? { messageId, sizeBytes, raw } : { messageId, sizeBytes }
}

function reply(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode })
}
