import { createHash } from 'node:crypto'
import { Queue as BullQueue, Worker as BullWorker, createPostgresBackend, type Job } from 'bullmq'
import type { Logger } from 'pino'
import { z } from 'zod'
import { openRedis } from './redis.ts'

/** The jobs that there are. A payload carries an id and no more: the row is the truth, the job is a doorbell. */
export const jobs = {
  expand: 'a dispatch',
  machine: 'a batch to machines',
  mail: 'a batch of mail',
  urgent: 'a batch of an urgent release',
  import: 'an import',
} as const

/** The name of a job. */
export type JobName = keyof typeof jobs

const Payload = z.object({ id: z.uuid() })

/** `ring` tells one ringing for the same id from the next: the queue ignores a ring that is still in it. `urgency`: 1 is answered before 9. */
export type Ring = { id: string; ring: string | number; urgency?: number }

/** The doorbell: what BullMQ is used for, and nothing more of it. */
export type Queue = {
  kind: 'redis' | 'postgres'
  /** Rings for many ids at once. Never throws: a ring that is lost is found by `sweep`. */
  ring(job: JobName, rings: Ring[]): Promise<void>
  /** Answers rings of one kind from now on. */
  work(job: JobName, concurrency: number, handle: (id: string) => Promise<void>): Promise<void>
  /** Answers no more rings; those that are being answered go on. What was not taken waits for other workers. */
  pause(): Promise<void>
  /** Whether the far side answers: readiness, and a note in the log. */
  ping(): Promise<boolean>
  /** How many rings wait, by job; undefined where the far side does not answer. */
  depths(): Promise<Record<string, number> | undefined>
  /** Waits for what is being handled, then closes. */
  close(): Promise<void>
}

type Options = {
  redisUrl: string | undefined
  databaseUrl: string
  log: Logger
  /** what the queue's keys on Redis begin with, where the name of the database is not to tell */
  prefix?: string
}

/**
 * BullMQ on Redis where there is one, on its Postgres backend in the schema `bullmq` of our database where not.
 * Same interface, same tests. Wires share a Redis without hearing each other, as each has a database of its own.
 */
export async function openQueue({ redisUrl, databaseUrl, log, prefix = prefixOf(databaseUrl) }: Options): Promise<Queue> {
  const opened = redisUrl ? openOnRedis(redisUrl, prefix, log) : await openOnPostgres(databaseUrl, log)
  const workers: Worker[] = []
  return {
    kind: opened.kind,
    ping: opened.ping,
    depths: () => within(1000, readDepths(opened.queues)).catch(() => undefined),
    ring: async (job, rings) => {
      if (rings.length === 0) return
      try {
        await within(2000, opened.queues[job].addBulk(rings.map((ring) => toJob(job, ring))))
      } catch (error) {
        log.warn({ job, rings: rings.length, err: error }, 'the queue could not be rung; sweep will find the work')
      }
    },
    work: async (job, concurrency, handle) => {
      const worker = opened.work(job, concurrency, ({ data }) => handle(Payload.parse(data).id))
      worker.on('error', (error) => log.warn({ job, err: error }, 'queue connection'))
      worker.on('failed', (_job, error) => log.error({ job, err: error }, 'job failed; sweep will ring again'))
      workers.push(worker)
    },
    pause: async () => {
      const paused = Promise.all(workers.map((worker) => worker.pause(true)))
      // A queue that is away hands out nothing anyhow.
      await within(2000, paused).catch((error: unknown) => log.debug({ err: error }, 'the queue could not be paused'))
    },
    close: async () => {
      // A worker waits for its connection before it closes; one that is away would keep it for ever.
      const away = !(await opened.ping())
      await Promise.all(workers.map((worker) => worker.close(away)))
      await Promise.all(Object.values(opened.queues).map((queue) => queue.close()))
      await opened.close()
    },
  }
}

/**
 * What the keys of a wire's queue on Redis begin with: `dateline:` and a hash of its database's host, port and name, whoever
 * logs in there. All processes of a wire must name the database alike.
 */
export function prefixOf(databaseUrl: string): string {
  const { hostname, port, pathname, searchParams } = new URL(databaseUrl)
  const host = hostname || searchParams.get('host')
  const place = [host?.toLowerCase(), port || searchParams.get('port') || '5432', pathname]
  return `dateline:${createHash('sha256').update(JSON.stringify(place)).digest('hex').slice(0, 12)}`
}

type Worker = {
  on(event: 'error', hear: (error: Error) => void): unknown
  on(event: 'failed', hear: (job: unknown, error: Error) => void): unknown
  pause(doNotWaitActive: boolean): Promise<void>
  close(force?: boolean): Promise<void>
}
type BulkJob = { name: string; data: { id: string }; opts: Record<string, unknown> }
type BackendQueue = {
  addBulk(jobs: BulkJob[]): Promise<unknown>
  getJobCounts(...states: ('waiting' | 'prioritized')[]): Promise<Record<string, number>>
  close(): Promise<void>
}
type Backend = {
  kind: Queue['kind']
  queues: Record<JobName, BackendQueue>
  work(job: JobName, concurrency: number, handle: (job: Job) => Promise<void>): Worker
  ping(): Promise<boolean>
  close(): Promise<void>
}

async function readDepths(queues: Backend['queues']): Promise<Record<string, number>> {
  const depths = Object.entries(queues).map(async ([job, queue]): Promise<[string, number]> => {
    const { waiting = 0, prioritized = 0 } = await queue.getJobCounts('waiting', 'prioritized')
    return [job, waiting + prioritized]
  })
  return Object.fromEntries(await Promise.all(depths))
}

function toJob(job: JobName, { id, ring, urgency = 5 }: Ring): BulkJob {
  // Removed at once: an id that is still known would swallow the next ring.
  const opts = { jobId: `${id}-${ring}`, removeOnComplete: true, removeOnFail: true, priority: urgency }
  return { name: job, data: { id }, opts }
}

function openOnRedis(url: string, given: string, log: Logger): Backend {
  const { connection, tag } = openRedis(url)
  const prefix = tag(given)
  connection.on('error', (error) => log.warn({ err: error }, 'redis'))
  const queue = (job: JobName) => {
    const opened = new BullQueue(job, { connection, prefix })
    opened.on('error', (error) => log.warn({ err: error }, 'redis'))
    return opened
  }
  return {
    kind: 'redis',
    queues: {
      expand: queue('expand'),
      machine: queue('machine'),
      mail: queue('mail'),
      urgent: queue('urgent'),
      import: queue('import'),
    },
    work: (job, concurrency, handle) => new BullWorker(job, handle, { connection, prefix, concurrency }),
    ping: () =>
      within(1000, connection.ping()).then(
        () => true,
        () => false,
      ),
    close: async () => connection.disconnect(),
  }
}

async function openOnPostgres(url: string, log: Logger): Promise<Backend> {
  const connection = { connectionString: url, schema: 'bullmq', max: 4 }
  const queue = async (job: JobName) => {
    // Migrating is idempotent and under a lock of BullMQ's own.
    const opened = new BullQueue(job, { connection: { ...connection, migrate: true } }, createPostgresBackend)
    opened.on('error', (error) => log.warn({ err: error }, 'postgres queue'))
    await opened.waitUntilReady()
    return opened
  }
  const queues = {
    expand: await queue('expand'),
    machine: await queue('machine'),
    mail: await queue('mail'),
    urgent: await queue('urgent'),
    import: await queue('import'),
  }
  return {
    kind: 'postgres',
    queues,
    work: (job, concurrency, handle) => new BullWorker(job, handle, { connection, concurrency }, createPostgresBackend),
    ping: () =>
      within(1000, queues.expand.getWaitingCount()).then(
        () => true,
        () => false,
      ),
    close: async () => {},
  }
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
