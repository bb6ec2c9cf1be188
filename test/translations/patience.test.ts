import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, before, describe, it } from 'node:test'

import { findNextTry } from '../../src/translations/failure.ts'
import { openLibreTranslate } from '../../src/translators/libre-translate.ts'
import type { Refusal, Translator } from '../../src/translators/translator.ts'
import { type Answer, expectStatus } from '../harness/client.ts'
import { type HandClock, handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { type LibreServer, openLibreServer, type Answer as Scripted } from '../translators/libre-server.ts'
import { draftNext } from './draft-next.ts'
import { handIn, kindsOf, order, putSeen } from './factories.ts'

const provider = 'libretranslate'
const hourMs = 3_600_000

describe('a provider that fails', () => {
  let stage: Stage
  let server: LibreServer
  let clock: HandClock
  before(async () => {
    clock = handClock('2026-11-23T09:00:00Z')
    server = await openLibreServer()
    stage = await startStage({ clock, env: { LIBRETRANSLATE_URL: server.url } })
  })
  after(async () => {
    await stage.close()
    server.close()
  })

  /** One look of a worker that waits for an answer for a twentieth of a second, and never between tries. */
  const look = (over: Partial<Translator> = {}) => {
    const { fetch, db, log } = stage.deps
    const deps = { fetch, clock, random: () => 0.5, wait: async () => true }
    const usual = openLibreTranslate(deps, { url: server.url, apiKey: undefined }, { requestMs: 50 })
    const stopping = new AbortController().signal
    return draftNext({ db, clock, log, translators: { [provider]: { ...usual, ...over } }, stopping })
  }
  const read = async (path: string): Promise<Answer['json']> => expectStatus(await stage.editor.get(path), 200).json

  /** Has it looked whenever it is time to, until the translation is drafted or given up; the answers of the server are all like this. */
  const untilSettled = async (path: string, each?: Scripted): Promise<{ looks: number; hours: number; last: Answer['json'] }> => {
    const began = clock.now().getTime()
    for (let looks = 1; ; looks += 1) {
      server.answers.splice(0, Infinity, ...(each ? Array(4).fill(each) : []))
      assert.ok(await look())
      const last = await read(path)
      if (last.nextTryAt === null) return { looks, hours: (clock.now().getTime() - began) / hourMs, last }
      clock.set(last.nextTryAt)
    }
  }
  const silent: Scripted = () => {}
  const down = (res: ServerResponse) => res.writeHead(503, { 'content-type': 'application/json' }).end('{"error":"Loading"}')
  const failedOf = async (release: Parameters<typeof kindsOf>[1]) =>
    (await kindsOf(stage, release)).filter((kind) => kind === 'translation.failed').length

  it('is not asked for ever for a text that it has no time for: it is given up after three hours, with an event', async () => {
    const release = await handIn(stage)
    const path = await order(stage, release, { provider })
    const { looks, hours, last } = await untilSettled(path, silent)
    assert.deepEqual([looks, hours > 1 && hours <= 3], [5, true])
    assert.deepEqual([last.state, last.failure.reason, last.failure.tries], ['requested', 'timeout', 5])
    assert.equal(last.failure.since, last.createdAt)
    assert.equal(await look(), false)
    clock.advance(1000 * hourMs)
    assert.equal(await look(), false)
    const { items } = expectStatus(await stage.submitter.get(`${release.path}/events?limit=100`), 200).json
    const { data } = items.find(({ kind }: { kind: string }) => kind === 'translation.failed')
    assert.deepEqual([data.failure, data.tries, data.since], ['timeout', 5, last.failure.since])
  })

  it('is asked anew when somebody says so, with all its tries', async () => {
    const release = await handIn(stage)
    const path = await order(stage, release, { provider })
    await untilSettled(path, silent)
    const again = expectStatus(await putSeen(stage.submitter, path, 'provider', { provider }), 200).json
    assert.deepEqual([again.failure, again.nextTryAt], [null, clock.now().toISOString()])
    const { looks, last } = await untilSettled(path, silent)
    assert.deepEqual([looks, last.failure.tries, await failedOf(release)], [5, 5, 2])
    expectStatus(await putSeen(stage.submitter, path, 'provider', { provider }), 200)
    assert.equal((await untilSettled(path)).last.state, 'drafted')
  })

  it('may be down for hours and draft it then; down or silent for one kills no order', async () => {
    for (const [answer, hours] of [[silent, 1] as const, [down, 60] as const]) {
      const path = await order(stage, await handIn(stage), { provider })
      const backAt = clock.now().getTime() + hours * hourMs
      while (clock.now().getTime() < backAt) {
        server.answers.splice(0, Infinity, answer, answer, answer, answer)
        assert.ok(await look())
        const { nextTryAt } = await read(path)
        assert.ok(nextTryAt, `given up within ${hours} hours`)
        clock.set(nextTryAt)
      }
      server.answers.length = 0
      assert.ok(await look())
      assert.equal((await read(path)).state, 'drafted')
    }
  })

  it('is given up after three days away, an event telling since when', async () => {
    const release = await handIn(stage)
    const { hours, last } = await untilSettled(await order(stage, release, { provider }), down)
    assert.ok(hours > 70 && hours <= 72, `${hours}`)
    assert.deepEqual([last.failure.reason, await failedOf(release)], ['unavailable', 1])
  })

  it('is given up for a mistake of Dateline after three hours', async () => {
    const path = await order(stage, await handIn(stage), { provider })
    const broken = async () => assert.fail('a mistake')
    for (let looks = 1; looks <= 9; looks += 1) {
      assert.ok(await look({ translate: broken }))
      const { failure, nextTryAt } = await read(path)
      assert.deepEqual([failure.reason, nextTryAt === null], ['internal', looks === 9])
      if (nextTryAt) clock.set(nextTryAt)
    }
  })
})

describe('the next try', () => {
  const now = new Date('2026-11-23T09:00:00Z')
  const next = (reason: Refusal['reason'], tries = 0, retryAfterMs?: number, since = now) => {
    const failed = { ok: false as const, reason, detail: '', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
    const at = findNextTry(failed, { tries, since }, now)
    return at && (at.getTime() - now.getTime()) / 1000
  }

  it('comes after 30 seconds, a minute and so on up to an hour; where time was over after ten minutes', () => {
    assert.deepEqual(
      [0, 1, 2, 6, 7, 70].map((tries) => next('unavailable', tries)),
      [30, 60, 120, 1920, 3600, 3600],
    )
    assert.deepEqual(
      [0, 1, 2, 3].map((tries) => next('timeout', tries)),
      [600, 1200, 2400, 3600],
    )
  })

  it('comes no sooner than the provider says, and never where that is beyond three days', () => {
    assert.deepEqual(
      [next('quota', 0, 86_400_000), next('quota', 0, 1000), next('quota', 0, 4 * 86_400_000)],
      [86_400, 30, undefined],
    )
  })

  it('is none for what does not pass, nor after a hundred for reasons that take turns', () => {
    for (const reason of ['refused-key', 'language-pair', 'too-long', 'garbled'] as const) assert.equal(next(reason), undefined)
    assert.deepEqual([next('timeout', 98), next('timeout', 99)], [3600, undefined])
  })
})
