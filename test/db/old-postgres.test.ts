import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { migrate } from '../../src/db/migrate.ts'

const bin = '/usr/lib/postgresql/15/bin'
const skip = existsSync(bin) ? false : 'there is no Postgres 15 here (Debian: apt-get install postgresql-15)'

it('migrate refuses a server older than Postgres 18, and says so', { skip }, async () => {
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  const dir = await mkdtemp(join(tmpdir(), 'dateline-old-'))
  if (nobody.uid) await chown(dir, nobody.uid, nobody.gid)
  const data = join(dir, 'data')
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres'], { ...nobody, cwd: dir })
  assert.equal(made.status, 0, String(made.stderr))
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-h', '', '-k', dir], {
    ...nobody,
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  try {
    for await (const line of server.stderr) if (String(line).includes('ready to accept connections')) break
    await assert.rejects(
      // By its socket: no port to share with anybody.
      migrate(`postgresql://postgres@localhost/postgres?host=${dir}`),
      /needs Postgres 18 or newer; this server is 15/,
    )
  } finally {
    server.kill('SIGINT')
    if (server.exitCode === null) await once(server, 'exit')
    await rm(dir, { recursive: true, force: true })
  }
})
