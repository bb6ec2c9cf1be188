import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'

type Page = { items: { id: string }[]; nextCursor: string | null }

describe('a list', () => {
  let service: Service
  before(async () => {
    service = await startService()
    for (const name of ['b', 'c', 'd', 'e', 'f']) {
      expectStatus(await service.admin.post('/v1/accounts', { name, kind: 'company' }), 201)
    }
  })
  after(() => service.close())

  const page = async (query: string): Promise<Page> => expectStatus(await service.admin.get(`/v1/accounts?${query}`), 200).json

  it('200 gives everything once, in order, and a null cursor on the last page, full or not', async () => {
    const all = await page('limit=200')
    assert.equal(all.items.length, 6)
    assert.equal(all.nextCursor, null)
    for (const limit of [1, 4, 6]) {
      const seen: Page['items'] = []
      let next = await page(`limit=${limit}`)
      seen.push(...next.items)
      while (next.nextCursor !== null) {
        next = await page(`limit=${limit}&cursor=${next.nextCursor}`)
        assert.ok(next.items.length > 0)
        seen.push(...next.items)
      }
      assert.deepEqual(seen, all.items)
    }
  })

  it('200 a cursor survives the end of the thing it stands on', async () => {
    const first = await page('limit=3')
    const [before, rest] = [first.items.at(-1), await page(`cursor=${first.nextCursor}`)]
    expectStatus(await service.admin.delete(`/v1/accounts/${before?.id}`), 204)
    assert.deepEqual(await page(`cursor=${first.nextCursor}`), rest)
  })

  for (const query of [
    'cursor=x',
    'cursor=%00',
    'cursor=',
    `cursor=${'x'.repeat(300)}`,
    'limit=0',
    'limit=201',
    'limit=ten',
    'page=2',
  ]) {
    it(`422 ${query.slice(0, 40)}`, async () => {
      assert.equal(expectStatus(await service.admin.get(`/v1/accounts?${query}`), 422).problem, 'invalid')
    })
  }
})
