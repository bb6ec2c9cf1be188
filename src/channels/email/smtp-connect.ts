import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'
import { z } from 'zod'
import { blotted } from '../blot.ts'
import type { Transcript } from '../channel.ts'
import { SmtpError } from './smtp-error.ts'
import { Session } from './smtp-session.ts'
import type { RelayOptions } from './smtp-url.ts'

/**
 * Connects to a relay: greeting, TLS where it is offered or asked for, and login are nodemailer's. What comes after is ours.
 *
 * @param signal its abort ends the attempt
 * @param transcript takes down what both say from the greeting on, without the login
 * @throws nodemailer's errors, or the signal's reason
 */
export async function connect(
  { connection: options, login }: RelayOptions,
  signal: AbortSignal,
  transcript?: Transcript,
): Promise<Session> {
  signal.throwIfAborted()
  const clean = transcript && blotted(transcript, secretsOf(login))
  const connection = new SMTPConnection({ ...options, ...(clean ? takeDown(clean) : {}) })
  const { promise: failed, reject } = Promise.withResolvers<never>()
  // Told to whoever waits below; once the session is open nobody does, and the session sees for itself.
  failed.catch(() => {})
  connection.on('error', reject)
  connection.once('end', () => reject(new SmtpError('ECONNECTION', 'The relay hung up')))
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    const greeting = await Promise.race([greet(connection), failed])
    if (login && (connection.allowsAuth || options.forceAuth)) await Promise.race([logIn(connection, login), failed])
    const socket = connection._socket
    if (!socket) throw new SmtpError('ECONNECTION', 'The relay hung up')
    // From here on the socket is read and timed by the session.
    socket.removeAllListeners('data').removeAllListeners('timeout')
    return new Session(socket, { pipelining: /^250[ -]PIPELINING\b/im.test(greeting), transcript: clean })
  } catch (error) {
    connection.close()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** @returns what the relay said of itself: its reply to EHLO, behind TLS where there is TLS */
function greet(connection: SMTPConnection): Promise<string> {
  return new Promise((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve(connection.lastServerResponse || '')))
  })
}

function logIn(connection: SMTPConnection, login: NonNullable<RelayOptions['login']>): Promise<void> {
  return new Promise((resolve, reject) => connection.login(login, (error) => (error ? reject(error) : resolve())))
}

const Said = z.object({ tnx: z.enum(['client', 'server']) })

/** Nodemailer tells its log what both say, a line or a reply at a time, and keeps passwords out of what we say itself. */
function takeDown({ sent, heard }: Transcript): SMTPConnectionOptions {
  const take = (entry: unknown, text: unknown) => {
    const { data } = Said.safeParse(entry)
    if (data) (data.tnx === 'client' ? sent : heard)(`${String(text).replace(/\r?\n/g, '\r\n')}\r\n`)
  }
  return { transactionLog: true, logger: { debug: take, info: () => {}, warn: () => {}, error: () => {} } }
}

/** What a relay might repeat of a login: the password, and both halves as AUTH PLAIN has them (RFC 4616). */
function secretsOf(login: RelayOptions['login']): string[] {
  const { user = '', pass = '' } = Login.safeParse(login?.credentials).data ?? {}
  return pass === '' ? [] : [`\0${user}\0${pass}`, pass]
}

const Login = z.object({ user: z.string(), pass: z.string() })
