import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { SmtpError } from './smtp-error.ts'
import { Session } from './smtp-session.ts'
import type { RelayOptions } from './smtp-url.ts'

/**
 * Connects to a relay: greeting, TLS where it is offered or asked for, and login are nodemailer's. What comes after is ours.
 *
 * @param signal its abort ends the attempt
 * @throws nodemailer's errors, or the signal's reason
 */
export async function connect({ connection: options, login }: RelayOptions, signal: AbortSignal): Promise<Session> {
  signal.throwIfAborted()
  const connection = new SMTPConnection(options)
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
    return new Session(socket, { pipelining: /^250[ -]PIPELINING\b/im.test(greeting) })
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
