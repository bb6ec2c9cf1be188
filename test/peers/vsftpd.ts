import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, waitForPort } from './ports.ts'

/** A real vsftpd on loopback, with a password, a certificate and a directory of its own. */
export type Vsftpd = {
  port: number
  user: string
  password: string
  /** where files go: the root of whoever logs in */
  directory: string
  close(): Promise<void>
}

type Options = {
  /** a certificate and its key as PEM; left out: no TLS */
  certificate?: { key: string; cert: string }
  implicit?: boolean
  /** what is there already, such as a small disk */
  directory?: string
  /** lines for its configuration */
  more?: string[]
}

/** @returns the path of vsftpd; undefined where it is not installed (Debian: vsftpd) */
export function findVsftpd(): string | undefined {
  return ['/usr/sbin/vsftpd', '/usr/local/sbin/vsftpd'].find((path) => existsSync(path))
}

/**
 * Starts one. Its only user is `anonymous`, with one password that counts: accounts of the system need its PAM, and are nobody's
 * business here.
 */
export async function startVsftpd(vsftpd: string, options: Options = {}): Promise<Vsftpd> {
  const home = await mkdtemp(join(tmpdir(), 'vsftpd-'))
  const { directory = join(home, 'files') } = options
  await mkdir(directory, { recursive: true })
  const [port, password] = [await freePort(), 'pass-für-vsftpd-1']
  await writeFile(join(home, 'passwords'), `${password}\n`)
  const { certificate } = options
  if (certificate) await writeFile(join(home, 'certificate.pem'), `${certificate.key}\n${certificate.cert}\n`)
  await writeFile(join(home, 'vsftpd.conf'), [...linesOf({ home, port, directory }), ...tlsOf(home, options), ''].join('\n'))
  await chmod(home, 0o755)
  const child = spawn(vsftpd, [join(home, 'vsftpd.conf')], { stdio: 'ignore' })
  await waitForPort(port, child)
  return {
    ...{ port, user: 'anonymous', password, directory },
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
      await rm(home, { recursive: true, force: true })
    },
  }
}

function linesOf({ home, port, directory }: { home: string; port: number; directory: string }): string[] {
  return [
    ...['listen=YES', 'listen_address=127.0.0.1', `listen_port=${port}`, 'background=NO', 'run_as_launching_user=YES'],
    ...['anonymous_enable=YES', 'local_enable=NO', `anon_root=${directory}`, 'anon_umask=022', 'anon_world_readable_only=NO'],
    ...['secure_email_list_enable=YES', `email_password_file=${home}/passwords`],
    ...['write_enable=YES', 'anon_upload_enable=YES', 'anon_mkdir_write_enable=YES', 'anon_other_write_enable=YES'],
    ...['allow_writeable_chroot=YES', 'seccomp_sandbox=NO', 'utf8_filesystem=YES', 'max_per_ip=0', 'xferlog_enable=NO'],
    `secure_chroot_dir=${home}`,
  ]
}

function tlsOf(home: string, { certificate, implicit = false, more = [] }: Options): string[] {
  if (!certificate) return ['ssl_enable=NO', ...more]
  return [
    ...['ssl_enable=YES', 'allow_anon_ssl=YES', 'force_anon_logins_ssl=YES', 'force_anon_data_ssl=YES'],
    ...[`rsa_cert_file=${home}/certificate.pem`, 'ssl_ciphers=HIGH', 'require_ssl_reuse=YES', 'ssl_tlsv1=YES'],
    `implicit_ssl=${implicit ? 'YES' : 'NO'}`,
    ...more,
  ]
}
