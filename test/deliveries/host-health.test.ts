import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readHostAnswer } from '../../src/deliveries/host-answer.ts'
import { openHealths } from '../../src/deliveries/host-health.ts'
import { restSeconds } from '../../src/hosts/breaker.ts'

describe('the health of a host', () => {
  const verdicts = (answers: string, everyMs = 100) => {
    const healths = openHealths()
    return [...answers].map((answer, n) => healths.note('h', answer === '+' ? 'success' : 'failure', n * everyMs).verdict)
  }

  it('fails at three failures in a row, and is broken at five', () => {
    assert.deepEqual(verdicts('-----'), ['well', 'well', 'failing', 'failing', 'broken'])
    assert.deepEqual(verdicts('++++--++--'), Array(10).fill('well'), 'a success between them starts anew')
  })

  it('is broken where half of at least ten answers in ten seconds failed', () => {
    assert.deepEqual(verdicts('+-+-+-+-+-').slice(-2), ['well', 'broken'])
    assert.equal(verdicts('+-+-+-+-+-', 1500).at(-1), 'failing', 'fewer than ten in ten seconds')
    assert.equal(verdicts('++-++-++-++-').at(-1), 'well', 'a third')
  })

  it('forgets what is older than ten seconds, and says so of each host for itself', () => {
    const healths = openHealths()
    for (let n = 0; n < 4; n++) healths.note('h', 'failure', n)
    assert.equal(healths.note('h', 'success', 11_000).failures, 0)
    assert.deepEqual(healths.note('other', 'failure', 11_000), { successes: 0, failures: 1, verdict: 'well' })
  })

  it('keeps a breaker open for five seconds, twice as long each time, and five minutes at most', () => {
    assert.deepEqual([1, 2, 3, 6, 7, 40].map(restSeconds), [5, 10, 20, 160, 300, 300])
  })
})

describe('what an attempt says of its host', () => {
  const claim = (channel: string) => ({
    id: 'd',
    endpointId: 'e',
    channel,
    format: 'f',
    host: 'h',
    addressHash: '',
    attempt: 1,
    settings: '{}',
    secrets: null,
    pacePerMinute: null,
    sequence: null,
    hourAt: new Date(0),
    test: false,
  })
  const temporary = (channel: string, reason: string, more: object = {}) =>
    readHostAnswer({ claim: claim(channel), outcome: { kind: 'temporary', reason, detail: '', ...more } })

  it('is a failure where a machine did not answer, or with an error of its own; not what is about one request', () => {
    for (const reason of ['timeout', 'connect', 'dns', 'tls', 'reset', 'server-error', 'rate-limited']) {
      assert.equal(temporary('webhook', reason)?.answer, 'failure', reason)
    }
    for (const reason of ['not-ready', 'embargoed', 'changed-meanwhile']) {
      assert.equal(temporary('wordpress', reason, { retryAfterSeconds: 3_600 })?.answer, 'success', reason)
    }
    const refused = { kind: 'permanent', reason: 'rejected', detail: '' } as const
    assert.equal(readHostAnswer({ claim: claim('webhook'), outcome: refused })?.answer, 'success')
  })

  it('is nothing where we or our relay failed, or where one mailbox is full', () => {
    for (const reason of ['relay-unreachable', 'timeout', 'mailbox-full'])
      assert.equal(temporary('email', reason), undefined, reason)
    for (const reason of ['secrets-unreadable', 'channel-fault']) assert.equal(temporary('webhook', reason), undefined, reason)
    assert.equal(temporary('email', 'deferred')?.answer, 'failure')
  })

  it('is a success where one guest of it has no room left, and nothing where a file of ours cannot be read', () => {
    for (const reason of ['quota', 'write-failed', 'incomplete'])
      assert.equal(temporary('sftp', reason)?.answer, 'success', reason)
    assert.equal(temporary('sftp', 'attachment-unreadable'), undefined)
  })

  it('tells how long it asked to be left alone', () => {
    const asked = temporary('webhook', 'rate-limited', { slowDown: true, retryAfterSeconds: 30 })
    assert.deepEqual([asked?.slowDown, asked?.retryAfterMs], [true, 30_000])
  })
})
