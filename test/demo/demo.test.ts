import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'

let dir: string
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dateline-demo-'))
})
after(() => rm(dir, { recursive: true, force: true }))

test('npm run demo -- --exit: from nothing to delivered, with status 0 and a verdict that the receivers bear out', async () => {
  const { status, out, error } = await runDemo('--exit', '--outlets', '60')
  assert.equal(status, 0, out + error)
  const { seconds, ...verdict } = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')
  assert.deepEqual(verdict, {
    deliveries: 60,
    delivered: 56,
    retrying: 2,
    failed: 2,
    receivers: { email: 35, webhook: 21 },
    consistent: true,
  })
  assert.ok(seconds > 0 && seconds < 60, `took ${seconds} s`)
  assert.match(out, /mailbox-unknown/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
  assert.doesNotMatch(out, /\x1b/, 'no colours where there is no terminal')
})

test('an option that does not exist is answered with what is wrong, the usage and status 2', async () => {
  const { status, out, error } = await runDemo('--fast')
  assert.equal(status, 2)
  assert.equal(out, '')
  assert.match(error, /^Unknown option '--fast'\n\nUsage: npm run demo/)
})

async function runDemo(...args: string[]): Promise<{ status: unknown; out: string; error: string }> {
  const { FORCE_COLOR: _, ...inherited } = process.env
  const env = { ...inherited, DATA_DIR: dir, PORT: '0', REDIS_URL: '' }
  const child = spawn(process.execPath, ['src/demo/main.ts', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, error, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { status, out, error }
}
