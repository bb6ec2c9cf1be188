import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Answer, expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'

describe('a body', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  const post = (body: unknown, headers?: Record<string, string>) => service.admin.post('/v1/accounts', body, headers)
  const counts = async () => {
    const { account, event, idempotencyKey } = service.deps.db
    return [await account.count(), await event.count(), await idempotencyKey.count()]
  }
  const refuses = async (send: () => Promise<Answer>, status: number, problem: string) => {
    const before = await counts()
    const answer = expectStatus(await send(), status)
    assert.equal(answer.problem, problem)
    assert.equal(answer.json.status, status)
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
    assert.ok(answer.json.detail.length > 20, 'says what to do')
    assert.deepEqual(await counts(), before)
    return answer
  }
  const pointersOf = ({ json }: Answer) => json.errors.map(({ pointer }: { pointer: string }) => pointer)
  const key = { 'idempotency-key': 'for-what-is-refused' }

  for (const body of ['{ "name": ', '{"name":"a",}', 'name=a', '"\u0001"', '']) {
    it(`400 that is no JSON: ${JSON.stringify(body)}`, async () => {
      await refuses(() => post(body, key), 400, 'malformed-request')
    })
  }

  for (const body of [
    '{"name":"a","kind":"company","__proto__":{"trusted":true}}',
    '{"constructor":{"prototype":{"trusted":true}}}',
  ]) {
    it(`400 that poisons a prototype: ${body}`, async () => {
      await refuses(() => post(body, key), 400, 'malformed-request')
      assert.equal(Reflect.get({}, 'trusted'), undefined)
    })
  }

  it('413 of 10 MB', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(10 * 1024 * 1024), kind: 'company' })
    await refuses(() => post(body, key), 413, 'payload-too-large')
  })

  for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    it(`415 sent as ${type}`, async () => {
      await refuses(() => post('{"name":"a","kind":"company"}', { ...key, 'content-type': type }), 415, 'unsupported-media-type')
    })
  }

  it('422 with an unknown field, pointing at it', async () => {
    const answer = await refuses(() => post({ name: 'a', kind: 'company', colour: 'red' }, key), 422, 'invalid')
    assert.deepEqual(pointersOf(answer), ['/colour'])
  })

  it('422 with an unknown field deep inside, pointing at it as RFC 6901 writes it', async () => {
    const issuer = { names: { en: 'A' }, contacts: [{ name: 'Ann', 'mail/at~work': 'x' }] }
    const answer = await refuses(() => service.admin.post('/v1/issuers', issuer, key), 422, 'invalid')
    assert.deepEqual(pointersOf(answer), ['/contacts/0/mail~1at~0work'])
  })

  it('422 with every wrong field at once', async () => {
    const answer = await refuses(() => post({ name: 7, kind: 'shop', trusted: 'yes' }, key), 422, 'invalid')
    assert.deepEqual(pointersOf(answer).sort(), ['/kind', '/name', '/trusted'])
  })

  for (const body of ['[]', 'null', '"text"', '7']) {
    it(`422 that is JSON but no object: ${body}`, async () => {
      await refuses(() => post(body, key), 422, 'invalid')
    })
  }

  for (const [what, name] of Object.entries({
    'is blank': '  ',
    'is over 200 characters': 'x'.repeat(201),
    'has NUL': 'a\u0000b',
  })) {
    it(`422 with a name that ${what}`, async () => {
      const answer = await refuses(() => post({ name, kind: 'company' }, key), 422, 'invalid')
      assert.deepEqual(pointersOf(answer), ['/name'])
    })
  }

  it('201 with the same Idempotency-Key after all of those: a refused request takes no key', async () => {
    expectStatus(await post({ name: 'At last', kind: 'company' }, key), 201)
  })

  it('200 in every script, unharmed', async () => {
    const name = 'شركة أكمي 企業 Đồng 🗞️ e\u0301'
    const { json } = expectStatus(await post({ name, kind: 'company' }), 201)
    assert.equal((await service.admin.get(`/v1/accounts/${json.id}`)).json.name, name)
  })
})
