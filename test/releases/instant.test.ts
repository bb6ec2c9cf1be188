import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Instant } from '../../src/releases/instant.ts'

describe('instants', () => {
  const taken: [string, string][] = [
    ['2026-12-01T09:00:00+04:00[Asia/Dubai]', '2026-12-01T05:00:00.000Z'],
    ['2026-12-01T09:00:00[Asia/Dubai]', '2026-12-01T05:00:00.000Z'],
    ['2026-12-01T09:00:00Z[Asia/Dubai]', '2026-12-01T09:00:00.000Z'],
    ['2026-12-01T09:00:00-03:30', '2026-12-01T12:30:00.000Z'],
    ['2026-12-01T09:00Z', '2026-12-01T09:00:00.000Z'],
    ['2026-10-25T02:30:00+02:00[Europe/Berlin]', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T02:30:00+01:00[Europe/Berlin]', '2026-10-25T01:30:00.000Z'],
  ]
  for (const [given, at] of taken) {
    it(`takes ${given}`, () => {
      assert.deepEqual(Instant.parse(given), { at: new Date(at), given })
    })
  }

  it('rounds up what is finer than a millisecond: nothing leaves early', () => {
    assert.equal(Instant.parse('2026-12-01T09:00:00.123000001Z').at.toISOString(), '2026-12-01T09:00:00.124Z')
  })

  const refused: [string, RegExp][] = [
    ['2026-12-01T09:00:00', /local time.*add an offset.*or a zone/],
    ['2026-12-01T09:00:00+04:00[Asia/Nowhere]', /"Asia\/Nowhere", which does not exist/],
    ['2026-12-01T09:00:00+05:00[Asia/Dubai]', /offset \+05:00, but Asia\/Dubai is at \+04:00/],
    ['2026-03-29T02:30:00[Europe/Berlin]', /skipped or happens twice in Europe\/Berlin/],
    ['2026-10-25T02:30:00[Europe/Berlin]', /skipped or happens twice in Europe\/Berlin/],
    ['2026-02-30T09:00:00Z', /no date and time of the calendar/],
    ['2026-02-30T09:00:00+04:00[Asia/Dubai]', /no date and time of the calendar/],
    ['2026-12-01T09:00:00+25:00', /offset that does not exist/],
    ['tomorrow', /is not an instant/],
    ['2026-12-01', /is not an instant/],
    ['', /is not an instant/],
    ['2026-12-01T09:00:00Z[u-ca=hebrew]', /is not an instant/],
  ]
  for (const [given, message] of refused) {
    it(`refuses ${given || 'nothing'} and says why`, () => {
      const result = Instant.safeParse(given)
      assert.match(result.error?.issues[0]?.message ?? 'taken', message)
    })
  }
})
