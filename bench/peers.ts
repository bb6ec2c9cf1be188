import { randomUUID } from 'node:crypto'
import { Queue, Worker } from 'bullmq'
import { PgBoss } from 'pg-boss'
import { machineMs } from './clock.ts'
import { requireOnce } from './receivers.ts'

const options = { removeOnComplete: true, removeOnFail: true } as const

/** A BullMQ queue with its jobs in it; each run takes a queue of its own. */
async function preload(redisUrl: string, count: number, delayUntil?: number): Promise<{ queue: Queue; ids: string[] }> {
  const queue = new Queue(`peer-${randomUUID()}`, { connection: { url: redisUrl } })
  const ids = Array.from({ length: count }, (_, n) => `job-${n}`)
  for (let from = 0; from < count; from += 1000) {
    const part = ids.slice(from, from + 1000)
    const delay = delayUntil === undefined ? 0 : delayUntil - Date.now()
    await queue.addBulk(part.map((jobId) => ({ name: 'nothing', data: { id: jobId }, opts: { ...options, jobId, delay } })))
  }
  return { queue, ids }
}

/**
 * BullMQ on Redis with jobs that do nothing, all in the queue beforehand.
 *
 * @returns jobs a second, from the start of the worker to the last one completed
 * @throws when a job was not processed, or twice
 */
export async function runBullmq(redisUrl: string, count: number, concurrency: number): Promise<number> {
  const { queue, ids } = await preload(redisUrl, count)
  const { tookMs } = await processAll(redisUrl, { queue, ids, concurrency })
  return count / (tookMs / 1000)
}

/**
 * BullMQ on Redis with delayed jobs that do nothing, all due at one instant, with a worker that is connected long before.
 *
 * @param prepareMs how long before its instant the first job is added; longer where that was too short to add them all
 * @returns milliseconds from the instant to the last one processed
 */
export async function runDelayedBullmq(redisUrl: string, count: number, concurrency: number, prepareMs: number): Promise<number> {
  const dueAt = Date.now() + prepareMs
  const { queue, ids } = await preload(redisUrl, count, dueAt)
  if (Date.now() > dueAt - 200) {
    await queue.obliterate({ force: true })
    await queue.close()
    return runDelayedBullmq(redisUrl, count, concurrency, 2 * prepareMs)
  }
  const { endedAt } = await processAll(redisUrl, { queue, ids, concurrency })
  return endedAt - dueAt
}

type Preloaded = { queue: Queue; ids: string[]; concurrency: number }

async function processAll(
  redisUrl: string,
  { queue, ids, concurrency }: Preloaded,
): Promise<{ tookMs: number; endedAt: number }> {
  const seen: string[] = []
  const worker = new Worker(queue.name, async () => {}, { connection: { url: redisUrl }, concurrency, autorun: false })
  await worker.waitUntilReady()
  const began = machineMs()
  try {
    const endedAt = await new Promise<number>((resolve, reject) => {
      worker.on('error', reject)
      worker.on('failed', (_job, error) => reject(error))
      worker.on('completed', ({ id }) => {
        seen.push(id ?? '')
        if (seen.length === ids.length) resolve(Date.now())
      })
      worker.run().catch(reject)
    })
    const tookMs = machineMs() - began
    requireOnce(ids, seen, 'BullMQ')
    return { tookMs, endedAt }
  } finally {
    await worker.close()
    await queue.obliterate({ force: true })
    await queue.close()
  }
}

/** How many jobs pg-boss fetches and completes at once, and how many such loops run beside each other. */
const [batchSize, loops] = [500, 4]

/** pg-boss in the same Postgres: jobs that do nothing, fetched and completed in batches. */
export type BossPeer = {
  /** @returns jobs a second, from the first fetch to the last completion; @throws when a job was missing or came twice */
  run(count: number): Promise<number>
  close(): Promise<void>
}

/** Opens it, with a schema of its own. */
export async function openBoss(databaseUrl: string): Promise<BossPeer> {
  const boss = new PgBoss({ connectionString: databaseUrl, max: loops + 2 })
  boss.on('error', () => {})
  await boss.start()
  const run = async (count: number): Promise<number> => {
    const name = `peer-${randomUUID()}`
    await boss.createQueue(name)
    const ids = Array.from({ length: count }, () => randomUUID())
    for (let from = 0; from < count; from += 5000) {
      await boss.insert(
        name,
        ids.slice(from, from + 5000).map((id) => ({ id, data: { id } })),
      )
    }
    const seen: string[] = []
    const began = machineMs()
    await Promise.all(
      Array.from({ length: loops }, async () => {
        for (;;) {
          const jobs = await boss.fetch(name, { batchSize })
          if (jobs.length === 0) return
          await boss.complete(
            name,
            jobs.map(({ id }) => id),
          )
          seen.push(...jobs.map(({ id }) => id))
        }
      }),
    )
    const rate = count / ((machineMs() - began) / 1000)
    requireOnce(ids, seen, 'pg-boss')
    await boss.deleteQueue(name)
    return rate
  }
  return { run, close: () => boss.stop({ graceful: false }) }
}
