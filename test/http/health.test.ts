import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { queues, type Service, startService } from '../harness/service.ts'

for (const queue of queues) {
  describe(`health, queue on ${queue}`, () => {
    let service: Service
    before(async () => {
      service = await startService({ queue })
    })
    after(() => service.close())

    it('200 /healthz and /readyz without a key', async () => {
      assert.deepEqual((await service.as().get('/healthz')).json, { status: 'ok' })
      assert.deepEqual((await service.as().get('/readyz')).json, { status: 'ok', database: true, queue: true })
    })
  })
}
