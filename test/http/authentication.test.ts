import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Service, startService } from '../harness/service.ts'

const clock = handClock('2026-11-23T09:00:00Z')

describe('authentication', () => {
  let service: Service
  before(async () => {
    service = await startService({ clock })
  })
  after(() => service.close())

  const headers: Record<string, Record<string, string>> = {
    'without a key': {},
    'with another scheme': { authorization: 'Basic YTpi' },
    'with nothing after Bearer': { authorization: 'Bearer ' },
    'with two tokens': { authorization: 'Bearer dl_live_a dl_live_b' },
    'with a key that is not ours': { authorization: 'Bearer sk_live_123' },
    'with a key that does not exist': { authorization: `Bearer dl_live_${'x'.repeat(43)}` },
  }
  for (const [how, header] of Object.entries(headers)) {
    it(`401 ${how}, saying which scheme to use`, async () => {
      const answer = expectStatus(await service.as().get('/v1/me', header), 401)
      assert.equal(answer.problem, 'unauthorized')
      assert.match(String(answer.headers['www-authenticate']), /^Bearer\b/)
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
    })
  }

  it('401 with an expired and with a revoked key, told alike', async () => {
    const { accountId, key: revoked, get } = await service.client('submitter')
    const { key } = (await get('/v1/me')).json
    expectStatus(await service.admin.delete(`/v1/accounts/${accountId}/keys/${key.id}`), 204)
    const expiresAt = new Date(clock.now().getTime() + 1000).toISOString()
    const body = { name: 'Brief', role: 'submitter', expiresAt }
    const expired = expectStatus(await service.admin.post(`/v1/accounts/${accountId}/keys`, body), 201).json.key
    clock.advance(1000)
    const answers = await Promise.all([revoked, expired].map((token) => service.as(token).get('/v1/me')))
    for (const answer of answers) {
      expectStatus(answer, 401)
      assert.match(String(answer.headers['www-authenticate']), /^Bearer\b/)
    }
    assert.equal(answers[0]?.json.detail, answers[1]?.json.detail)
  })

  it('200 whatever the case of the scheme', async () => {
    const { key } = await service.client('auditor')
    expectStatus(await service.as().get('/v1/me', { authorization: `bearer ${key}` }), 200)
  })

  it('401 comes before anything is told of the body or the thing', async () => {
    const nobody = service.as()
    expectStatus(await nobody.post('/v1/accounts', '{ broken'), 401)
    expectStatus(await nobody.get('/v1/accounts/not-an-id'), 401)
    expectStatus(await nobody.post('/v1/accounts', { unknown: true }), 401)
  })

  it('403 with the wrong role, naming the right one', async () => {
    const auditor = await service.client('auditor')
    const answer = expectStatus(await auditor.post('/v1/accounts', { name: 'A', kind: 'company' }), 403)
    assert.equal(answer.problem, 'forbidden')
    assert.match(answer.json.detail, /admin.*auditor/)
  })
})
