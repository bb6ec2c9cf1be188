import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { attachment } from '../../src/http/attachment.ts'

describe('the name of a file in a header', () => {
  it('is in any script, and in ASCII for who knows no other', () => {
    assert.equal(attachment('events.csv'), 'attachment; filename="events.csv"')
    assert.equal(
      attachment('release-1.csv', '東京-القدس-1.csv'),
      `attachment; filename="release-1.csv"; filename*=UTF-8''${encodeURIComponent('東京-القدس-1.csv')}`,
    )
  })
})
