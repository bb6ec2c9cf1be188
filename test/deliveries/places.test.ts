import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openHostTurns, turnsAtOnce } from '../../src/deliveries/host-turns.ts'
import { openPlaces } from '../../src/deliveries/places.ts'
import { handClock } from '../harness/clock.ts'

describe('the places of a batch', () => {
  it('are so many, first come first served', async () => {
    const places = openPlaces({ clock: handClock(new Date()) }, 2)
    const order: number[] = []
    const take = async (n: number) => {
      const { leave } = await places.take()
      order.push(n)
      return leave
    }
    const [first, , third, fourth] = [take(1), take(2), take(3), take(4)]
    const leave = await first
    assert.equal(places.queued(), 2)
    leave()
    ;(await third)()
    await fourth
    assert.deepEqual(order, [1, 2, 3, 4])
  })

  it('are given on by a thousand slow sends of a process at most: what is beyond keeps its place', async () => {
    const clock = handClock(new Date())
    const places = openPlaces({ clock }, 1200)
    const first = await Promise.all(Array.from({ length: 1200 }, () => places.take()))
    let slow = 0
    for (const place of first) {
      place.begin(() => {
        slow += 1
      })
    }
    clock.advance(1001)
    const next = await Promise.all(Array.from({ length: 1000 }, () => places.take()))
    const beyond = places.take()
    assert.deepEqual([slow, places.queued()], [1000, 1])
    for (const place of [...first, ...next]) place.leave()
    ;(await beyond).leave()
  })

  it('are given on by a send that takes longer than a second; what is left then is slow', async () => {
    const clock = handClock(new Date())
    const places = openPlaces({ clock }, 1)
    const first = await places.take()
    let isSlow = false
    first.begin(() => {
      isSlow = true
    })
    const next = places.take()
    clock.advance(1001)
    ;(await next).leave()
    assert.ok(isSlow)
    await places.onlySlow()
    first.leave()
    ;(await places.take()).leave()
  })

  it('are not given on by a send that has not begun', async () => {
    const clock = handClock(new Date())
    const places = openPlaces({ clock }, 1)
    const first = await places.take()
    const next = places.take()
    clock.advance(1001)
    assert.equal(places.queued(), 1)
    first.leave()
    ;(await next).leave()
  })
})

describe('turns at a host', () => {
  it('are so many at once; nobody waits for another host', async () => {
    const turns = openHostTurns({ clock: handClock(new Date()) })
    for (let n = 0; n < turnsAtOnce; n++) assert.equal(await turns.take('slow:80'), true)
    const waiting = turns.take('slow:80')
    assert.equal(turns.tryTake('slow:80'), false)
    assert.equal(await turns.take('other:80'), true)
    turns.end('slow:80')
    assert.equal(await waiting, true)
    assert.deepEqual(turns.clogged(), [])
  })

  it('are not waited for where none comes back for a second', async () => {
    const clock = handClock(new Date())
    const turns = openHostTurns({ clock })
    for (let n = 0; n < turnsAtOnce; n++) await turns.take('hung:80')
    const waiting = turns.take('hung:80')
    clock.advance(1000)
    assert.equal(await waiting, false)
    assert.deepEqual(turns.clogged(), ['hung:80'])
    assert.equal(await turns.take('hung:80'), false)
    turns.end('hung:80')
    assert.equal(await turns.take('hung:80'), true)
  })

  it('are not waited for where the host is switched off', async () => {
    const turns = openHostTurns({ clock: handClock(new Date()) })
    for (let n = 0; n < turnsAtOnce; n++) await turns.take('broken:80')
    const waiting = turns.take('broken:80')
    turns.turnAway('broken:80')
    assert.equal(await waiting, false)
  })
})
