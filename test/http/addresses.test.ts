import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { newId } from '../../src/ids.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'

describe('an address', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  for (const url of ['/', '/v1', '/v1/nothing', '/v2/accounts', '/v1/accounts/x/y/z']) {
    it(`404 that is not part of the API: ${url}`, async () => {
      assert.equal(expectStatus(await service.admin.get(url), 404).problem, 'not-found')
    })
  }

  for (const url of ['/%zz', '/v1/accounts/%', '/v1/accounts/%e0%a4%a']) {
    it(`400 that is not encoded as addresses are, as a problem: ${url}`, async () => {
      const answer = expectStatus(await service.admin.get(url), 400)
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
      assert.equal(answer.problem, 'malformed-request')
      assert.match(answer.json.detail, /%25/)
      assert.match(answer.json.instance, /^[0-9a-f-]{36}$/)
    })
  }

  it('404 with an id of 250 characters, as a problem, with and without a key', async () => {
    for (const client of [service.admin, service.as()]) {
      const answer = expectStatus(await client.get(`/v1/accounts/${'x'.repeat(250)}`), 404)
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
      assert.equal(answer.problem, 'not-found')
    }
  })

  it('404 with a method that it does not have', async () => {
    expectStatus(await service.admin.delete('/v1/wire'), 404)
    expectStatus(await service.admin.put('/v1/accounts', {}), 404)
  })

  for (const id of ['1', 'me', '%00', '%27%20OR%201=1', 'x'.repeat(199), '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5', newId()]) {
    it(`404 with an id of nothing: ${id.slice(0, 40)}`, async () => {
      const answers = [
        await service.admin.get(`/v1/accounts/${id}`),
        await service.admin.patch(`/v1/issuers/${id}`, {}, { 'if-match': '*' }),
        await service.admin.delete(`/v1/accounts/${id}`),
      ]
      for (const answer of answers) assert.equal(expectStatus(answer, 404).problem, 'not-found')
    })
  }

  it('200 whatever the case of an id', async () => {
    const { accountId } = await service.client('submitter')
    const { json } = expectStatus(await service.admin.get(`/v1/accounts/${accountId.toUpperCase()}`), 200)
    assert.equal(json.id, accountId)
  })

  it('404 tells the id of the request, and nothing of the database', async () => {
    const { json } = await service.admin.get(`/v1/accounts/${newId()}`)
    assert.match(json.instance, /^[0-9a-f-]{36}$/)
    assert.deepEqual(Object.keys(json).sort(), ['detail', 'instance', 'status', 'title', 'type'])
  })
})
