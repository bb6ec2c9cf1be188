import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { it } from 'node:test'
import { promisify } from 'node:util'
import { takeDatabase } from '../../harness/database.ts'
import { read, root } from '../tree.ts'

const run = promisify(execFile)

it('the first release of README.md arrives', { timeout: 60_000 }, async (t) => {
  const [, block] =
    /<!-- run by test\/house\/readme\/first-release\.test\.ts -->\n```sh\n([\s\S]*?)```/.exec(read('README.md')) ?? []
  assert.ok(block, 'README.md has no block to run')
  const database = await takeDatabase()
  t.after(() => database.drop())
  const dir = await mkdtemp(join(tmpdir(), 'dateline-readme-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  const received = Promise.withResolvers<string>()
  const outlet = createServer((req, res) => {
    received.resolve(text(req).finally(() => res.end()))
  }).listen(0, '127.0.0.1')
  t.after(() => outlet.close().closeAllConnections())
  await once(outlet, 'listening')
  const service = startService({ DATABASE_URL: database.url, DATA_DIR: dir })
  t.after(() => stop(service))

  const { key, url } = await readGreeting(service)
  const env = { ...process.env, DATELINE: url, KEY: key, OUTLET: `http://127.0.0.1:${portOf(outlet.address())}` }
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', block], { env })

  const lines = stdout.trim().split('\n')
  const status = JSON.parse(lines.at(-1) ?? '')
  assert.deepEqual([status.finished, status.counts.delivered, status.total], [true, 1, 1])
  assert.match(await received.promise, /ACME opened its first solar plant today\./)
})

function startService(own: Record<string, string>): ChildProcess {
  const secret = 'a secret key for tests, and for nothing else'
  const env = {
    ...process.env,
    ...own,
    SECRET_KEY: secret,
    OUTBOUND_ALLOW: '127.0.0.0/8',
    PORT: '0',
    LOG_LEVEL: 'error',
    REDIS_URL: '',
  }
  return spawn(process.execPath, ['src/main.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
}

/** What `npm start` prints: the first admin's key and where it listens. */
async function readGreeting({ stdout }: ChildProcess): Promise<{ key: string; url: string }> {
  assert.ok(stdout)
  let said = ''
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    said += String(chunk)
    const [key, url] = [/dl_live_\S+/.exec(said)?.[0], /listens on (\S+)/.exec(said)?.[1]]
    if (key && url) return { key, url }
  }
  throw new Error(`The service ended, having said: ${said}`)
}

async function stop(service: ChildProcess): Promise<void> {
  if (service.exitCode !== null) return
  service.kill('SIGTERM')
  await once(service, 'exit')
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  return address !== null && typeof address === 'object' ? address.port : 0
}
