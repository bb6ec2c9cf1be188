import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { takeTurn } from '../../src/deliveries/turn.ts'
import { newId } from '../../src/ids.ts'

describe('turns at a channel', () => {
  it('are so many at once and no more, first come first served', async () => {
    const channel = newId()
    const order: number[] = []
    const take = async (n: number) => {
      const done = await takeTurn(channel, 2)
      order.push(n)
      return done
    }
    const [first, second, third, fourth] = [take(1), take(2), take(3), take(4)]
    const done = await first
    await second
    assert.deepEqual(order, [1, 2])
    done()
    const fifth = take(5)
    ;(await third)()
    ;(await fourth)()
    await fifth
    assert.deepEqual(order, [1, 2, 3, 4, 5])
  })

  it('are not waited for where the channel sets no bound', async () => {
    await Promise.all(Array.from({ length: 100 }, () => takeTurn(newId(), undefined)))
  })
})
