import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Answer, expectStatus } from '../harness/client.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'

describe('what is refused says what to do next', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage()
    await stage.work()
  })
  after(() => stage.close())

  const release = (change: object = {}) => ({
    issuerIds: [stage.issuerId],
    source: { kind: 'issuer' },
    editions: [edition('en', 'ACME opened a station today.')],
    contacts: [{ name: 'Press office', email: 'press@acme.example', public: true }],
    ...change,
  })
  const says = (answer: Answer, status: number, detail: RegExp | string) => {
    const said = expectStatus(answer, status).json.detail
    if (typeof detail === 'string') assert.equal(said, detail)
    else assert.match(said, detail)
  }

  it('409 publishing what is a draft, publishing what is out, canceling it', async () => {
    const { submitter } = stage
    const { id } = expectStatus(await submitter.post('/v1/releases', release()), 201).json
    says(await stage.publish(id), 409, new RegExp(`is draft: submit it first, PUT /v1/releases/${id}/submission; it can be pub`))
    expectStatus(await submitter.put(`/v1/releases/${id}/submission`), 200)
    says(await stage.publish(id), 409, new RegExp(`is submitted: .*approved it, PUT /v1/releases/${id}/approval\\.$`))
    const list = await stage.list([{}])
    const out = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(out), 202)
    await stage.until(out, ({ finished }) => finished)
    says(await stage.publish(out), 409, new RegExp(`For another text make a new version: POST /v1/releases/${out}/versions\\.$`))
    const cancel = await submitter.delete(`/v1/releases/${out}/publication`)
    says(cancel, 409, new RegExp(`with a kill: POST /v1/releases/${out}/versions with "kind": "kill"\\.$`))
  })

  it('428 an approval that names nothing: by its hash, or by If-Match', async () => {
    const { id } = expectStatus(await stage.submitter.post('/v1/releases', release({ reference: 'approve' })), 201).json
    expectStatus(await stage.submitter.put(`/v1/releases/${id}/submission`), 200)
    for (const body of [undefined, {}])
      says(await stage.editor.put(`/v1/releases/${id}/approval`, body), 428, /\{"hash": …\}.*If-Match/)
  })

  it('404 a hold that does not stand; 422 one without a reason, placed or lifted', async () => {
    const { admin } = stage
    says(await admin.get('/v1/wire/hold'), 404, 'The wire is not held.')
    says(await admin.delete('/v1/wire/hold?reason=Done'), 404, 'The wire is not held.')
    says(await admin.get('/v1/channels/email/hold'), 404, /^This channel is not held/)
    says(await admin.put('/v1/wire/hold'), 422, 'the body: must be an object with "reason"')
    const lifting = await admin.delete('/v1/wire/hold')
    says(lifting, 422, '?reason: is missing: send a text')
    assert.equal(lifting.json.errors[0].pointer, '/querystring/reason')
  })

  it('422 a version without a kind; a language that is there twice', async () => {
    const path = '/v1/releases/019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f/versions'
    says(await stage.editor.post(path, release()), 422, '/kind: is missing: send "update", "correction", or "kill"')
    says(await stage.editor.post(path, { kind: 'recall' }), 422, '/kind: must be "update", "correction", or "kill"')
    const twice = release({ editions: [edition('en', 'ACME opened a station.'), edition('EN', 'ACME opened another.')] })
    says(
      await stage.submitter.post('/v1/releases', twice),
      422,
      '/editions/1/language: repeats number 0: both are en; name each language once',
    )
  })

  it('422 the secret of a webhook that is none: one sentence', async () => {
    const facts = { name: 'A', country: 'AE', languages: ['en'], timeZone: 'Asia/Dubai' }
    const outlet = expectStatus(await stage.admin.post('/v1/outlets', facts), 201).json
    const settings = { url: 'https://outlet.example/in', secret: 'secret' }
    const refused = await stage.admin.post(`/v1/outlets/${outlet.id}/endpoints`, { channel: 'webhook', settings })
    says(refused, 422, /^\/settings\/secret: must be whsec_ and the standard base64 of 24 to 64 bytes; leave it out/)
    assert.equal(refused.json.errors.length, 1)
  })
})
