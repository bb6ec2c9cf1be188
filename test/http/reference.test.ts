import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'

describe('/docs', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  it('shows a person the API without a key, with nothing from elsewhere', async () => {
    const page = expectStatus(await service.as().get('/docs/'), 200)
    assert.match(String(page.headers['content-type']), /^text\/html/)
    assert.match(page.text, /\/openapi\.json/)
    assert.match(page.text, /<script src="js\/scalar\.js"/)
    const script = expectStatus(await service.as().get('/docs/js/scalar.js'), 200)
    assert.match(String(script.headers['content-type']), /javascript/)
    assert.ok(script.text.length > 1_000_000)
  })

  it('301 whoever leaves out the last slash, to the page', async () => {
    assert.equal(expectStatus(await service.as().get('/docs'), 301).headers.location, '/docs/')
  })

  it('404 for what the reference does not have, as a problem', async () => {
    assert.equal(expectStatus(await service.as().get('/docs/nothing'), 404).problem, 'not-found')
  })
})
