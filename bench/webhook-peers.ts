import { randomUUID } from 'node:crypto'
import { Queue, Worker } from 'bullmq'
import type pg from 'pg'
import { Agent, request } from 'undici'
import { signatureHeaders } from '../src/channels/webhook/signature.ts'
import { openDb } from '../src/db/client.ts'
import { migrate } from '../src/db/migrate.ts'
import { machineMs } from './clock.ts'
import { withClient } from './ledger.ts'
import { acceptedIds, type Receivers, requireOnce } from './receivers.ts'

/** Where the webhooks of a bench go, and what each carries. */
export type Target = { receivers: Receivers; hosts: number; body: Uint8Array<ArrayBuffer> }

/** How many, and how many of them at once. */
type Load = { count: number; concurrency: number }

/** @throws when an id did not come, or came twice, or a signature was wrong */
export async function requireReceived(receivers: Receivers, ids: readonly string[], what: string): Promise<void> {
  const { received, wrong } = await receivers.read()
  if (wrong > 0) throw new Error(`${what}: ${wrong} requests were not as they should be`)
  requireOnce(ids, acceptedIds(received), what)
}

function sign({ receivers, body }: Target, id: string): Record<string, string> {
  return { ...signatureHeaders(id, new Date(), body, receivers.secret), 'content-type': 'application/json' }
}

/** The least that it takes: a loop of signed `undici.request` over sockets that stay open from run to run. */
export type Bare = {
  /** webhooks a second, from the first request to the last answer */
  run(load: Load): Promise<number>
  close(): Promise<void>
}

/** Opens its sockets with the first run. */
export function openBare(target: Target): Bare {
  const { receivers, hosts, body } = target
  const dispatcher = new Agent()
  const run = async ({ count, concurrency }: Load): Promise<number> => {
    await receivers.forget()
    const ids = Array.from({ length: count }, () => randomUUID())
    let next = 0
    const loop = async (): Promise<void> => {
      for (let n = next++; n < count; n = next++) {
        const headers = sign(target, ids[n] ?? '')
        const answer = await request(receivers.urlOf(n % hosts), { dispatcher, method: 'POST', headers, body })
        await answer.body.text()
        if (answer.statusCode !== 200) throw new Error(`the receiver answered ${answer.statusCode}`)
      }
    }
    const began = machineMs()
    await Promise.all(Array.from({ length: concurrency }, loop))
    const rate = count / ((machineMs() - began) / 1000)
    await requireReceived(receivers, ids, 'the bare loop')
    return rate
  }
  return { run, close: () => dispatcher.close() }
}

/** A queue with a job for each delivery, `fetch`, and an update of its row: what tutorials do. */
export type Textbook = {
  /** webhooks a second, from the start of the worker to the last job completed; all jobs are in the queue by then */
  run(load: Load): Promise<number>
  close(): Promise<void>
}

/**
 * Opens it beside Dateline's own database, on the same server, with a plain table of its own: no partitions, one key.
 *
 * @param databaseUrl of Dateline's database
 */
export async function openTextbook(
  target: Target,
  { databaseUrl, redisUrl }: { databaseUrl: string; redisUrl: string },
): Promise<Textbook> {
  const url = await makeDatabase(databaseUrl)
  const db = openDb(url, 20)
  const publicationId = randomUUID()
  const run = async ({ count, concurrency }: Load): Promise<number> => {
    const ids = Array.from({ length: count }, () => randomUUID())
    await withClient(url, (client) => client.query(insert, [publicationId, ids]))
    await target.receivers.forget()
    const rate = await runJobs({ redisUrl, ids, concurrency }, async (id, n) => {
      const { receivers, hosts, body } = target
      const answer = await fetch(receivers.urlOf(n % hosts), { method: 'POST', headers: sign(target, id), body })
      const receipt = await answer.text()
      if (!answer.ok) throw new Error(`the receiver answered ${answer.status}`)
      await db.delivery.update({
        where: { publicationId_id: { publicationId, id } },
        data: { state: 'delivered', attempts: { increment: 1 }, sentAt: new Date(), receipt, updatedAt: new Date() },
        select: { id: true },
      })
    })
    await requireReceived(target.receivers, ids, 'the textbook')
    const updated = await db.delivery.count({ where: { id: { in: ids }, state: 'delivered' } })
    if (updated !== count) throw new Error(`the textbook updated ${updated} of ${count} rows`)
    return rate
  }
  return { run, close: () => db.$disconnect() }
}

type Jobs = { redisUrl: string; ids: string[]; concurrency: number }

async function runJobs({ redisUrl, ids, concurrency }: Jobs, handle: (id: string, n: number) => Promise<void>): Promise<number> {
  const connection = { url: redisUrl }
  const queue = new Queue(`textbook-${randomUUID()}`, { connection })
  await queue.addBulk(
    ids.map((id, n) => ({ name: 'deliver', data: { id, n }, opts: { jobId: id, removeOnComplete: true, removeOnFail: true } })),
  )
  const worker = new Worker(queue.name, ({ data }) => handle(data.id, data.n), { connection, concurrency, autorun: false })
  await worker.waitUntilReady()
  try {
    const began = machineMs()
    await new Promise<void>((resolve, reject) => {
      let left = ids.length
      worker.on('error', reject)
      worker.on('failed', (_job, error) => reject(error))
      worker.on('completed', () => {
        left -= 1
        if (left === 0) resolve()
      })
      worker.run().catch(reject)
    })
    return ids.length / ((machineMs() - began) / 1000)
  } finally {
    await worker.close()
    await queue.obliterate({ force: true })
    await queue.close()
  }
}

async function makeDatabase(databaseUrl: string): Promise<string> {
  await withClient(databaseUrl, (client: pg.Client) => client.query('CREATE DATABASE textbook'))
  const url = new URL(databaseUrl)
  url.pathname = '/textbook'
  await migrate(url.href)
  // One statement each: the plainest table that the same Prisma model can update.
  await withClient(url.href, async (client) => {
    await client.query('CREATE TABLE plain (LIKE deliveries INCLUDING DEFAULTS)')
    await client.query('DROP TABLE deliveries CASCADE')
    await client.query('ALTER TABLE plain RENAME TO deliveries')
    await client.query('ALTER TABLE deliveries ADD PRIMARY KEY (publication_id, id)')
  })
  return url.href
}

const insert = `
  INSERT INTO deliveries (id, publication_id, dispatch_id, position, edition_id, endpoint_id, outlet_name, country, language, channel,
    format, host, address_hash, updated_at)
  SELECT id, $1::uuid, $1::uuid, n, $1::uuid, uuidv7(), 'Paper ' || n, 'AE', 'en', 'webhook', 'ninjs', 'paper.example',
    sha256(n::text::bytea), now()
  FROM unnest($2::uuid[]) WITH ORDINALITY AS of (id, n)`
