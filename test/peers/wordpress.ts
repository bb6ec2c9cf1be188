import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { appendFile, chmod, chown, copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { TakenPost, WordpressSite } from '../channels/wordpress-site.ts'
import { freePort } from './ports.ts'

const run = promisify(execFile)
/** Where Debian puts WordPress. */
const wordpressFiles = '/usr/share/wordpress'
const needed = ['/usr/sbin/mariadbd', '/usr/bin/mariadb-install-db', '/usr/bin/php', `${wordpressFiles}/wp-includes/version.php`]

/** @returns why no WordPress can be started here, undefined where one can */
export function findWordpress(): string | undefined {
  const missing = needed.filter((path) => !existsSync(path))
  const extensions = missing.length > 0 ? [] : ['mysqli', 'gd', 'mbstring', 'xml'].filter((name) => !hasExtension(name))
  const absent = [...missing, ...extensions.map((name) => `${name} in PHP`)]
  return absent.length === 0 ? undefined : `WordPress cannot be started here: there is no ${absent.join(', no ')}`
}

function hasExtension(name: string): boolean {
  return spawnSync('/usr/bin/php', ['-r', `exit(extension_loaded('${name}') ? 0 : 1);`]).status === 0
}

/** A real WordPress, and what only a real one has. */
export type RealWordpress = WordpressSite & {
  /** puts a plugin into the folder of those that must be used */
  install(name: string, php: string): Promise<void>
  /** makes a plugin print HTML for every answer of the REST API, or not any more */
  chatter(on: boolean): Promise<void>
  /** what the web server and PHP have said */
  log(): Promise<string>
}

/** Starts a WordPress with a MariaDB of its own on loopback, all its files in a temporary folder. */
export async function startWordpress(): Promise<RealWordpress> {
  const dir = await mkdtemp(join(tmpdir(), 'dateline-wordpress-'))
  // The database runs as a user of its own where we are root.
  await chmod(dir, 0o711)
  const closers: (() => Promise<void>)[] = [() => rm(dir, { recursive: true, force: true })]
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one()
  }
  try {
    const database = await startDatabase(join(dir, 'database'))
    closers.push(database.stop)
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const taken = join(dir, 'taken.jsonl')
    await writeFile(taken, '')
    const env = { PATH: process.env.PATH, TMPDIR: dir, SITE_DATABASE: database.socket, SITE_ADDRESS: url, SITE_TAKEN: taken }
    const passwords = await installSite(dir, url, env)
    const web = await startWeb(dir, port, env)
    closers.push(web.stop)
    const content = join(dir, 'site/wp-content')
    return {
      url,
      settings: (who) => ({ url, user: who, applicationPassword: passwords[who] ?? '' }),
      taken: async () => readLines(await readFile(taken, 'utf8')),
      install: (name, php) => writeFile(join(content, 'mu-plugins', name), php),
      chatter: (on) => (on ? appendFile(join(content, 'chatty'), '') : rm(join(content, 'chatty'), { force: true })),
      log: () => readFile(web.log, 'utf8'),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const Taken = z.object({ deliveryId: z.string(), content: z.string() })

function readLines(text: string): TakenPost[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Taken.parse(JSON.parse(line)))
}

async function startDatabase(dir: string): Promise<{ socket: string; stop(): Promise<void> }> {
  await mkdir(dir)
  const isRoot = process.getuid?.() === 0
  if (isRoot) {
    const { stdout } = await run('id', ['-u', 'mysql'])
    await chown(dir, Number(stdout), -1)
  }
  const as = isRoot ? ['--user=mysql'] : []
  const socket = join(dir, 'socket')
  const data = ['--no-defaults', ...as, `--datadir=${dir}`, `--tmpdir=${dir}`]
  await run('/usr/bin/mariadb-install-db', [...data, '--auth-root-authentication-method=normal', '--skip-test-db'])
  const options = ['--skip-networking', `--socket=${socket}`, `--pid-file=${dir}/pid`, '--innodb-flush-log-at-trx-commit=0']
  const server = spawn('/usr/sbin/mariadbd', [...data, ...options], { stdio: 'ignore' })
  const stop = () => endOf(server)
  await untilListening({ path: socket })
  await run('/usr/bin/mariadb', ['--no-defaults', '-uroot', '-S', socket, '-e', 'CREATE DATABASE site CHARACTER SET utf8mb4'])
  return { socket, stop }
}

type Env = Record<string, string | undefined>

async function installSite(dir: string, url: string, env: Env): Promise<Record<string, string>> {
  const site = join(dir, 'site')
  // Links of Debian lead to other packages and are not all there.
  await cp(wordpressFiles, site, {
    recursive: true,
    dereference: true,
    filter: (path) => existsSync(path) && !path.endsWith('/.htaccess'),
  })
  const content = join(site, 'wp-content')
  for (const folder of ['mu-plugins', 'uploads', 'themes/plain']) await mkdir(join(content, folder), { recursive: true })
  const own = (name: string) => fileURLToPath(new URL(`wordpress/${name}`, import.meta.url))
  await copyFile(own('wp-config.php'), join(site, 'wp-config.php'))
  await copyFile(own('watch.php'), join(content, 'mu-plugins/watch.php'))
  await copyFile(own('theme.php'), join(content, 'themes/plain/index.php'))
  await writeFile(join(content, 'themes/plain/style.css'), '/* Theme Name: plain */')
  await writeFile(join(content, 'themes/plain/functions.php'), "<?php add_theme_support('post-thumbnails');")
  await copyFile(own('site.php'), join(dir, 'site.php'))
  const { stdout } = await run('/usr/bin/php', [join(dir, 'site.php'), url], { env })
  return z.record(z.string(), z.string()).parse(JSON.parse(stdout))
}

async function startWeb(dir: string, port: number, env: Env): Promise<{ log: string; stop(): Promise<void> }> {
  const log = join(dir, 'php.log')
  const router = fileURLToPath(new URL('wordpress/router.php', import.meta.url))
  const options = ['-d', 'opcache.enable_cli=1', '-d', `error_log=${log}`, '-d', 'display_errors=0', '-d', 'log_errors=1']
  const server = spawn('/usr/bin/php', [...options, '-q', '-S', `127.0.0.1:${port}`, '-t', join(dir, 'site'), router], {
    stdio: 'ignore',
    env: { ...env, PHP_CLI_SERVER_WORKERS: '8' },
    // Its workers are ended with it.
    detached: true,
  })
  await writeFile(log, '')
  await untilListening({ port, host: '127.0.0.1' })
  return { log, stop: () => endOf(server, true) }
}

async function endOf(server: ReturnType<typeof spawn>, group = false): Promise<void> {
  if (server.exitCode !== null || server.pid === undefined) return
  const ended = once(server, 'exit')
  process.kill(group ? -server.pid : server.pid)
  await ended
}

async function untilListening(to: { path: string } | { port: number; host: string }): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const socket = connect(to)
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (open) return
    await setTimeout(50)
  }
  throw new Error(`nobody listens at ${JSON.stringify(to)}`)
}
