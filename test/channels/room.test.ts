import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { openRoom } from '../../src/channels/files/room.ts'

const { signal } = new AbortController()

test('no more is in memory than there is room for, and who came first is first', async () => {
  const take = openRoom(100)
  const came: string[] = []
  const comeFor = (name: string, sizeBytes: number) =>
    take(sizeBytes, signal).then((release) => {
      came.push(name)
      return release
    })
  const first = await comeFor('first', 60)
  const large = comeFor('large', 1_000)
  const small = comeFor('small', 10)
  await setImmediate()
  assert.deepEqual(came, ['first'])
  first()
  const release = await large
  await setImmediate()
  assert.deepEqual(came, ['first', 'large'])
  release()
  ;(await small)()
  assert.deepEqual(came, ['first', 'large', 'small'])
})

test('who gives up while waiting leaves the room to the next', async () => {
  const take = openRoom(100)
  const giveUp = new AbortController()
  const first = await take(60, signal)
  const waiting = take(60, giveUp.signal)
  const next = take(40, signal)
  giveUp.abort(new Error('late'))
  await assert.rejects(waiting, /late/)
  ;(await next)()
  first()
  ;(await take(100, signal))()
})
