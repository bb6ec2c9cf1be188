import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { consequences } from '../../src/deliveries/consequences.ts'
import { newId } from '../../src/ids.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { makeJournalist, makeMailbox } from '../outlets/factories.ts'

/** Of a webhook, as a worker has claimed it. */
const goneClaim = {
  id: newId(),
  channel: 'webhook',
  format: 'ninjs',
  host: 'outlet.example:443',
  attempt: 1,
  settings: '{}',
  secrets: null,
  pacePerMinute: null,
  sequence: null,
  hourAt: new Date(),
  test: false,
}

// Expanded, and then the world changes before the hour comes.
describe('what became of an endpoint since its list was expanded', () => {
  const clock = handClock(new Date())
  let stage: Stage
  before(async () => {
    stage = await startStage({ clock })
    await stage.work()
  })
  after(() => stage.close())

  const between = async (
    outlets: Parameters<Stage['list']>[0],
    change: (list: Awaited<ReturnType<Stage['list']>>) => Promise<void>,
    journalistIds: string[] = [],
  ) => {
    const list = await stage.list(outlets)
    expectStatus(await stage.admin.post(`/v1/outlet-lists/${list.id}/members`, { journalistIds }), 200)
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id, { releaseAt: new Date(clock.now().getTime() + 60_000).toISOString() }), 202)
    await stage.until(id, (now) => now.targets[0]?.expanded)
    await change(list)
    clock.advance(60_000)
    return stage.until(id, (now) => now.finished)
  }

  it('moved to an address that has unsubscribed: nothing is sent there', async () => {
    expectStatus(await stage.admin.post('/v1/suppressions', { channel: 'email', address: 'gone@outlet.example' }), 201)
    const before = stage.mail.received.length
    const { counts } = await between([{ channel: 'email' }], async ({ endpointIds: [endpointId] }) => {
      const endpoint = await stage.admin.get(`/v1/endpoints/${endpointId}`)
      const moved = { settings: { to: 'gone@outlet.example' } }
      expectStatus(
        await stage.admin.patch(`/v1/endpoints/${endpointId}`, moved, { 'if-match': String(endpoint.headers.etag) }),
        200,
      )
    })
    assert.deepEqual([counts.suppressed, counts.delivered], [1, 0])
    assert.equal(stage.mail.received.length, before)
  })

  it('moved while its old address was saying that it is gone for good: it stays on', async () => {
    const { endpointIds } = await stage.list([{}])
    const [endpointId = ''] = endpointIds
    const { addressHash: old } = await stage.deps.db.endpoint.findUniqueOrThrow({ where: { id: endpointId } })
    const endpoint = await stage.admin.get(`/v1/endpoints/${endpointId}`)
    const elsewhere = { settings: { ...endpoint.json.settings, url: `${stage.hooks.url}/elsewhere` } }
    expectStatus(
      await stage.admin.patch(`/v1/endpoints/${endpointId}`, elsewhere, { 'if-match': String(endpoint.headers.etag) }),
      200,
    )
    const { addressHash: now } = await stage.deps.db.endpoint.findUniqueOrThrow({ where: { id: endpointId } })
    const states: string[] = []
    for (const hash of [old, now]) {
      const claim = { ...goneClaim, endpointId, addressHash: Buffer.from(hash).toString('hex') }
      const outcome = { kind: 'permanent', reason: 'gone', detail: '410', disable: true } as const
      const gone = { claim, outcome, startedAt: clock.now(), endedAt: clock.now() }
      await stage.deps.db.$transaction((tx) => consequences({ tx, clock }, [gone]))
      states.push(expectStatus(await stage.admin.get(`/v1/endpoints/${endpointId}`), 200).json.state)
    }
    assert.deepEqual(states, ['active', 'disabled'])
  })

  it('its outlet archived, itself paused: neither is written to, and the ledger says why', async () => {
    const { counts, releaseId } = await between([{}, {}, {}], async ({ outletIds: [outletId], endpointIds: [, endpointId] }) => {
      expectStatus(await stage.admin.delete(`/v1/outlets/${outletId}`), 204)
      const endpoint = await stage.admin.get(`/v1/endpoints/${endpointId}`)
      expectStatus(
        await stage.admin.patch(
          `/v1/endpoints/${endpointId}`,
          { state: 'paused' },
          { 'if-match': String(endpoint.headers.etag) },
        ),
        200,
      )
    })
    assert.deepEqual([counts.delivered, counts.failed], [1, 2])
    const { items } = (await stage.submitter.get(`/v1/releases/${releaseId}/deliveries?state=failed`)).json
    assert.deepEqual(items.map(({ reason }: { reason: string }) => reason).sort(), ['endpoint-archived', 'endpoint-paused'])
  })

  it('its outlet or journalist on leave: no delivery to it, and the ledger says so; whose leave is over is written to', async () => {
    const { admin } = stage
    const change = async (url: string, pausedUntil: number) => {
      const { headers } = await admin.get(url)
      const until = { pausedUntil: new Date(clock.now().getTime() + pausedUntil).toISOString() }
      expectStatus(await admin.patch(url, until, { 'if-match': String(headers.etag) }), 200)
    }
    const journalist = await makeJournalist(admin, { languages: ['en'] })
    await makeMailbox(admin, `journalists/${journalist}`, 'leave@outlet.example')
    const received = [stage.mail.received.length, stage.hooks.received.length]
    const { counts, releaseId } = await between(
      [{}, {}, {}],
      async ({ outletIds: [away, back] }) => {
        await change(`/v1/outlets/${away}`, 60_001)
        await change(`/v1/outlets/${back}`, 60_000)
        await change(`/v1/journalists/${journalist}`, 3_600_000)
      },
      [journalist],
    )
    assert.deepEqual([counts.delivered, counts.failed], [2, 2])
    const { items } = (await stage.submitter.get(`/v1/releases/${releaseId}/deliveries?state=failed`)).json
    assert.deepEqual(
      items.map(({ reason, attempts }: { reason: string; attempts: number }) => [reason, attempts]),
      [
        ['endpoint-paused', 0],
        ['endpoint-paused', 0],
      ],
    )
    assert.deepEqual([stage.mail.received.length, stage.hooks.received.length - 2], received)
  })
})
