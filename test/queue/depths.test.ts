import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { it } from 'node:test'
import { queues, startService } from '../harness/service.ts'

for (const queue of queues) {
  it(`tells how many rings wait, job by job, on ${queue}`, async (t) => {
    const { deps, close } = await startService({ queue })
    t.after(close)
    const rings = Array.from({ length: 3 }, (_, urgency) => ({ id: randomUUID(), ring: 'g0', urgency: urgency + 1 }))
    await deps.queue.ring('machine', rings)
    await deps.queue.ring('mail', rings.slice(1))
    assert.deepEqual(await deps.queue.depths(), { expand: 0, machine: 3, mail: 2, urgent: 0, import: 0 })
  })
}
