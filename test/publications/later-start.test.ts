import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expandDispatch } from '../../src/publications/expand.ts'
import { startDue } from '../../src/publications/start.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { startStage } from '../harness/stage.ts'
import { openTurns } from '../holds/turns.ts'
import { newText, publishNext } from './next-version.ts'

test('a later version is out once its lists are expanded: until then nobody knows whom it overtakes', async () => {
  const clock = handClock(new Date())
  const stage = await startStage({ clock })
  const { turn, close } = openTurns(stage.deps, clock)
  const { db } = stage.deps
  try {
    const lists = [await stage.list([{}]), await stage.list([{}])]
    const targets = lists.map(({ id }) => ({ language: 'en', outletListId: id }))
    const id = await stage.approved({ targets })
    expectStatus(await stage.publish(id), 202)
    await turn()
    await publishNext(stage, id, newText(stage, { targets }))
    const stateOfSecond = async () =>
      (await db.publication.findFirstOrThrow({ where: { releaseId: id, versionNumber: 2 } })).state
    assert.equal(await startDue(stage.deps), 0)
    const waiting = await db.dispatch.findMany({ where: { state: 'waiting' }, orderBy: { position: 'asc' } })
    assert.ok(waiting.length >= 2, 'it has several lists')
    for (const { id } of waiting) {
      assert.equal(await stateOfSecond(), 'scheduled')
      await expandDispatch(stage.deps, id)
      await startDue(stage.deps)
    }
    assert.match(await stateOfSecond(), /^releas/)
    await turn()
    assert.equal((await stage.submitter.get(`/v1/releases/${id}/status`)).json.counts.delivered, 2)
  } finally {
    await close()
    await stage.close()
  }
})
