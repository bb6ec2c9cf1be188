import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { it } from 'node:test'
import { takeDatabase } from '../harness/database.ts'
import { root } from '../house/tree.ts'
import { readExposition } from './exposition.ts'

it('a worker answers Prometheus on METRICS_PORT, and nothing of the API', { timeout: 60_000 }, async (t) => {
  const database = await takeDatabase()
  t.after(() => database.drop())
  const dir = await mkdtemp(join(tmpdir(), 'dateline-metrics-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  const { REDIS_URL: _, ...inherited } = process.env
  const token = 'a-token-for-scrapes-and-for-nothing-else'
  const own = { DATABASE_URL: database.url, DATA_DIR: dir, METRICS_PORT: '0', METRICS_TOKEN: token, LOG_LEVEL: 'info' }
  const worker = spawn(process.execPath, [join(root, 'src/main.ts'), 'worker'], {
    env: { ...inherited, ...own, SECRET_KEY: 'a secret key for tests, and for nothing else' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(async () => {
    worker.kill('SIGTERM')
    if (worker.exitCode === null) await once(worker, 'exit')
  })
  const address = await readAddress(worker.stdout)
  const get = (path: string, key?: string) =>
    fetch(`${address}${path}`, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } })

  const { samples } = readExposition(await (await get('/metrics', token)).text())
  assert.equal(samples.get('dateline_database_up'), 1)
  assert.ok(samples.has('process_cpu_seconds_total'))
  assert.equal((await get('/metrics')).status, 401)
  assert.equal((await get('/readyz')).status, 200)
  assert.equal((await get('/v1/releases', token)).status, 404)
  assert.equal((await get('/openapi.json')).status, 404)
})

async function readAddress(output: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface(output)
  for await (const line of lines) {
    const address = /"address":"(http:[^"]+)"/.exec(line)?.[1]
    if (address === undefined) continue
    // Read on, or a full pipe would keep the worker waiting.
    output.resume()
    return address
  }
  throw new Error('The worker ended before it listened.')
}
