import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'

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
  ) => {
    const list = await stage.list(outlets)
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
})
