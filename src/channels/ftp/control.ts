import type { Socket } from 'node:net'
import tls, { type TLSSocket } from 'node:tls'
import { FTPContext, FTPError, type FTPResponse } from 'basic-ftp'
import type { Transcript } from '../channel.ts'
import { forNow, NotTaken } from '../files/not-taken.ts'
import { hungUp } from '../files/session.ts'
import { findDoubt } from './certificate.ts'
import { type Step, toNotTaken } from './reply.ts'
import type { FtpEndpoint } from './settings.ts'

/** A control connection, and what a data connection has to know of it. */
export type Control = {
  ftp: FTPContext
  /** Sends a command, and returns the answer. @throws NotTaken for a refusal, or what a broken connection throws */
  ask(step: Step, command: string): Promise<FTPResponse>
  /** The same for an exchange that has more answers than one. */
  settle<T>(step: Step, answer: Promise<T>): Promise<T>
  /** Speaks TLS on a connection where the control connection does. @throws NotTaken for one that is not to be trusted */
  secure(socket: Socket): Promise<Socket>
}

/** basic-ftp reads and writes the lines. Sockets are ours, opened through the guard: its own client would open its own. */
export function openControl(endpoint: FtpEndpoint): Control {
  const ftp = new FTPContext()
  const settle = <T>(step: Step, answer: Promise<T>): Promise<T> =>
    answer.catch((error: unknown) => {
      throw toError(error, step)
    })
  return {
    ftp,
    settle,
    ask: (step, command) => settle(step, ftp.request(command)),
    secure: openSecure(endpoint),
  }
}

/** Hears the server out, and speaks TLS before anything of ours is said. */
export async function greet(control: Control, socket: Socket, { endpoint, transcript }: Greeting): Promise<void> {
  const { ftp, ask, settle, secure } = control
  const { tls: mode } = endpoint
  ftp.socket = mode === 'implicit' ? await secure(socket) : socket
  if (transcript) ftp.log = (line) => write(transcript, line)
  await settle('greeting', hear(ftp))
  if (mode !== 'explicit') return
  await ask('tls', 'AUTH TLS')
  ftp.socket = await secure(socket)
  // basic-ftp has taken all listeners from what TLS stands on.
  socket.on('error', () => {})
}

type Greeting = { endpoint: FtpEndpoint; transcript?: Transcript | undefined }

/** The first line. 120 asks to wait for some minutes, which nobody here does. */
function hear(ftp: FTPContext): Promise<FTPResponse> {
  return ftp.handle(undefined, (response, task) => {
    if (response instanceof Error) task.reject(response)
    else if (response.code >= 200 && response.code < 300) task.resolve(response)
    else task.reject(forNow('busy', `The server greeted with: ${response.message}`))
  })
}

/** Name and password; most servers ask for the second. */
export function logIn({ ftp, settle }: Control, { user, password }: FtpEndpoint): Promise<void> {
  let isTold = false
  const answer = ftp.handle(`USER ${user}`, (response, task) => {
    if (response instanceof Error) task.reject(response)
    else if (response.code === 331 && !isTold) {
      isTold = true
      ftp.send(`PASS ${password}`)
    } else if (response.code >= 200 && response.code < 300) task.resolve(response)
    else task.reject(toNotTaken({ ...response, code: 530 }, 'login'))
  })
  return settle('login', answer)
}

/** basic-ftp marks commands and answers, and hides the password. */
function write(transcript: Transcript, line: string): void {
  if (line.startsWith('> ')) transcript.sent(`${line.slice(2)}\r\n`)
  if (line.startsWith('< ')) transcript.heard(line.slice(2))
}

function toError(error: unknown, step: Step): unknown {
  if (error instanceof FTPError) return toNotTaken(error, step)
  if (error instanceof NotTaken || !(error instanceof Error)) return error
  if (/response exceeded/.test(error.message)) return forNow('protocol', 'The server’s answer has no end')
  return 'code' in error && typeof error.code === 'string' && error.code !== '0' ? error : hungUp()
}

/**
 * Servers want the session of the control connection on data connections, as a sign that both are ours: the latest is kept. Who
 * does not show the certificate that we know never hears a byte of ours.
 */
function openSecure({ host, certificates: pins }: FtpEndpoint): Control['secure'] {
  let session: Buffer | undefined
  return async (socket) => {
    const secured = tls.connect({
      socket,
      // A session belongs to the host that it was made with.
      host,
      ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
      session,
      // Judged below, by more than authorities.
      rejectUnauthorized: false,
    })
    // Whoever uses it looks at its errors; whoever is gone by then does not.
    secured
      .on('error', () => {})
      .on('session', (latest) => {
        session = latest
      })
    await handshake(secured)
    const certificate = secured.getPeerX509Certificate()
    const found = secured.authorized ? '' : String(secured.authorizationError)
    const doubt = certificate && findDoubt(certificate, { pins, found })
    if (!doubt && (certificate || secured.isSessionReused())) return secured
    secured.destroy()
    throw doubt ?? forNow('tls', 'The server shows no certificate')
  }
}

function handshake(socket: TLSSocket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const give = (error: unknown): void =>
    reject(forNow('tls', `No TLS came about: ${error instanceof Error ? error.message : ''}`))
  socket.once('secureConnect', resolve).once('error', give).once('close', give)
  return promise.finally(() => socket.off('error', give).off('close', give))
}
