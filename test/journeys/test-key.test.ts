import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { type Answer, type Client, expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'

const minute = 60_000

// An integrator tries the whole way, alone and over HTTP, on the lists that its releases will really go to.
// Starts early, so that it is the present when the real thing goes out: receivers refuse a signature from another hour.
const clock = handClock(new Date(Date.now() - 10 * minute))
let stage: Stage
let list: Awaited<ReturnType<Stage['list']>>
before(async () => {
  stage = await startStage({ clock })
  await stage.work()
  list = await stage.list([{ channel: 'email' }, { channel: 'email', languages: ['ar'] }, {}, {}, { languages: ['de'] }])
})
after(() => stage.close())

/** Polls as an integrator does: with the last ETag, willing to wait. */
const until = async (client: Client, url: string, done: (status: Answer['json']) => boolean): Promise<Answer['json']> => {
  let etag = ''
  for (let poll = 0; poll < 100; poll++) {
    const answer = await client.get(url, { prefer: 'wait=5', ...(etag && { 'if-none-match': etag }) })
    if (answer.status === 304) continue
    etag = String(expectStatus(answer, 200).headers.etag)
    if (done(answer.json)) return answer.json
  }
  throw new Error('It never came to pass')
}

it('a test key from end to end: refused, corrected, reviewed, scheduled, sent into the sink, read; live, nothing of it exists', async () => {
  // An admin makes the key.
  const keys = `/v1/accounts/${stage.submitter.accountId}/keys`
  const { key } = expectStatus(await stage.admin.post(keys, { name: 'Trying it', role: 'submitter', mode: 'test' }), 201).json
  assert.match(key, /^dl_test_/)
  const integrator = stage.as(key)
  assert.equal((await integrator.get('/v1/me')).json.key.mode, 'test')

  // Whom would it reach?
  const targets = ['en', 'ar'].map((language) => ({ language, outletListId: list.id }))
  const previews = await Promise.all(
    ['en', 'ar'].map(async (language) => (await integrator.get(`/v1/outlet-lists/${list.id}/preview?language=${language}`)).json),
  )
  assert.deepEqual(
    previews.map(({ endpoints }) => endpoints),
    [3, 1],
  )

  // Handed in: first with a wrong field, then without a word in Arabic, then right.
  const release = {
    issuerIds: [stage.issuerId],
    source: { kind: 'issuer' },
    editions: [edition('en')],
    contacts: [{ name: 'Press office', email: 'press@acme.example' }],
    targets,
  }
  const wrong = expectStatus(await integrator.post('/v1/releases', { ...release, headline: 'Here?' }), 422)
  assert.deepEqual([wrong.problem, wrong.json.errors[0].pointer], ['invalid', '/headline'])
  const created = expectStatus(await integrator.post('/v1/releases', release), 201)
  const path = `/v1/releases/${created.json.id}`
  assert.equal(created.json.test, true)
  assert.equal((await integrator.put(`${path}/submission`)).problem, 'edition-missing')
  const editions = { ...release, editions: [edition('en'), edition('ar')] }
  expectStatus(await integrator.put(path, editions, { 'if-match': String(created.headers.etag) }), 200)

  // Reviewed: returned once, as an editor might, then approved.
  expectStatus(await integrator.put(`${path}/submission`), 200)
  expectStatus(await integrator.put(`${path}/return`, { reason: 'The second paragraph.' }), 200)
  const { hash } = expectStatus(await integrator.put(`${path}/submission`), 200).json.revision
  assert.equal(expectStatus(await integrator.put(`${path}/approval`, { hash }), 200).json.state, 'approved')

  // Scheduled, and out at its hour.
  const releaseAt = new Date(clock.now().getTime() + 10 * minute).toISOString()
  const publication = expectStatus(await integrator.put(`${path}/publication`, { releaseAt }), 202).json
  assert.deepEqual([publication.test, publication.state], [true, 'scheduled'])
  clock.advance(9 * minute)
  const armed = await until(integrator, `${path}/status`, ({ targets }) =>
    targets.every(({ expanded }: Answer['json']) => expanded),
  )
  assert.deepEqual([armed.total, armed.counts.pending], [4, 4])
  clock.advance(minute)
  const status = await until(integrator, `${path}/status`, ({ finished }) => finished)
  assert.deepEqual([status.test, status.publication, status.counts.delivered], [true, 'released', 4])
  assert.deepEqual(
    status.targets.map(({ counts }: Answer['json']) => counts.delivered),
    previews.map(({ endpoints }) => endpoints),
  )

  // What became of it, row by row, and who did what.
  const ledger = expectStatus(await integrator.get(`${path}/deliveries`), 200).json.items
  assert.deepEqual(new Set(ledger.map(({ receipt }: Answer['json']) => receipt)), new Set(['sink']))
  assert.equal((await integrator.get(`${path}/deliveries.csv`)).text.trim().split('\r\n').length, 5)
  const events = expectStatus(await integrator.get(`${path}/events`), 200).json.items
  assert.deepEqual(events.map(({ kind, actor }: Answer['json']) => `${kind} by ${actor}`).reverse(), [
    'release.created by Trying it',
    'release.revised by Trying it',
    'release.submitted by Trying it',
    'release.returned by Trying it',
    'release.submitted by Trying it',
    'release.approved by Trying it',
    'publication.scheduled by Trying it',
    'publication.started by dateline',
    'publication.released by dateline',
  ])

  // Nobody heard of it, and with a live key there is nothing to see.
  assert.deepEqual([stage.mail.received.length, stage.hooks.received.length], [0, 0])
  for (const client of [stage.submitter, stage.editor, stage.admin]) {
    assert.deepEqual((await client.get('/v1/releases')).json.items, [])
    for (const url of ['', '/status', '/publication', '/deliveries', '/deliveries.csv', '/events']) {
      assert.equal((await client.get(`${path}${url}`)).problem, 'not-found', url)
    }
  }
  assert.equal((await stage.editor.put(`${path}/approval`, { hash })).problem, 'not-found')
  assert.equal((await stage.submitter.put(`${path}/publication`, {})).problem, 'not-found')
  assert.equal((await stage.admin.delete(`${path}/publication`)).problem, 'not-found')

  // The real thing is another release, and goes to the same outlets.
  const real = await stage.approved({ targets })
  expectStatus(await stage.publish(real), 202)
  const sent = await stage.until(real, ({ finished }) => finished)
  assert.deepEqual([sent.counts.delivered, stage.mail.received.length + stage.hooks.received.length], [4, 4])
})
