import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, waitForPort } from './ports.ts'

const run = promisify(execFile)

/** A real sshd on loopback, with keys and a directory of its own. */
export type OpenSsh = {
  port: number
  user: string
  /** opens the door */
  privateKey: string
  /** of its Ed25519 key */
  hostKey: string
  /** of its RSA key */
  rsaHostKey: string
  /** where files go */
  directory: string
  /** everything that is its own */
  home: string
  close(): Promise<void>
}

/** @returns the path of sshd; undefined where OpenSSH’s server is not installed (Debian: openssh-server) */
export function findOpenSsh(): string | undefined {
  return ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((path) => existsSync(path))
}

/** Starts one for the user that runs this, with SFTP and nothing else. */
export async function startOpenSsh(sshd: string): Promise<OpenSsh> {
  const home = await mkdtemp(join(tmpdir(), 'openssh-'))
  const directory = join(home, 'incoming')
  await mkdir(directory)
  for (const [file, kind] of [
    ['host_ed25519', 'ed25519'],
    ['host_rsa', 'rsa'],
    ['user', 'ed25519'],
  ] as const) {
    await run('ssh-keygen', ['-q', '-t', kind, '-N', '', '-f', join(home, file)])
  }
  // As root it parts its privileges, and wants this to be there.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true })
  const [port, user] = [await freePort(), userInfo().username]
  await writeFile(join(home, 'sshd_config'), configOf(home, port))
  await chmod(home, 0o700)
  const child = spawn(sshd, ['-D', '-e', '-f', join(home, 'sshd_config')], { stdio: 'ignore' })
  await waitForPort(port, child)
  return {
    ...{ port, user, directory, home },
    privateKey: await readFile(join(home, 'user'), 'utf8'),
    hostKey: await fingerprint(join(home, 'host_ed25519.pub')),
    rsaHostKey: await fingerprint(join(home, 'host_rsa.pub')),
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
      await rm(home, { recursive: true, force: true })
    },
  }
}

function configOf(home: string, port: number): string {
  return [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${home}/host_ed25519`,
    `HostKey ${home}/host_rsa`,
    `PidFile ${home}/pid`,
    `AuthorizedKeysFile ${home}/user.pub`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'Subsystem sftp internal-sftp',
    'ForceCommand internal-sftp',
    '',
  ].join('\n')
}

/** As its own tools tell it. */
async function fingerprint(file: string): Promise<string> {
  const { stdout } = await run('ssh-keygen', ['-l', '-f', file])
  return stdout.split(' ')[1] ?? ''
}
