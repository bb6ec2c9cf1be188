import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { freePort } from '../../bench/redis.ts'
import { takeDatabase } from '../harness/database.ts'
import { queuesOfThisRun as queues } from '../harness/service.ts'
import { type Stage, startStage } from '../harness/stage.ts'

const isThere = spawnSync('pgbouncer', ['--version']).status === 0

for (const queue of queues) {
  describe(`through a pooler in transaction mode, queue on ${queue}`, { skip: !isThere && 'no pgbouncer installed' }, () => {
    let stage: Stage
    let pooler: Pooler
    before(async () => {
      const database = await takeDatabase()
      pooler = await startPooler(database.url)
      const env = { DATABASE_DIRECT_URL: database.url }
      stage = await startStage({ queue, database, env, via: async () => pooler.url })
      await stage.work()
    })
    after(async () => {
      await stage.close()
      await pooler.stop()
    })

    it('a release goes out, retried where refused, and is watched', async () => {
      const list = await stage.list([{}, {}, { behave: 'fail-once' }, { channel: 'email' }])
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      assert.equal((await stage.publish(id)).status, 202)
      const status = await stage.until(id, (now) => now.finished)
      assert.equal(status.counts.delivered, 4)
    })

    it('a file is read in by COPY', async () => {
      const csv = 'kind,externalId,name,country,languages,timeZone\noutlet,o-1,Paper,AE,en,UTC'
      const sent = await stage.admin.send('POST', '/v1/outlets/imports', csv, { 'content-type': 'text/csv' })
      assert.equal(sent.status, 201, sent.text)
    })
  })
}

type Pooler = { url: string; stop(): Promise<void> }

/** pgbouncer with fewer connections than its clients have, so that statements of one session do travel over several. */
async function startPooler(url: string): Promise<Pooler> {
  const { hostname, port, username, password, pathname } = new URL(url)
  const dir = await mkdtemp(join(tmpdir(), 'dateline-pooler-'))
  const listen = await freePort()
  const config = join(dir, 'pgbouncer.ini')
  const server = `host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}`
  await writeFile(
    config,
    `[databases]\n* = ${server}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${listen}\nunix_socket_dir =\nauth_type = any
pool_mode = transaction\ndefault_pool_size = 6\nmax_client_conn = 200\nignore_startup_parameters = extra_float_digits\n`,
    { mode: 0o644 },
  )
  await chmod(dir, 0o755)
  const asWhom = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const child = spawn('pgbouncer', [...asWhom, config], { stdio: ['ignore', 'ignore', 'pipe'] })
  await untilUp(child)
  const stop = async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await rm(dir, { recursive: true, force: true })
  }
  return { url: `postgresql://${username}@127.0.0.1:${listen}${pathname}`, stop }
}

async function untilUp({ stderr }: ChildProcess): Promise<void> {
  if (!stderr) throw new Error('pgbouncer has no output')
  let said = ''
  for await (const line of createInterface({ input: stderr })) {
    said += `${line}\n`
    if (!/process up/.test(line)) continue
    stderr.resume()
    return
  }
  throw new Error(`pgbouncer did not start:\n${said}`)
}
