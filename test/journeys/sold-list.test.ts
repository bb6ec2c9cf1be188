import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Client, expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'

// A list of the catalogue, from the shop window to the day on which the contract ends.
describe('a list that is sold, used and withdrawn', () => {
  let stage: Stage
  let listId: string
  let buyer: Client
  let entitlement: string
  before(async () => {
    stage = await startStage()
    await stage.work()
    buyer = stage.submitter
    listId = (await stage.list([{}, { channel: 'email', country: 'KR' }], 'Energy desks of Asia')).id
    entitlement = `/v1/outlet-lists/${listId}/entitlements/${stage.submitter.accountId}`
    const sold = { visibility: 'catalogue', price: 'Gold, 900 a release' }
    expectStatus(await stage.admin.patch(`/v1/outlet-lists/${listId}`, sold, { 'if-match': '*' }), 200)
  })
  after(() => stage.close())

  const targets = () => [{ language: 'en', outletListId: listId }]
  const draft = {
    source: { kind: 'issuer' },
    editions: [
      { language: 'en', headline: 'News', dateline: { place: 'Dubai' }, body: { format: 'html', content: '<p>News.</p>' } },
    ],
    contacts: [{ name: 'Press office', email: 'press@acme.example', public: true }],
  }

  it('stands in the catalogue with its price and its reach, without a name', async () => {
    const { items } = expectStatus(await buyer.get('/v1/outlet-lists?q=energy'), 200).json
    const [{ id, price, usable }] = items
    assert.deepEqual([id, price, usable], [listId, 'Gold, 900 a release', false])
    const preview = expectStatus(await buyer.get(`/v1/outlet-lists/${listId}/preview?language=en`), 200)
    assert.equal(preview.json.summary, '2 outlets, 0 journalists, 2 countries')
    assert.deepEqual(preview.json.byCountry, { AE: 1, KR: 1 })
    assert.doesNotMatch(preview.text, /Outlet [0-9a-f]|outlet\.example|127\.0\.0\.1/)
    expectStatus(await buyer.get(`/v1/outlet-lists/${listId}/members`), 403)
  })

  it('422 not-entitled for a release to it before it is bought', async () => {
    const answer = await buyer.post('/v1/releases', { ...draft, issuerIds: [stage.issuerId], targets: targets() })
    assert.equal(expectStatus(answer, 422).problem, 'not-entitled')
    assert.equal(answer.json.errors[0].pointer, '/targets/0/outletListId')
  })

  it('bought, it is used', async () => {
    expectStatus(await stage.admin.put(entitlement), 204)
    assert.equal((await buyer.get(`/v1/outlet-lists/${listId}`)).json.usable, true)
    const id = await stage.approved({ targets: targets() })
    expectStatus(await stage.publish(id), 202)
    const { counts } = await stage.until(id, (now) => now.finished)
    assert.equal(counts.delivered, 2)
  })

  it('withdrawn after approval, the publication is refused and names the target; given back, it goes out', async () => {
    const id = await stage.approved({ targets: targets() })
    for (const visibility of ['catalogue', 'entitled']) {
      expectStatus(await stage.admin.patch(`/v1/outlet-lists/${listId}`, { visibility }, { 'if-match': '*' }), 200)
      expectStatus(await stage.admin.delete(entitlement), 204)
      const answer = expectStatus(await stage.publish(id), 422)
      assert.equal(answer.problem, 'not-entitled')
      assert.match(answer.json.detail, /«Energy desks of Asia» in en/)
      assert.equal(answer.json.errors[0].pointer, '/targets/0/outletListId')
      expectStatus(await buyer.get(`/v1/releases/${id}/publication`), 404)
      expectStatus(await stage.admin.put(entitlement), 204)
    }
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, (now) => now.finished)
  })

  it('withdrawn after publication, what was accepted goes out', async () => {
    const id = await stage.approved({ targets: targets() })
    expectStatus(await stage.publish(id, { releaseAt: '2099-01-01T00:00:00Z' }), 202)
    expectStatus(await stage.admin.delete(entitlement), 204)
    expectStatus(await buyer.get(`/v1/outlet-lists/${listId}`), 404)
    expectStatus(await stage.publish(id, { releaseAt: null }), 202)
    const { counts } = await stage.until(id, (now) => now.finished)
    assert.equal(counts.delivered, 2)
    const { targets: reached } = (await buyer.get(`/v1/releases/${id}/publication`)).json
    assert.equal(reached[0].reach.outlets, 2)
  })

  it('the account reads in its events when it could and could not', async () => {
    const { items } = expectStatus(await buyer.get('/v1/events?limit=200'), 200).json
    const kinds = items.map(({ kind }: { kind: string }) => kind)
    assert.equal(kinds.filter((kind: string) => kind === 'outlet-list.entitled').length, 3)
    assert.equal(kinds.filter((kind: string) => kind === 'outlet-list.entitlement-withdrawn').length, 3)
  })
})
