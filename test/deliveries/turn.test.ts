import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { takeTurn } from '../../src/deliveries/turn.ts'
import { newId } from '../../src/ids.ts'

/** Who asks where nothing else is said: nobody in a hurry, of a process that goes on. */
const asker = { atOnce: 2, urgent: false, stopping: new AbortController().signal }

describe('turns at a channel', () => {
  it('are so many at once and no more, first come first served', async () => {
    const channel = newId()
    const order: number[] = []
    const take = async (n: number) => {
      const done = await takeTurn(channel, asker)
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

  it('go to the urgent first: two thousand who came before wait behind one', async () => {
    const channel = newId()
    const done = await takeTurn(channel, { ...asker, atOnce: 1 })
    const order: string[] = []
    const take = async (name: string, urgent: boolean) => {
      const end = await takeTurn(channel, { ...asker, atOnce: 1, urgent })
      order.push(name)
      end()
    }
    const bulk = Array.from({ length: 2000 }, (_, n) => take(`bulk ${n}`, false))
    const urgent = [take('urgent 0', true), take('urgent 1', true)]
    done()
    await Promise.all([...bulk, ...urgent])
    assert.deepEqual(order.slice(0, 3), ['urgent 0', 'urgent 1', 'bulk 0'])
    assert.equal(order.length, 2002)
  })

  it('are waited for no longer when the process is told to stop, but by those of another', async () => {
    const channel = newId()
    const stop = new AbortController()
    const done = await takeTurn(channel, { ...asker, atOnce: 1 })
    const order: string[] = []
    const take = async (name: string, stopping: AbortSignal) => {
      const end = await takeTurn(channel, { ...asker, atOnce: 1, stopping })
      order.push(name)
      return end
    }
    const [mine, other] = [take('mine', stop.signal), take('other', asker.stopping)]
    stop.abort()
    ;(await mine)()
    assert.deepEqual(order, ['mine'], 'who was sent away gives back no turn that it never had')
    ;(await takeTurn(channel, { ...asker, atOnce: 1, stopping: stop.signal }))()
    assert.deepEqual(order, ['mine'])
    done()
    await other
    assert.deepEqual(order, ['mine', 'other'])
  })

  it('are not waited for where the channel sets no bound', async () => {
    await Promise.all(Array.from({ length: 100 }, () => takeTurn(newId(), { ...asker, atOnce: undefined })))
  })
})
