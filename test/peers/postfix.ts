import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)

/** A Postfix of one's own on loopback: settings, queue, mailboxes and log lie in a folder that goes with it. */
export type Postfix = {
  /** where each door listens */
  ports: number[]
  /** what lies in a mailbox, as it was delivered: lines end in LF, on top stands what was written on the way */
  mailbox(name: string): Promise<Buffer[]>
  log(): Promise<string>
  close(): Promise<void>
}

type Options = {
  /** settings beside those without which it does not run on loopback; `{dir}` is its folder */
  main: Record<string, string>
  /** files beside its settings, `{dir}/etc/<name>`; `{port:0}` is where the first door listens */
  files: Record<string, string>
  /** mailboxes that are there already, in one file each */
  mailboxes?: Record<string, string>
  /** one for each port that it listens on: settings for that one */
  doors: Record<string, string>[]
}

/** Why there is no Postfix to be had here; undefined where there is one. */
export async function findPostfix(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'Postfix starts as root only'
  return run('postconf', ['-d', 'mail_version']).then(
    () => undefined,
    () => 'Postfix is not installed (apt-get install postfix)',
  )
}

// It hands itself down to its own user, and mailboxes to nobody.
const nobody = 65_534

/** Starts one. Free ports are taken for its doors, in their order. */
export async function startPostfix({ main, files, mailboxes = {}, doors }: Options): Promise<Postfix> {
  const dir = await mkdtemp(join(tmpdir(), 'postfix-'))
  await chmod(dir, 0o755)
  for (const name of ['etc', 'queue', 'data', 'mail']) await mkdir(join(dir, name))
  await chown(join(dir, 'data'), await userId('postfix'), -1)
  await chown(join(dir, 'mail'), nobody, nobody)
  const ports = await freePorts(doors.length)
  const inDir = (text: string) => text.replaceAll('{dir}', dir).replace(/\{port:(\d+)\}/g, (_, at) => String(ports[Number(at)]))
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, 'etc', name), inDir(text))
  for (const [name, text] of Object.entries(mailboxes)) {
    await writeFile(join(dir, 'mail', name), text)
    await chown(join(dir, 'mail', name), nobody, nobody)
  }
  const settings = { ...loopback(dir), ...main }
  await writeFile(join(dir, 'etc/main.cf'), lines(Object.entries(settings).map(([name, value]) => `${name} = ${inDir(value)}`)))
  const opened = doors.map((own, at) => {
    const options = Object.entries(own).map(([name, value]) => ` -o {${name}=${inDir(value)}}`)
    return `127.0.0.1:${ports[at]} inet n - n - - smtpd${options.join('')}`
  })
  await writeFile(join(dir, 'etc/master.cf'), lines([...opened, ...services]))
  const postfix = (command: string) => run('postfix', ['-c', join(dir, 'etc'), command])
  await postfix('start')
  return {
    ports,
    mailbox: async (name) => {
      const folder = join(dir, 'mail', name, 'new')
      const names = await readdir(folder).catch((): string[] => [])
      return Promise.all(names.sort().map((file) => readFile(join(folder, file))))
    },
    log: () => readFile(join(dir, 'log'), 'utf8'),
    close: async () => {
      await postfix('stop')
      await rm(dir, { recursive: true, force: true })
    },
  }
}

function loopback(dir: string): Record<string, string> {
  return {
    compatibility_level: '3.6',
    queue_directory: join(dir, 'queue'),
    data_directory: join(dir, 'data'),
    maillog_file: join(dir, 'log'),
    maillog_file_prefixes: dir,
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    mydestination: '',
    alias_maps: '',
    local_recipient_maps: '',
    smtp_host_lookup: 'native',
    virtual_mailbox_base: join(dir, 'mail'),
    virtual_uid_maps: `static:${nobody}`,
    virtual_gid_maps: `static:${nobody}`,
    // A test has no patience for a second try after minutes.
    queue_run_delay: '2s',
    minimal_backoff_time: '2s',
    maximal_backoff_time: '4s',
  }
}

/** What it is made of, without a jail: there is none in a folder of its own. */
const services = [
  'cleanup unix n - n - 0 cleanup',
  'qmgr unix n - n 300 1 qmgr',
  'rewrite unix - - n - - trivial-rewrite',
  'bounce unix - - n - 0 bounce',
  'defer unix - - n - 0 bounce',
  'trace unix - - n - 0 bounce',
  'flush unix n - n 1000? 0 flush',
  'proxymap unix - - n - - proxymap',
  'smtp unix - - n - - smtp',
  'relay unix - - n - - smtp',
  'error unix - - n - - error',
  'retry unix - - n - - error',
  'virtual unix - n n - - virtual',
  'anvil unix - - n - 1 anvil',
  'scache unix - - n - 1 scache',
  'tlsmgr unix - - n 1000? 1 tlsmgr',
  'postlog unix-dgram n - n - 1 postlogd',
]

function lines(all: string[]): string {
  return `${all.join('\n')}\n`
}

async function userId(name: string): Promise<number> {
  const { stdout } = await run('id', ['-u', name])
  return Number(stdout)
}

/** Ports that nobody had a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  const ports = await Promise.all(
    servers.map(async (server) => {
      await once(server, 'listening')
      return z.object({ port: z.number() }).parse(server.address()).port
    }),
  )
  for (const server of servers) server.close()
  return ports
}
