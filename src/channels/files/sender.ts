import type { Connect } from '../../net/connect.ts'
import { toFailure } from '../../net/failure.ts'
import { blotted } from '../blot.ts'
import type { Message, Outcome, Sender, Transcript } from '../channel.ts'
import { excerpt } from '../excerpt.ts'
import { extensionOf, toFileName } from './file-name.ts'
import { handIn, type OutgoingFile } from './hand-in.ts'
import { holdPackage } from './hold-package.ts'
import { type Failed, NotTaken } from './not-taken.ts'
import { openPools } from './pools.ts'
import type { Session } from './session.ts'
import type { FileSettings } from './settings.ts'

/** How connections to an endpoint are opened. */
export type Protocol<Settings> = {
  parse(settings: unknown): Settings
  /** what must not show up in an outcome */
  secretsOf(settings: Settings): (string | undefined)[]
  /** @throws NotTaken, what a broken connection throws, or the signal's reason */
  open(
    connect: Connect,
    settings: Settings,
    options: { signal: AbortSignal; transcript?: Transcript | undefined },
  ): Promise<Session>
}

/** All reasons of what is here, whatever the protocol. */
export const fileReasons = {
  temporary: [
    ...['dns', 'connect', 'tls', 'timeout', 'too-slow', 'reset', 'headers-too-large', 'protocol'],
    ...['incomplete', 'attachment-unreadable'],
  ],
  permanent: ['address-refused'],
}

/** How long an attempt may take: below the 20 s of a lease, which must outlast it. What does not fit is gone on with. */
export const uploadDeadlineMs = 15_000

const maxTextLength = 400

/** Opens a channel that uploads files. Connections are kept for a while, for each endpoint its own. */
export function openFileSender<Settings extends FileSettings>(
  { parse, secretsOf, open }: Protocol<Settings>,
  connect: Connect | undefined,
): Sender {
  const pools = openPools<Settings>((settings, signal) => open(requireConnect(connect), settings, { signal }))
  const underWay = new Set<Promise<unknown>>()
  const lend = async (settings: Settings, transcript: Transcript | undefined, signal: AbortSignal): Promise<Lent> => {
    const pool = pools.of(settings)
    // What is to be seen is seen from the greeting on.
    const session = await (transcript ? open(requireConnect(connect), settings, { signal, transcript }) : pool.take(signal))
    return { session, giveBack: () => (transcript ? session.quit() : pool.release(session)) }
  }
  const deliver = async (message: Message, signal: AbortSignal): Promise<Outcome> => {
    const settings = parse(message.settings)
    const secrets = secretsOf(settings).flatMap((secret) => secret ?? [])
    const transcript = message.transcript && blotted(message.transcript, secrets)
    const steps = { now: 'beginning' }
    try {
      signal.throwIfAborted()
      const hold = () => holdFile(settings, message, signal)
      const receipt = await upload(() => lend(settings, transcript, signal), hold, { attempt: message.attempt, signal, steps })
      return { kind: 'delivered', receipt: excerpt(receipt, maxTextLength, secrets) }
    } catch (error) {
      const outcome = toOutcome(error, signal, steps.now)
      return { ...outcome, detail: excerpt(outcome.detail, maxTextLength, secrets) }
    }
  }
  return {
    send: (message, signal) => {
      const work = deliver(message, signal).finally(() => underWay.delete(work))
      underWay.add(work)
      return work
    },
    close: async () => {
      await Promise.allSettled(underWay)
      pools.close()
    },
  }
}

/** A connection for one upload. */
type Lent = { session: Session; giveBack(): void }
/** A file in memory, until it is given back. */
type Held = { file: OutgoingFile; giveBack(): void }
/** `steps` is told how far it came. */
type Upload = { attempt: number; signal: AbortSignal; steps: { now: string } }

/**
 * Over one connection; over the next where the far side had left the first while it rested. The file is made once there is a
 * connection: those that wait for one take up no memory.
 */
async function upload(lend: () => Promise<Lent>, hold: () => Promise<Held>, { attempt, signal, steps }: Upload): Promise<string> {
  const begin = (step: string): void => {
    steps.now = step
  }
  let held: Held | undefined
  try {
    for (;;) {
      begin('connecting and logging in')
      const { session, giveBack } = await lend()
      const abort = (): void => session.end(signal.reason)
      signal.addEventListener('abort', abort, { once: true })
      try {
        begin('reading the files of the release')
        held ??= await hold()
        const { file } = held
        return await session.use((folder) => handIn(folder, file, { attempt, begin }))
      } catch (error) {
        const wasLeft = session.begun() > 1 && !session.isOpen() && !(error instanceof NotTaken)
        if (!wasLeft || signal.aborted) throw error
      } finally {
        signal.removeEventListener('abort', abort)
        giveBack()
      }
    }
  } finally {
    held?.giveBack()
  }
}

async function holdFile(settings: FileSettings, message: Message, signal: AbortSignal): Promise<Held> {
  const [rendering] = message.renderings
  if (!rendering) throw new Error('a file needs a rendering')
  const { format } = rendering
  const isPackage = settings.package === 'zip'
  const name = toFileName(settings.fileName, message, { format, ext: isPackage ? 'zip' : extensionOf(format) })
  if (!isPackage) return { file: { name, bytes: rendering.bytes }, giveBack: () => {} }
  const { bytes, giveBack } = await holdPackage(message, signal)
  message.transcript?.made?.({ format: 'zip', contentType: 'application/zip', bytes })
  return { file: { name, bytes }, giveBack }
}

/** @throws what is neither the far side's doing nor the network's: a fault of ours */
function toOutcome(error: unknown, signal: AbortSignal, step: string): Failed {
  // Whatever was late on our side is not the server's silence.
  if (error instanceof NotTaken && error.outcome.reason === 'attachment-unreadable') return error.outcome
  if (signal.aborted) return { kind: 'temporary', reason: 'timeout', detail: `The server was too slow, or silent, while ${step}` }
  if (error instanceof NotTaken) return error.outcome
  const found = toFailure(error, { aborted: false, began: false })
  if (!found) throw error
  if (found.failure === 'refused') return { kind: 'permanent', reason: 'address-refused', detail: found.detail }
  return { kind: 'temporary', reason: found.failure, detail: `${found.detail}, while ${step}` }
}

function requireConnect(connect: Connect | undefined): Connect {
  if (!connect) throw new Error('This channel was opened without a way out over TCP')
  return connect
}
