import type { Client, SFTPWrapper } from 'ssh2'
import type { Connect } from '../../net/connect.ts'
import type { Transcript } from '../channel.ts'
import { forNow } from '../files/not-taken.ts'
import { hungUp, Session } from '../files/session.ts'
import { openFolder } from './folder.ts'
import type { SftpSettings } from './settings.ts'
import { connectSsh } from './ssh-connect.ts'

type Options = { signal: AbortSignal; transcript?: Transcript | undefined }

/** Connects, logs in and opens SFTP. Throws as connectSsh does. */
export async function openSftpSession(
  connect: Connect,
  settings: SftpSettings,
  { signal, transcript }: Options,
): Promise<Session> {
  transcript?.sent(`connect to ${settings.host}, port ${settings.port}, as ${settings.user}`)
  const client = await connectSsh(connect, { settings, signal })
  transcript?.heard('logged in')
  try {
    const wrapper = await openSubsystem(client, signal)
    const session = new Session(openFolder(wrapper, settings, transcript), {
      goodbye: () => client.end(),
      destroy: () => client.destroy(),
    })
    client.once('close', () => session.end(hungUp()))
    wrapper.on('error', () => session.end(hungUp())).once('close', () => session.end(hungUp()))
    return session
  } catch (error) {
    client.destroy()
    throw error
  }
}

function openSubsystem(client: Client, signal: AbortSignal): Promise<SFTPWrapper> {
  const { promise, resolve, reject } = Promise.withResolvers<SFTPWrapper>()
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  client.once('close', () => reject(hungUp()))
  try {
    client.sftp((error, wrapper) => {
      if (error) reject(forNow('sftp-refused', `We are logged in, and the server opens no SFTP: ${error.message}`))
      // What follows its greeting may be nonsense, before anybody else listens; whoever gave up does not listen at all.
      else resolve(wrapper.on('error', () => {}))
    })
  } catch {
    // It left as soon as we were in.
    reject(hungUp())
  }
  return promise.finally(() => signal.removeEventListener('abort', abort))
}
