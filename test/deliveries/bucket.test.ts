import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openBucket } from '../../src/deliveries/bucket.ts'

const limit = { limit: 2, windowMs: 1000 }

describe('the tokens of a pace', () => {
  it('come back one window after the answer, however long that took', () => {
    const bucket = openBucket(undefined)
    bucket.take()
    bucket.take()
    assert.equal(bucket.freeAt(limit, 60_000), 0, 'what is under way is used')
    assert.equal(bucket.nextAtMs(limit, 60_000), undefined)
    bucket.answered(70_000)
    assert.equal(bucket.freeAt(limit, 70_999), 0)
    const backAtMs = bucket.nextAtMs(limit, 70_000) ?? 0
    assert.ok(backAtMs > 71_000 && backAtMs < 71_010, `${backAtMs}`)
    assert.equal(bucket.freeAt(limit, backAtMs), 1)
  })

  it('are never more than the limit in any window of the receiver, for any order of answers', () => {
    const bucket = openBucket(undefined)
    const arrivals: number[] = []
    const open: number[] = []
    // Requests take 1 ms to 2 s on the way; whenever there is a token, it is used.
    for (let nowMs = 0; nowMs < 30_000; nowMs++) {
      for (const endsAtMs of open.filter((at) => at === nowMs)) {
        open.splice(open.indexOf(endsAtMs), 1)
        bucket.answered(nowMs)
      }
      if (bucket.freeAt(limit, nowMs) <= 0) continue
      bucket.take()
      const wayMs = (nowMs * 7919) % 2000
      arrivals.push(nowMs + wayMs / 2)
      open.push(nowMs + wayMs + 1)
    }
    const most = Math.max(...arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + 1000).length))
    assert.ok(arrivals.length > 20, `only ${arrivals.length}`)
    assert.equal(most, 2)
  })

  it('come back at once where nothing was sent, and follow a limit that changes', () => {
    const bucket = openBucket(undefined)
    bucket.take()
    bucket.unused()
    assert.equal(bucket.freeAt(limit, 0), 2)
    bucket.take()
    bucket.answered(10)
    assert.deepEqual([bucket.freeAt(limit, 500), bucket.freeAt({ limit: 5, windowMs: 1000 }, 500)], [1, 4])
    assert.equal(bucket.freeAt({ limit: 1, windowMs: 60_000 }, 5_000), 0)
  })

  it('are none until a window after somebody else may have sent', () => {
    const bucket = openBucket(15_000)
    assert.equal(bucket.freeAt(limit, 15_999), 0)
    const fromMs = bucket.nextAtMs(limit, 0) ?? 0
    assert.ok(fromMs >= 16_000 && fromMs < 16_010, `${fromMs}`)
    assert.equal(bucket.freeAt(limit, fromMs), 2)
  })
})
