import type { AppDeps } from '../deps.ts'
import { watchClocks } from '../embargo/clocks.ts'
import { type Figure, type GaugeHead, writeGauges } from '../metrics/gauges.ts'
import { observed, observeProcess } from '../metrics/observe.ts'
import { jobs } from '../queue/queue.ts'
import { gauges, readAll } from './gauges.ts'

type Deps = Pick<AppDeps, 'db' | 'clock' | 'queue' | 'log'>

/** How long figures that were read are good for: whoever scrapes more often gets the same ones. */
export const freshMs = 5_000

const timeoutMs = 2_000

const heads: readonly GaugeHead[] = [
  ...gauges,
  { name: 'dateline_database_up', help: 'Whether Postgres answered; while it does not, its figures are left out.' },
  {
    name: 'dateline_clock_apart_seconds',
    help: 'By how much the wall clock of this process is ahead of what has passed since it started; beyond 0.5 nothing starts.',
  },
  { name: 'dateline_queue_up', help: 'Whether the queue answered.' },
  { name: 'dateline_queue_depth', help: 'Rings that wait in the queue.', label: 'job' },
]

/**
 * Everything that this process can tell in Prometheus' text format: what it counted itself, and what it reads of the whole wire
 * from Postgres and the queue, at most once in five seconds and for two seconds at most.
 */
export function openMetrics(deps: Deps): () => Promise<string> {
  observeProcess()
  let read: { atMs: number; figures: Promise<Figure[]> } | undefined
  return async () => {
    const nowMs = deps.clock.monotonicMs()
    if (!read || nowMs - read.atMs >= freshMs) read = { atMs: nowMs, figures: readFigures(deps) }
    return `${await observed.metrics()}\n${await writeGauges(heads, await read.figures)}`
  }
}

async function readFigures(deps: Deps): Promise<Figure[]> {
  const clock = { series: 'dateline_clock_apart_seconds', label: '', value: watchClocks(deps.clock).apartMs() / 1000 }
  return [clock, ...(await readDatabase(deps)), ...(await readQueue(deps))]
}

async function readDatabase({ db, clock, log }: Deps): Promise<Figure[]> {
  try {
    const [, figures] = await db.$transaction([
      db.$queryRaw`SELECT set_config('statement_timeout', ${String(timeoutMs)}, true)`,
      db.$queryRaw<Figure[]>`${readAll(clock.now())}`,
    ])
    return [...figures, { series: 'dateline_database_up', label: '', value: 1 }]
  } catch (error) {
    log.warn({ err: error }, 'the figures of a scrape could not be read')
    return [{ series: 'dateline_database_up', label: '', value: 0 }]
  }
}

async function readQueue({ queue }: Deps): Promise<Figure[]> {
  const depths = await queue.depths()
  const figures = Object.keys(jobs).flatMap((job) => {
    const value = depths?.[job]
    return value === undefined ? [] : [{ series: 'dateline_queue_depth', label: job, value }]
  })
  return [...figures, { series: 'dateline_queue_up', label: '', value: depths ? 1 : 0 }]
}
