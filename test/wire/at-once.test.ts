import assert from 'node:assert/strict'
import { it } from 'node:test'
import { getWire } from '../../src/wire/wire.ts'
import { startService } from '../harness/service.ts'

it('the wire can be read by many at once: Prisma makes one question of several, and not every key can be asked so', async () => {
  const service = await startService()
  try {
    const read = await Promise.all(Array.from({ length: 5 }, () => getWire(service.deps.db)))
    assert.equal(new Set(read.map(({ name }) => name)).size, 1)
  } finally {
    await service.close()
  }
})
