import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { whileLocked } from '../accounts/while-locked.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'

describe('If-Match', () => {
  let service: Service
  let url: string
  before(async () => {
    service = await startService()
    const created = await service.admin.post('/v1/accounts', { name: 'ACME', kind: 'company' })
    url = String(created.headers.location)
  })
  after(() => service.close())

  const rename = (name: string, etag?: string) =>
    service.admin.patch(url, { name }, etag === undefined ? {} : { 'if-match': etag })
  const read = async () => {
    const { json, headers } = await service.admin.get(url)
    return { name: json.name, etag: String(headers.etag) }
  }

  it('428 an edit without it changes nothing', async () => {
    assert.equal(expectStatus(await rename('Blind'), 428).problem, 'precondition-required')
    assert.equal((await read()).name, 'ACME')
  })

  it('412 an edit of an old state changes nothing and tells the present ETag', async () => {
    const { etag } = await read()
    expectStatus(await rename('New', etag), 200)
    const now = await read()
    const late = expectStatus(await rename('Late', etag), 412)
    assert.equal(late.problem, 'precondition-failed')
    assert.equal(late.headers.etag, now.etag)
    assert.deepEqual(await read(), now)
  })

  it('200 the present ETag among others, made weak by a proxy, or any by *', async () => {
    expectStatus(await rename('Among', `"x", ${(await read()).etag}`), 200)
    expectStatus(await rename('Weak', `W/${(await read()).etag}`), 200)
    expectStatus(await rename('Any', '*'), 200)
  })

  it('200 and 412: of many edits of the same state one wins, and no change is lost', async () => {
    const { etag } = await read()
    const answers = await whileLocked(service.deps.db, {
      lock: (tx) => tx.$queryRaw`SELECT 1 FROM accounts FOR UPDATE`,
      waiting: 4,
      start: () => Promise.all(['a', 'b', 'c', 'd'].map((name) => rename(name, etag))),
    })
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412, 412, 412])
    const winner = answers.find(({ status }) => status === 200)
    assert.equal((await read()).name, winner?.json.name)
  })
})
