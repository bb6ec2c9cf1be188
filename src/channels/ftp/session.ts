import type { Socket } from 'node:net'
import type { Connect } from '../../net/connect.ts'
import type { Transcript } from '../channel.ts'
import { Session } from '../files/session.ts'
import { greet, logIn, openControl } from './control.ts'
import { openPassive } from './data.ts'
import { openFolder } from './folder.ts'
import type { FtpEndpoint } from './settings.ts'

type Options = { signal: AbortSignal; transcript?: Transcript | undefined }

/**
 * Connects, logs in and goes to the directory.
 *
 * @throws NotTaken, what a broken connection throws, or the signal's reason
 */
export async function openFtpSession(connect: Connect, endpoint: FtpEndpoint, { signal, transcript }: Options): Promise<Session> {
  const control = openControl(endpoint)
  const { ftp, ask } = control
  const over = new AbortController()
  let socket: Socket | undefined
  const hangUp = (): void => {
    over.abort()
    ftp.close()
    // It may not have come so far as to be the control connection.
    socket?.destroy()
  }
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  aborted.catch(() => {})
  const abort = (): void => reject(signal.reason)
  const begin = async (): Promise<void> => {
    socket = await connect({ host: endpoint.host, port: endpoint.port, signal })
    await greet(control, socket, { endpoint, transcript })
    await logIn(control, endpoint)
    if (ftp.hasTLS) {
      await ask('settings', 'PBSZ 0')
      await ask('settings', 'PROT P')
    }
    await ask('settings', 'TYPE I')
    // RFC 2640: names are UTF-8 anyhow; some servers have to be told, and others do not know the command.
    await ask('settings', 'OPTS UTF8 ON').catch(() => {})
    if (endpoint.directory) await ask('directory', `CWD ${endpoint.directory}`)
  }
  signal.addEventListener('abort', abort, { once: true })
  try {
    await Promise.race([begin(), aborted])
  } catch (error) {
    hangUp()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
  const folder = openFolder(control, openPassive(connect, control, over.signal))
  return new Session(folder, { goodbye: hangUp, destroy: hangUp, isOpen: () => !ftp.closed })
}
