import { openClient } from './client.ts'
import { findMissed, round } from './pairs.ts'
import { nullTransport, openPipeline } from './pipeline.ts'
import { startRedis } from './redis.ts'
import { startBench } from './service.ts'

/** Megabytes: the most resident memory of the process, for each size. */
export type MemoryResult = {
  deliveries: number[]
  peaksMb: number[]
  peakMb: number
  growth: number
  missed: string[]
}

/**
 * `all` in one process over the null transport, a fresh one for each size: the kernel's own high-water mark of its resident memory when
 * 6,500 deliveries are done, and when 92,500 are (`--full`: a million). `growth` is the larger one's over the smaller's. Ids are checked.
 */
export async function benchMemory({ full }: { full: boolean }, say: (line: string) => void): Promise<MemoryResult> {
  const sizes = [6_500, full ? 1_000_000 : 92_500]
  const peaks: number[] = []
  for (const size of sizes) {
    peaks.push(await measure(size))
    say(`${size} deliveries: ${peaks.at(-1)} MB at most`)
  }
  const [smaller = Number.NaN, larger = Number.NaN] = peaks
  const peakMb = Math.max(...peaks)
  const growth = round(larger / smaller)
  return {
    deliveries: sizes,
    peaksMb: peaks,
    peakMb,
    growth,
    missed: findMissed({ 'peakMb ≤ 300': peakMb <= 300, 'growth ≤ 1.1': growth <= 1.1 }),
  }
}

async function measure(deliveries: number): Promise<number> {
  const redis = await startRedis()
  try {
    const bench = await startBench({ program: nullTransport, env: { REDIS_URL: redis.url } })
    try {
      // The first answers of the API load what is loaded once.
      await openClient(bench.url, bench.adminKey)('GET', '/v1/me')
      const run = await openPipeline(bench, deliveries, 2_000 + deliveries / 15)
      await run()
      return await bench.peakMb()
    } finally {
      await bench.close()
    }
  } finally {
    await redis.stop()
  }
}
