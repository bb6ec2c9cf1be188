import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Redis } from 'ioredis'
import pino from 'pino'
import { newId } from '../../src/ids.ts'
import { openQueue } from '../../src/queue/queue.ts'
import { openRedis } from '../../src/queue/redis.ts'

// A real cluster of three, and a real sentinel, where there is a Redis at all.
describe('a Redis of several', { skip: !process.env.TEST_REDIS_URL }, () => {
  let dir: string
  const children: ChildProcess[] = []
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'dateline-redis-'))
  })
  after(async () => {
    for (const child of children) {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
    }
    await rm(dir, { recursive: true, force: true })
  })

  const run = (args: string[]) => {
    children.push(spawn('redis-server', args, { cwd: dir, stdio: 'ignore' }))
  }
  /** Asks until the answer is right: a server that starts, a cluster whose nodes have heard of each other. */
  const ask = async (port: number, command: string[], isRight: (answer: string) => boolean = () => true) => {
    const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 20, maxRetriesPerRequest: null })
    client.on('error', () => {})
    try {
      for (;;) {
        const [name = '', ...rest] = command
        const answer = String(await client.call(name, ...rest))
        if (isRight(answer)) return answer
      }
    } finally {
      client.disconnect()
    }
  }
  /** Rings for three and waits until each is answered. */
  const roundTrip = async (redisUrl: string) => {
    const log = pino({ level: 'silent' })
    const queue = await openQueue({ redisUrl, databaseUrl: 'postgresql://127.0.0.1/of-many', log })
    const wanted = new Set([newId(), newId(), newId()])
    try {
      const answered = Promise.withResolvers<void>()
      await queue.ring(
        'machine',
        [...wanted].map((id) => ({ id, ring: 'g0' })),
      )
      await queue.work('machine', 1, async (id) => {
        wanted.delete(id)
        if (wanted.size === 0) answered.resolve()
      })
      await answered.promise
      assert.equal(await queue.ping(), true)
    } finally {
      await queue.close()
    }
  }

  it('a cluster carries the queue', async () => {
    const ports = await freePorts(3)
    const [first = 0, ...others] = ports
    for (const port of ports) {
      const files = ['--dir', dir, '--cluster-config-file', `nodes-${port}.conf`, '--cluster-port', String(port + 10_000)]
      run(['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--cluster-enabled', 'yes', ...files])
    }
    const slots = ['0-5460', '5461-10922', '10923-16383']
    for (const [n, port] of ports.entries()) {
      await ask(port, ['cluster', 'addslotsrange', ...(slots[n] ?? '').split('-')])
    }
    for (const port of others) await ask(port, ['cluster', 'meet', '127.0.0.1', String(first)])
    for (const port of ports) await ask(port, ['cluster', 'info'], (answer) => answer.includes('cluster_state:ok'))
    await roundTrip(`redis-cluster://127.0.0.1:${first},127.0.0.1:${others[0]}`)
  })

  it('a sentinel tells where the master is', async () => {
    const [master = 0, sentinel = 0] = await freePorts(2)
    run(['--port', String(master), '--bind', '127.0.0.1', '--save', ''])
    await ask(master, ['ping'])
    const conf = join(dir, 'sentinel.conf')
    await writeFile(conf, `port ${sentinel}\nbind 127.0.0.1\nsentinel monitor dateline 127.0.0.1 ${master} 1\n`)
    run([conf, '--sentinel'])
    await ask(sentinel, ['sentinel', 'get-master-addr-by-name', 'dateline'], (answer) => answer.includes(String(master)))
    await roundTrip(`redis-sentinel://127.0.0.1:${sentinel}/dateline`)
  })

  it('an address that is neither is refused', () => {
    assert.throws(() => openRedis('http://127.0.0.1'), /REDIS_URL/)
  })
})

/** Free, and with room for the port above by ten thousand that a cluster's nodes talk through. */
async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    if (port < 50_000 && !ports.includes(port)) ports.push(port)
    server.close()
    await once(server, 'close')
  }
  return ports
}
