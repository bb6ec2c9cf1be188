import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { startEmbeddedPostgres } from '../../src/db/embedded.ts'
import { run } from './statements.ts'

describe('the embedded Postgres', () => {
  let closed: string
  let dir: string
  before(async () => {
    // As below /root, or where `mktemp -d` put a clone: only its owner can enter.
    closed = await mkdtemp(join(tmpdir(), 'dateline-embedded-'))
    await chmod(closed, 0o700)
    dir = join(closed, 'clone', 'data')
    await mkdir(join(closed, 'clone'), { mode: 0o755 })
  })
  after(async () => {
    const left = await startEmbeddedPostgres({ dir, durable: false })
    await left.stop()
    await rm(closed, { recursive: true, force: true })
  })

  it('starts below a folder of mode 700, keeps what was written, and answers no more once it is stopped', async () => {
    const first = await startEmbeddedPostgres({ dir, durable: false })
    assert.equal(first.adopted, false)
    await run(first.url, 'CREATE TABLE kept (id int)')
    await first.stop()
    await assert.rejects(run(first.url, 'SELECT 1'), { code: 'ECONNREFUSED' })
    const second = await startEmbeddedPostgres({ dir, durable: false })
    assert.deepEqual((await run(second.url, 'SELECT * FROM kept')).rows, [])
    await second.stop()
  })

  it('lives on when its process is killed with SIGKILL, and is adopted by the next', async () => {
    const parent = startElsewhere(dir)
    const url = await firstLine(parent)
    parent.kill('SIGKILL')
    await once(parent, 'close')
    const adopted = await startEmbeddedPostgres({ dir, durable: false })
    assert.deepEqual({ adopted: adopted.adopted, url: adopted.url }, { adopted: true, url })
    assert.equal((await run(url, 'SELECT 1 AS one')).rows[0].one, 1)
    await adopted.stop()
    await assert.rejects(run(url, 'SELECT 1'), { code: 'ECONNREFUSED' })
  })

  it('belongs to one process: a second one is refused, and ends nothing', async () => {
    const server = await startEmbeddedPostgres({ dir, durable: false })
    await assert.rejects(startEmbeddedPostgres({ dir, durable: false }), /Another Dateline runs in .*DATA_DIR/)
    assert.equal((await run(server.url, 'SELECT 1 AS one')).rows[0].one, 1)
    await server.stop()
  })

  it('is Postgres 18 in UTF-8, and asks for its password', async () => {
    const server = await startEmbeddedPostgres({ dir, durable: false })
    const { rows } = await run(
      server.url,
      `SELECT current_setting('server_version_num')::int AS version, getdatabaseencoding() AS text`,
    )
    assert.ok(rows[0].version >= 180000)
    assert.equal(rows[0].text, 'UTF8')
    const url = new URL(server.url)
    url.password = 'guessed'
    await assert.rejects(run(url.href, 'SELECT 1'), { code: '28P01' })
    await server.stop()
  })
})

/** Another process that starts the server and stays. */
function startElsewhere(dir: string): ChildProcess {
  const module = new URL('../../src/db/embedded.ts', import.meta.url).href
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(module)}
    const { url } = await startEmbeddedPostgres({ dir: ${JSON.stringify(dir)}, durable: false })
    console.log(url)
    setInterval(() => {}, 1000)`
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  assert.ok(stdout)
  const [line] = await once(stdout.setEncoding('utf8'), 'data')
  return String(line).trim()
}
