import assert from 'node:assert/strict'
import { get } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { untilWaiting } from '../accounts/while-locked.ts'
import { type Answer, expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { handIn, newRelease, openPressOffice, type PressOffice } from '../releases/press-office.ts'

describe('concurrency of an account', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  const openOffice = async (concurrency: number): Promise<PressOffice & { key: string }> => {
    const office = await openPressOffice(service)
    const url = `/v1/accounts/${office.accountId}`
    expectStatus(await service.admin.patch(url, { limits: { concurrency } }, { 'if-match': '*' }), 200)
    const { key } = await service.client('submitter', office.accountId)
    return { ...office, key }
  }
  const told = ({ headers }: Answer) => [headers['ratelimit-policy'], headers.ratelimit, headers['retry-after']]
  const policy = '"concurrency";q=2;qu="concurrent-requests"'

  it('429 a request too many at once; whoever waits is answered, and others never notice', async () => {
    const office = await openOffice(2)
    const other = await openPressOffice(service)
    expectStatus(await handIn(office).then(() => office.get('/v1/me')), 200)
    const answers = await service.deps.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT FROM usages WHERE account_id = ${office.accountId}::uuid FOR UPDATE`
      const waiting = [newRelease(office), newRelease(office)].map((body) => office.post('/v1/releases', body))
      await untilWaiting(service.deps.db, 2)
      const refused = expectStatus(await office.get('/v1/me'), 429)
      assert.equal(refused.problem, 'too-many-requests')
      assert.deepEqual(told(refused), [policy, '"concurrency";r=0', '1'])
      expectStatus(await service.as(office.key).get('/v1/releases'), 429)
      assert.deepEqual(told(expectStatus(await other.get('/v1/me'), 200)), [undefined, undefined, undefined])
      // In an array, so that the transaction ends before they do.
      return [Promise.all(waiting)] as const
    })
    for (const answer of await answers[0]) expectStatus(answer, 201)
    assert.deepEqual(told(expectStatus(await office.get('/v1/me'), 200)), [policy, '"concurrency";r=1', undefined])
  })

  it('stands in the headers beside other limits', async () => {
    const office = await openPressOffice(service)
    const limits = { concurrency: 2, releasesPerDay: 7 }
    expectStatus(await service.admin.patch(`/v1/accounts/${office.accountId}`, { limits }, { 'if-match': '*' }), 200)
    const [policies, quotas] = told(expectStatus(await office.post('/v1/releases', newRelease(office)), 201))
    assert.equal(policies, `${policy}, "releases-per-day";q=7;w=86400`)
    assert.match(String(quotas), /^"concurrency";r=1, "releases-per-day";r=6;t=\d+$/)
  })

  it('a poll that waits counts, until its client has hung up', async () => {
    const office = await openOffice(2)
    const { id } = await handIn(office)
    const status = expectStatus(await office.get(`/v1/releases/${id}/status`), 200)
    const address = await service.app.listen({ port: 0, host: '127.0.0.1' })
    const headers = { authorization: `Bearer ${office.key}`, 'if-none-match': String(status.headers.etag), prefer: 'wait=60' }
    const poll = get(`${address}/v1/releases/${id}/status`, { headers })
    poll.on('error', () => {})
    await untilLeft(office, 0)
    poll.destroy()
    await untilLeft(office, 1)
  })

  /** Asks until so many requests are left beside the one that asks. */
  const untilLeft = async (office: PressOffice, left: number): Promise<void> => {
    for (let look = 0; look < 5000; look++) {
      const answer = expectStatus(await office.get('/v1/me'), 200)
      if (answer.headers.ratelimit === `"concurrency";r=${left}`) return
    }
    assert.fail(`never ${left} left`)
  }
})
