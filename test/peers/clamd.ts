import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, waitForPort } from './ports.ts'

const run = promisify(execFile)

/** A clamd of one's own on loopback, which knows one virus: EICAR's test file, that does no harm. */
export type Clamd = { tcp: string; unix: string; close(): Promise<void> }

/** What every scanner calls a virus. Put together here, so that none takes this file for one. */
export const virus = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join('')

/** Why there is no clamd to be had here; undefined where there is one. */
export async function findClamd(): Promise<string | undefined> {
  return run('clamd', ['--version']).then(
    () => undefined,
    () => 'clamd is not installed (apt-get install clamav-daemon)',
  )
}

/** @param streamMaxBytes its StreamMaxLength */
export async function startClamd({ streamMaxBytes = 25 * 1024 * 1024 } = {}): Promise<Clamd> {
  const dir = await mkdtemp(join(tmpdir(), 'clamd-'))
  const [port, socket] = [await freePort(), join(dir, 'socket')]
  for (const name of ['known', 'tmp']) await mkdir(join(dir, name))
  // Its own databases cannot be had without the internet: name, kind of file, place in it, bytes.
  await writeFile(join(dir, 'known', 'eicar.ndb'), `Test.EICAR:0:*:${Buffer.from(virus).toString('hex')}\n`)
  const settings = {
    ...{ Foreground: 'yes', LocalSocket: socket, TCPSocket: port, TCPAddr: '127.0.0.1' },
    ...{ DatabaseDirectory: join(dir, 'known'), TemporaryDirectory: join(dir, 'tmp'), StreamMaxLength: streamMaxBytes },
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`)
  await writeFile(join(dir, 'clamd.conf'), lines.join(''))
  const child = spawn('clamd', ['--config-file', join(dir, 'clamd.conf')], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  await waitForPort(port, child)
  return {
    tcp: `tcp://127.0.0.1:${port}`,
    unix: `unix://${socket}`,
    close: async () => {
      child.kill()
      await ended
      await rm(dir, { recursive: true, force: true })
    },
  }
}
