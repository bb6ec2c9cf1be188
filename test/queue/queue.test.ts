import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import pino from 'pino'
import { newId } from '../../src/ids.ts'
import { openQueue, prefixOf, type Queue } from '../../src/queue/queue.ts'
import { takeDatabase } from '../harness/database.ts'
import { queues } from '../harness/service.ts'

const log = pino({ level: 'silent' })

for (const kind of queues) {
  describe(`the queue on ${kind}`, () => {
    let database: Awaited<ReturnType<typeof takeDatabase>>
    let queue: Queue
    const heard = new EventEmitter<{ ring: [string] }>()
    const answered: string[] = []
    const prefix = `test-${randomBytes(6).toString('hex')}`
    const open = () => {
      const redisUrl = kind === 'redis' ? process.env.TEST_REDIS_URL : undefined
      return openQueue({ redisUrl, databaseUrl: database.url, log, prefix })
    }
    before(async () => {
      database = await takeDatabase()
      queue = await open()
    })
    after(async () => {
      await queue.close()
      await database.drop()
    })

    /** Rings for an id of its own and waits until it is answered: everything rung before is then answered, too. */
    async function flush(): Promise<void> {
      const id = newId()
      await queue.ring('machine', [{ id, ring: 'g0' }])
      while (!answered.includes(id)) await once(heard, 'ring')
    }

    const count = (id: string) => answered.filter((other) => other === id).length

    it('is what was asked for, and answers', async () => {
      assert.equal(queue.kind, kind)
      assert.equal(await queue.ping(), true)
    })

    it('ignores a ring that is still waiting, tells another apart, and hands each over once', async () => {
      const [twice, apart] = [newId(), newId()]
      await queue.ring('machine', [{ id: twice, ring: 'g0' }])
      await queue.ring('machine', [
        { id: twice, ring: 'g0' },
        { id: apart, ring: 'g0' },
        { id: apart, ring: 'g1' },
      ])
      await queue.work('machine', 1, async (id) => {
        answered.push(id)
        heard.emit('ring', id)
      })
      await flush()
      assert.deepEqual([count(twice), count(apart)], [1, 2])
    })

    it('takes the same ring again once it has been answered', async () => {
      const id = newId()
      await queue.ring('machine', [{ id, ring: 'g0' }])
      await flush()
      await queue.ring('machine', [{ id, ring: 'g0' }])
      await flush()
      assert.equal(count(id), 2)
    })

    it('takes the same ring again after its handler threw', async () => {
      const failing = await open()
      const id = newId()
      const tries = new EventEmitter<{ try: [] }>()
      let made = 0
      await failing.work('expand', 1, async () => {
        made += 1
        tries.emit('try')
        throw new Error('as a test wants it')
      })
      const first = once(tries, 'try')
      await failing.ring('expand', [{ id, ring: 'once' }])
      await first
      // The job is removed a moment after it failed: rung until it is taken.
      while (made < 2) await failing.ring('expand', [{ id, ring: 'once' }])
      await failing.close()
    })

    it('waits, when it is closed, for what is being handled', async () => {
      const closing = await open()
      const [begun, finish] = [new EventEmitter<{ job: [] }>(), new EventEmitter<{ job: [] }>()]
      const order: string[] = []
      let hasBegun = false
      await closing.work('expand', 1, async () => {
        hasBegun = true
        begun.emit('job')
        await once(finish, 'job')
        order.push('handled')
      })
      // A ring may be lost, as everywhere: then it is rung again.
      while (!hasBegun) {
        const heard = once(begun, 'job', { signal: AbortSignal.timeout(5000) }).catch(() => {})
        await closing.ring('expand', [{ id: newId(), ring: 'once' }])
        await heard
      }
      const closed = closing.close().then(() => order.push('closed'))
      finish.emit('job')
      await closed
      assert.deepEqual(order, ['handled', 'closed'])
    })
  })
}

describe('two wires on one Redis', { skip: !process.env.TEST_REDIS_URL }, () => {
  it('answer their own rings, and never each other’s', async () => {
    const name = randomBytes(6).toString('hex')
    const openFor = (wire: string) =>
      openQueue({ redisUrl: process.env.TEST_REDIS_URL, databaseUrl: `postgresql://127.0.0.1:9/${name}_${wire}`, log })
    const [one, other] = [await openFor('one'), await openFor('other')]
    const heard = new EventEmitter<{ ring: [] }>()
    const answered: string[] = []
    for (const [queue, wire] of [
      [one, 'one'],
      [other, 'other'],
    ] as const) {
      await queue.work('machine', 1, async (id) => {
        answered.push(`${wire} ${id}`)
        heard.emit('ring')
      })
    }
    const ids = Array.from({ length: 10 }, newId)
    await one.ring(
      'machine',
      ids.map((id) => ({ id, ring: 'g0' })),
    )
    while (answered.length < ids.length) await once(heard, 'ring')
    assert.deepEqual(answered.toSorted(), ids.map((id) => `one ${id}`).toSorted())
    await one.close()
    await other.close()
  })

  it('are told apart by host, port and database; whoever logs in, and how, is the same wire', () => {
    const same = [
      'postgresql://db.example/wire',
      'postgresql://DB.example:5432/wire',
      'postgres://ann:s3cret@db.example/wire?sslmode=require',
      'postgresql://bob:other@db.example/wire',
    ]
    const apart = [
      'postgresql://db.example/wire2',
      'postgresql://db.example:5433/wire',
      'postgresql://other.example/wire',
      'postgresql:///wire?host=/run/postgresql',
      'postgresql:///wire?host=/run/other',
    ]
    assert.equal(new Set(same.map(prefixOf)).size, 1)
    assert.equal(new Set([...same, ...apart].map(prefixOf)).size, 1 + apart.length)
    for (const url of [...same, ...apart]) assert.match(prefixOf(url), /^dateline:[0-9a-f]{12}$/)
  })
})

describe('a queue whose Redis hangs', () => {
  let redis: Awaited<ReturnType<typeof listenSilently>>
  const open = () => openQueue({ redisUrl: redis.url, databaseUrl: 'postgresql://127.0.0.1:9/none', log })
  before(async () => {
    redis = await listenSilently()
  })
  after(() => redis.close())

  it('is not rung, says so by ping, and throws nothing; a caller waits some two seconds', async () => {
    const queue = await open()
    const begun = performance.now()
    await queue.ring('machine', [{ id: newId(), ring: 'g0' }])
    assert.ok(performance.now() - begun < 4000)
    assert.equal(await queue.ping(), false)
    await queue.close()
  })

  it('closes all the same, a worker too, so that a process can stop', { timeout: 15_000 }, async () => {
    const queue = await open()
    await queue.work('machine', 1, async () => {})
    // Takes its two seconds: by then the worker waits for an answer, as it would in an outage.
    await queue.ring('machine', [{ id: newId(), ring: 'g0' }])
    await queue.close()
  })
})

/** A Redis that hangs: it takes connections and never says a word. */
async function listenSilently(): Promise<{ url: string; close: () => void }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => sockets.add(socket.on('error', () => {}))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `redis://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
