import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { z } from 'zod'
import { readReturnPath } from '../deliveries/return-path.ts'
import type { AppDeps } from '../deps.ts'
import { takeReturn } from './take-return.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'vault' | 'config' | 'log'>

/** Some servers send the whole mail back. A larger one is refused. */
const maxSizeBytes = 25 * 1024 * 1024

/** So much of it is read and kept in memory: what a report says stands in front of what it sends back. */
const maxReadBytes = 512 * 1024

const idleMs = 60_000

/** How long connections may last that are open when the process stops. */
const closeMs = 2_000

/**
 * Takes in bounces and complaints over SMTP: what comes to a return path that we signed, or to `complaints@BOUNCE_DOMAIN`. What got a
 * 250 is in Postgres, or told nothing; while Postgres is away the answer is 451. No mail is ever sent from here.
 *
 * @param listening where; port 0 takes any free one
 * @returns the port, and `close`, which lets what is being taken in finish
 */
export async function listenForReturns(
  deps: Deps,
  listening: { host: string; port: number },
): Promise<{ port: number; close(): Promise<void> }> {
  const server = new SMTPServer({
    name: deps.config.bounceDomain,
    banner: 'Dateline takes in bounces',
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    size: maxSizeBytes,
    maxClients: 100,
    socketTimeout: idleMs,
    closeTimeout: closeMs,
    logger: false,
    onRcptTo: ({ address }, { envelope }, done) => {
      if (envelope.rcptTo.length > 0) return done(toReply(452, '4.5.3 One recipient at a time'))
      done(isTakenIn(deps, address) ? null : toReply(550, '5.1.1 No such address here'))
    },
    onData: (stream, { envelope, remoteAddress }, done) => {
      const to = envelope.rcptTo[0]?.address ?? ''
      takeIn(deps, { to, stream, remoteAddress }).then((said) => done(null, said), done)
    },
  } satisfies SMTPServerOptions)
  server.on('error', (error) => deps.log.debug({ err: error }, 'a connection with returning mail failed'))
  server.listen(listening.port, listening.host)
  await once(server.server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.server.address())
  return { port, close: () => new Promise((resolve) => server.close(resolve)) }
}

function isTakenIn(deps: Deps, address: string): boolean {
  return address.toLowerCase() === `complaints@${deps.config.bounceDomain}` || readReturnPath(deps, address) !== undefined
}

type Incoming = { to: string; stream: Readable & { sizeExceeded?: boolean }; remoteAddress: string }

/** @throws an Error with `responseCode` where the sender is told to come again, or not to */
async function takeIn(deps: Deps, { to, stream, remoteAddress }: Incoming): Promise<string> {
  const bytes = await readBeginning(stream)
  if (stream.sizeExceeded) throw toReply(552, `5.3.4 More than ${maxSizeBytes} bytes are not taken`)
  try {
    const taken = await takeReturn(deps, { to, bytes })
    deps.log.info({ ...taken, remoteAddress }, 'mail came back')
    return '2.0.0 Taken in'
  } catch (error) {
    deps.log.error({ err: error, remoteAddress }, 'mail that came back could not be taken in')
    throw toReply(451, '4.3.0 Cannot be taken in now, come again')
  }
}

/** All of a stream, of which the beginning is kept: a sender is heard to the end. */
async function readBeginning(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let keptBytes = 0
  for await (const chunk of stream) {
    if (keptBytes >= maxReadBytes) continue
    const part = Buffer.from(chunk).subarray(0, maxReadBytes - keptBytes)
    chunks.push(part)
    keptBytes += part.length
  }
  return Buffer.concat(chunks)
}

function toReply(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode })
}
