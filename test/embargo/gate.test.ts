import assert from 'node:assert/strict'
import { it } from 'node:test'
import { mayHandOver } from '../../src/embargo/gate.ts'
import { publicationStates } from '../../src/publications/publication.ts'

it('the gate is open from the hour on, and only while a publication is going out', () => {
  const releaseAt = new Date('2026-12-01T09:00:00Z')
  const open = (now: string) => publicationStates.filter((state) => mayHandOver({ state, releaseAt }, new Date(now)))
  assert.deepEqual(open('2026-12-01T08:59:59.999Z'), [])
  assert.deepEqual(open('2026-12-01T09:00:00.000Z'), ['releasing', 'released'])
  assert.deepEqual(open('2027-01-01T00:00:00.000Z'), ['releasing', 'released'])
})
