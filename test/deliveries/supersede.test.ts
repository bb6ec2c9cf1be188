import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, describe, it } from 'node:test'
import { z } from 'zod'
import { expandDispatch } from '../../src/publications/expand.ts'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { kill, newText, publishNext, untilVersion } from '../publications/next-version.ts'

/** One request as the far side saw it begin. */
type Arrival = { path: string; version: string; atMs: number }

const Body = z.object({ version: z.string() })

/**
 * A far side that notes when each request begins.
 *
 * @param answer its status, once it gives one; `place` counts from 0
 */
async function startFarSide(answer: (arrival: Arrival, place: number) => number | Promise<number>) {
  const arrivals: Arrival[] = []
  const server = createServer(async (req, res) => {
    const atMs = Date.now()
    const parts: Buffer[] = []
    for await (const part of req) parts.push(part)
    const arrival = { path: String(req.url), version: Body.parse(JSON.parse(String(Buffer.concat(parts)))).version, atMs }
    arrivals.push(arrival)
    res.writeHead(await answer(arrival, arrivals.length - 1)).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  const close = async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return { url: `http://127.0.0.1:${port}`, arrivals, close }
}

/** A list of outlets behind a far side, each with a path of its own. */
async function listBehind({ admin }: Stage, url: string, size: number): Promise<string> {
  const make = async (n: number): Promise<string> => {
    const outlet = { name: `Outlet ${n}`, country: 'AE', languages: ['en'], sectors: [], timeZone: 'Asia/Dubai' }
    const { id } = expectStatus(await admin.post('/v1/outlets', outlet), 201).json
    const secret = `whsec_${Buffer.alloc(32, n + 1).toString('base64')}`
    const endpoint = { channel: 'webhook', settings: { url: `${url}/${n}`, secret } }
    expectStatus(await admin.post(`/v1/outlets/${id}/endpoints`, endpoint), 201)
    return id
  }
  const outletIds = await Promise.all(Array.from({ length: size }, (_, n) => make(n)))
  const list = expectStatus(await admin.post('/v1/outlet-lists', { name: 'Behind one far side' }), 201).json
  expectStatus(await admin.post(`/v1/outlet-lists/${list.id}/members`, { outletIds }), 200)
  return list.id
}

const size = 100
/** So many wait for the far side when the new version is released. */
const kept = 16

describe('a version that is released in the middle of the stream of the one before it', () => {
  const closing: (() => Promise<void>)[] = []
  after(async () => {
    for (const close of closing) await close()
  })

  it('is never overtaken: nothing of the old one begins a second after it, what failed does not come again, and nobody is left out', async () => {
    // After twenty answers the far side keeps the old ones waiting until a second after the release of the new one: what the worker has
    // claimed by then waits in its hands, four at a time. Every fifth has failed.
    const over = Promise.withResolvers<void>()
    const crowded = Promise.withResolvers<void>()
    const farSide = await startFarSide(async ({ version }, place) => {
      if (version === '1' && place >= 20 + kept - 1) crowded.resolve()
      if (version === '1' && place >= 20) await over.promise
      return version === '1' && place % 5 === 0 ? 500 : 200
    })
    const stage = await startStage({ env: { BATCH_SIZE: '50', BATCH_CONCURRENCY: '4' } })
    closing.push(stage.close, farSide.close)
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: await listBehind(stage, farSide.url, size) }] })
    await stage.work()
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, ({ counts }) => counts.delivered + counts.retrying >= 20)
    await crowded.promise
    await publishNext(stage, id, newText(stage))
    await stage.until(id, (now) => now.version === 2 && now.counts.delivered === size)
    const next = await stage.deps.db.publication.findFirstOrThrow({ where: { releaseId: id, versionNumber: 2 } })
    const releasedAtMs = next.startedAt?.getTime() ?? assert.fail('it never started')
    const inHand = expectStatus(await stage.editor.get(`/v1/releases/${id}/versions/2/in-flight?limit=200`), 200).json.items
    // What only waits for a place may have been given back by then.
    assert.ok(inHand.length >= kept, `only ${inHand.length} were in flight`)
    const { headers } = await stage.editor.get(`/v1/releases/${id}/status`)
    while (Date.now() <= releasedAtMs + 1000)
      await stage.editor.get(`/v1/releases/${id}/status`, { prefer: 'wait=1', 'if-none-match': String(headers.etag) })
    over.resolve()

    const { counts } = await untilVersion(stage, { id, number: 1 }, (now) => now.finished)
    const ofOld = farSide.arrivals.filter(({ version }) => version === '1')
    assert.deepEqual(
      ofOld.filter(({ atMs }) => atMs > releasedAtMs + 1000),
      [],
    )
    assert.equal(counts.superseded + counts.delivered, size)
    assert.ok(counts.superseded > size / 2, `only ${counts.superseded} had not been sent`)
    // Each exactly once, also those that the old one never reached.
    const ofNew = farSide.arrivals.filter(({ version }) => version === '2').map((arrival) => arrival.path)
    assert.deepEqual([new Set(ofNew).size, ofNew.length], [size, size])
    const counted = await stage.deps.db.$queryRaw<{ state: string; count: number }[]>`
      SELECT state, count(*)::int AS count FROM deliveries WHERE publication_id <> ${next.id}::uuid GROUP BY state`
    for (const { state, count } of counted) assert.equal(counts[state], count, state)

    // What is old stays where it is, whoever asks.
    const rows = expectStatus(await stage.editor.get(`/v1/releases/${id}/deliveries?state=superseded&limit=2`), 200).json.items
    const deliveryIds = rows.map((row: { id: string }) => row.id)
    const refused = await stage.submitter.post(`/v1/releases/${id}/redeliveries`, { deliveryIds })
    assert.deepEqual([refused.status, refused.problem, refused.json.errors.length], [409, 'wrong-state', 2])
    await stage.deps.db.delivery.updateMany({ where: { id: { in: deliveryIds } }, data: { state: 'failed' } })
    assert.equal(expectStatus(await stage.submitter.post(`/v1/releases/${id}/redeliveries`, {}), 201).json.deliveries, 0)
  })
})

describe('a delivery that comes back to the queue after a later version went out', () => {
  it('is superseded by its claim, of a correction as of a kill', async () => {
    for (const version of [undefined, kill]) {
      const stage = await startStage({ keep: true })
      try {
        const list = await stage.list([{}])
        const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
        expectStatus(await stage.publish(id), 202)
        const { db } = stage.deps
        const expandNewest = async () => {
          const waiting = await db.dispatch.findFirstOrThrow({ where: { state: 'waiting', publication: { releaseId: id } } })
          await expandDispatch(stage.deps, waiting.id)
        }
        await expandNewest()
        await publishNext(stage, id, version ?? newText(stage))
        if (!version) await expandNewest()
        const first = await db.publication.findFirstOrThrow({ where: { releaseId: id, versionNumber: 1 } })
        assert.equal((await db.delivery.findFirstOrThrow({ where: { publicationId: first.id } })).state, 'superseded')
        // As a worker does that had it in hand; the counters do not tell, so that nothing but its claim can find out.
        await db.delivery.updateMany({ where: { publicationId: first.id }, data: { state: 'pending' } })
        await db.batch.updateMany({ where: { publicationId: first.id }, data: { state: 'ready', rungAt: null } })
        await stage.work()
        await stage.until(id, (now) => now.finished)
        for (;;) {
          const { state } = await db.delivery.findFirstOrThrow({ where: { publicationId: first.id } })
          if (state !== 'pending' && state !== 'sending') {
            assert.equal(state, 'superseded')
            break
          }
          await stage.deps.signals.wait(first.id, 100)
        }
        assert.deepEqual(
          stage.hooks.received.map(({ body }) => JSON.parse(String(body)).version),
          version ? [] : ['2'],
        )
      } finally {
        await stage.close()
      }
    }
  })
})
