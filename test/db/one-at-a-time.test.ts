import assert from 'node:assert/strict'
import { it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { startStage } from '../harness/stage.ts'

it('a release goes its way without a warning of pg, which takes only so much at once on the one connection of a transaction', async () => {
  const warned: string[] = []
  const note = ({ message }: Error) => void warned.push(message)
  process.on('warning', note)
  const stage = await startStage()
  try {
    const list = await stage.list([{}])
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id), 202)
    assert.deepEqual(
      warned.filter((message) => message.includes('client.query()')),
      [],
    )
  } finally {
    process.off('warning', note)
    await stage.close()
  }
})
