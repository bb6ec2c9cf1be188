import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { queuesOfThisRun as queues } from '../harness/service.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { newText, untilVersion } from '../publications/next-version.ts'

const size = 40

/** Which versions each path has taken, in the order in which they came. */
function takenBy(stage: Stage): Map<string, string[]> {
  const taken = new Map<string, string[]>()
  for (const { path, body } of stage.hooks.received) {
    taken.set(path, [...(taken.get(path) ?? []), JSON.parse(String(body)).version])
  }
  return taken
}

for (const queue of queues) {
  describe(`a wrong number, and what becomes of it (${queue})`, () => {
    it('goes out, is corrected everywhere though the list has changed and some still retried, and is killed in the end', async () => {
      const stage = await startStage({ queue, keep: true, env: { BATCH_SIZE: '10' } })
      try {
        await stage.work()
        const { submitter, editor, admin } = stage
        // Three outlets take nothing as yet: their first version is still to come when the second one does.
        const list = await stage.list([
          ...Array.from({ length: size - 3 }, () => ({})),
          ...Array.from({ length: 3 }, () => ({ behave: 'defer' as const })),
        ])
        const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
        expectStatus(await stage.publish(id), 202)
        await stage.until(id, ({ counts }) => counts.delivered === size - 3 && counts.retrying === 3)

        // The list is another one by now: half of it has left, and somebody has come.
        for (const outletId of list.outletIds.slice(0, size / 2)) {
          expectStatus(await admin.delete(`/v1/outlet-lists/${list.id}/members/outlets/${outletId}`), 204)
        }
        const newcomer = await stage.list([{}])
        expectStatus(await admin.post(`/v1/outlet-lists/${list.id}/members`, { outletIds: newcomer.outletIds }), 200)

        // The company corrects it, an editor reads and approves that.
        const correction = newText(stage, { targets: [{ language: 'en', outletListId: list.id }] })
        const made = expectStatus(await submitter.post(`/v1/releases/${id}/versions`, correction), 201)
        expectStatus(await submitter.put(`/v1/releases/${id}/submission`), 200)
        expectStatus(await editor.put(`/v1/releases/${id}/approval`, { hash: made.json.revision.hash }), 200)
        expectStatus(await submitter.put(`/v1/releases/${id}/publication`, {}), 202)
        await stage.until(id, ({ counts }) => counts.delivered === size - 3 + 1 && counts.retrying === 3)
        const first = await untilVersion(stage, { id, number: 1 }, (now) => now.finished)
        assert.deepEqual([first.counts.superseded, first.counts.retrying], [3, 0])
        const corrected = takenBy(stage)
        assert.equal(corrected.size, size - 3 + 1)
        assert.equal([...corrected.values()].filter((versions) => versions.join() === '1,2').length, size - 3)
        assert.equal([...corrected.values()].filter((versions) => versions.join() === '2').length, 1)

        // It was wrong altogether: an editor kills it, and what still retried is not tried again.
        expectStatus(await editor.post(`/v1/releases/${id}/versions`, { kind: 'kill', reason: 'The issuer withdraws it.' }), 201)
        expectStatus(await editor.put(`/v1/releases/${id}/publication`, {}), 202)
        const second = expectStatus(await editor.get(`/v1/releases/${id}/versions/2/status`), 200).json
        assert.deepEqual([second.counts.superseded, second.counts.retrying, second.counts.pending], [3, 0, 0])
        const { counts, total } = await stage.until(id, (now) => now.version === 3 && now.finished)
        assert.deepEqual([counts.delivered, total], [size - 3 + 1, size - 3 + 1])
        for (const versions of takenBy(stage).values()) assert.equal(versions.at(-1), '3')
        assert.deepEqual(expectStatus(await editor.get(`/v1/releases/${id}/in-flight`), 200).json.items, [])
        assert.equal((await submitter.post(`/v1/releases/${id}/versions`, correction)).problem, 'wrong-state')
      } finally {
        await stage.close()
      }
    })
  })
}
