import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { watchClocks } from '../../src/embargo/clocks.ts'
import { handClock } from '../harness/clock.ts'

const hour = 3_600_000

describe('two clocks that are watched together', () => {
  it('agree while time passes, and tell it', () => {
    const clock = handClock('2026-12-01T08:00:00Z')
    const clocks = watchClocks(clock)
    clock.advance(hour)
    assert.deepEqual([clocks.agree(), clocks.earlier().toISOString()], [true, '2026-12-01T09:00:00.000Z'])
  })

  for (const [name, ms] of [
    ['forward', hour],
    ['back', -hour],
  ] as const) {
    it(`disagree when the wall clock is set ${name} an hour, and agree again when it is set right`, () => {
      const clock = handClock('2026-12-01T08:00:00Z')
      const clocks = watchClocks(clock)
      clock.step(ms)
      assert.deepEqual([clocks.agree(), clocks.apartMs()], [false, ms])
      clock.advance(24 * hour)
      assert.equal(clocks.agree(), false, 'time does not make it true')
      clock.step(-ms)
      assert.equal(clocks.agree(), true)
    })
  }

  it('are never ahead of the earlier of the two', () => {
    const clock = handClock('2026-12-01T08:00:00Z')
    const clocks = watchClocks(clock)
    clock.step(hour)
    assert.equal(clocks.earlier().toISOString(), '2026-12-01T08:00:00.000Z')
    clock.step(-2 * hour)
    assert.equal(clocks.earlier().toISOString(), '2026-12-01T07:00:00.000Z')
  })

  it('follow a clock that is slewed, and no step that is made in small ones faster than that', () => {
    const clock = handClock('2026-12-01T08:00:00Z')
    const clocks = watchClocks(clock)
    for (let second = 0; second < 7200; second++) {
      clock.advance(1000)
      clock.step(0.5)
      assert.equal(clocks.agree(), true)
    }
    const steps = Array.from({ length: 60 }, () => {
      clock.advance(1000)
      clock.step(100)
      return clocks.agree()
    })
    assert.equal(steps.at(-1), false)
  })

  it('disagree where Postgres shows another time, and agree again when it does not', () => {
    const clock = handClock('2026-12-01T08:00:00Z')
    const clocks = watchClocks(clock)
    const ask = (at: string, tookMs: number) => {
      const askedAtMs = clock.monotonicMs()
      clock.advance(tookMs)
      clocks.compare({ at: new Date(at), askedAtMs, answeredAtMs: clock.monotonicMs() })
    }
    ask('2026-12-01T08:00:04Z', 1000)
    assert.deepEqual([clocks.agree(), clocks.apartMs()], [false, 3000])
    // A slow answer says little: the time that it tells may be from anywhere on the way.
    ask('2026-12-01T08:00:04Z', 5000)
    assert.equal(clocks.agree(), true)
    ask('2026-12-01T07:00:00Z', 10)
    assert.equal(clocks.agree(), false)
    ask(clock.now().toISOString(), 10)
    assert.equal(clocks.agree(), true)
  })

  it('are the same watch for all who ask of one clock', () => {
    const clock = handClock('2026-12-01T08:00:00Z')
    watchClocks(clock)
    clock.step(hour)
    assert.equal(watchClocks(clock).agree(), false)
  })
})
