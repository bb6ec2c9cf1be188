import type { Readable } from 'node:stream'
import ssh2, {
  type AuthMethod,
  type Client,
  type KeyboardInteractiveAuthMethod,
  type PasswordAuthMethod,
  type PublicKeyAuthMethod,
  type ServerHostKeyAlgorithm,
} from 'ssh2'
import { z } from 'zod'
import type { Connect } from '../../net/connect.ts'
import { forGood, forNow, NotTaken } from '../files/not-taken.ts'
import { hungUp } from '../files/session.ts'
import { fingerprintOf, hostKeyKinds, kindOf } from './host-key.ts'
import type { SftpSettings } from './settings.ts'

type Options = { settings: SftpSettings; signal: AbortSignal }

/**
 * A connection that is logged in at the server that we know by its key. Nothing of ours, no password and no name, goes to another.
 *
 * A server has a key of each kind, and shows one: where it is not among the pinned, the other kinds are asked for.
 *
 * @throws NotTaken, what a broken connection throws, or the signal's reason
 */
export async function connectSsh(connect: Connect, options: Options): Promise<Client> {
  const { settings, signal } = options
  const strangers: Buffer[] = []
  for (;;) {
    const kinds = hostKeyKinds.filter((_, kind) => !strangers.some((key) => kindOf(key) === kind)).flat()
    let stranger: Buffer | undefined
    const isKnown = (key: Buffer): boolean => {
      const known = settings.hostKeys.includes(fingerprintOf(key))
      if (!known) stranger = key
      return known
    }
    try {
      return await logIn(await connect({ host: settings.host, port: settings.port, signal }), { ...options, kinds, isKnown })
    } catch (error) {
      if (stranger) strangers.push(stranger)
      else if (strangers.length === 0 || !hasNoSuchKey(error)) throw error
      if (stranger && strangers.length < hostKeyKinds.length) continue
      throw strange(strangers)
    }
  }
}

/** Whether the server has no key of the kinds that are asked for. */
function hasNoSuchKey(error: unknown): boolean {
  return error instanceof NotTaken && error.outcome.reason === 'protocol' && /host key/.test(error.message)
}

function strange(keys: Buffer[]): NotTaken {
  const shown = keys.map(fingerprintOf).join(', ')
  return forGood(
    'host-key-changed',
    `The server shows ${shown}, and hostKeys has none of it. Ask the outlet whether it changed its key`,
  )
}

type Login = Options & { kinds: ServerHostKeyAlgorithm[]; isKnown(key: Buffer): boolean }

async function logIn(socket: Readable, { settings, signal, kinds, isKnown }: Login): Promise<Client> {
  const client = new ssh2.Client()
  const { promise, resolve, reject } = Promise.withResolvers<Client>()
  const abort = (): void => reject(signal.reason)
  client
    .once('ready', () => resolve(client))
    .on('error', (error) => reject(toError(error)))
    .once('close', () => reject(hungUp()))
  signal.addEventListener('abort', abort, { once: true })
  try {
    client.connect({
      sock: socket,
      username: settings.user,
      authHandler: methodsOf(settings),
      algorithms: { serverHostKey: kinds },
      hostVerifier: isKnown,
      // The signal ends it.
      readyTimeout: 0,
    })
    return await promise
  } catch (error) {
    client.destroy()
    socket.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** The key first; a password also where the server asks for it as a question (RFC 4256), as many do. */
function methodsOf({ user: username, password, privateKey: key, passphrase }: SftpSettings): AuthMethod[] {
  const byKey: PublicKeyAuthMethod[] = key === undefined ? [] : [{ type: 'publickey', username, key, passphrase }]
  if (password === undefined) return byKey
  const byPassword: PasswordAuthMethod = { type: 'password', username, password }
  const byAnswer: KeyboardInteractiveAuthMethod = {
    type: 'keyboard-interactive',
    username,
    prompt: (_name, _instructions, _language, prompts, answer) => answer(prompts.map(() => password)),
  }
  return [...byKey, byPassword, byAnswer]
}

/** What ssh2 tells of an error beside its message. */
const SshError = z.object({ level: z.string().optional(), code: z.string().optional(), message: z.string() })

function toError(error: unknown): unknown {
  const { level, code, message } = SshError.safeParse(error).data ?? { message: '' }
  if (code !== undefined && level !== 'protocol') return error
  if (level === 'client-authentication') return forGood('unauthorized', 'The server refused our login: name, password or key')
  if (level === 'client-socket') return Object.assign(new Error(message, { cause: error }), { code: 'ECONNRESET' })
  return forNow('protocol', `We and the server did not come to terms about SSH: ${message}`)
}
