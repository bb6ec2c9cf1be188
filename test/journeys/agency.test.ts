import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { parse } from 'csv-parse/sync'
import { type Client, expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'

// An agency that speaks for two companies: what it may, what it may not, how much of it, and who can read about it afterwards.
let stage: Stage
let listId: string
before(async () => {
  stage = await startStage({ clock: handClock('2026-11-20T12:00:00Z') })
  listId = (await stage.list([{}, {}, {}])).id
})
after(() => stage.close())

const kindsOf = async (client: Client, query: string): Promise<string[]> =>
  expectStatus(await client.get(`/v1/events?${query}`), 200).json.items.map(({ kind }: { kind: string }) => kind)

it('an agency with two issuers: authorised, limited, withdrawn, and on record', async () => {
  const { admin, editor } = stage

  // The admin makes the account, its limits, its key, and says for whom it speaks.
  const account = expectStatus(await admin.post('/v1/accounts', { name: 'Loud & Clear', kind: 'agency' }), 201).json
  const own = `/v1/accounts/${account.id}`
  const limits = { releasesPerDay: 3, recipientsPerMonth: 5 }
  expectStatus(await admin.patch(own, { limits }, { 'if-match': '"1"' }), 200)
  const issue = async (name: string) => expectStatus(await admin.post('/v1/issuers', { names: { en: name } }), 201).json.id
  const [dates, dunes, foreign] = [await issue('Dates'), await issue('Dunes'), await issue('Somebody else')]
  for (const issuer of [dates, dunes]) expectStatus(await admin.put(`${own}/issuers/${issuer}`), 204)
  const made = expectStatus(await admin.post(`${own}/keys`, { name: 'Account team', role: 'submitter' }), 201).json
  const agency = stage.as(made.key)
  assert.deepEqual(
    (await agency.get('/v1/issuers')).json.items.map(({ id }: { id: string }) => id),
    [dates, dunes],
  )

  // It hands in for both, and for nobody else: that one is refused, and costs nothing.
  const release = (issuerId: string, reference: string) => ({
    issuerIds: [issuerId],
    reference,
    source: { kind: 'issuer' },
    editions: [edition('en')],
    contacts: [{ name: 'Account team', email: 'team@agency.example' }],
    targets: [{ language: 'en', outletListId: listId }],
  })
  const forDates = expectStatus(await agency.post('/v1/releases', release(dates, 'A')), 201)
  assert.match(String(forDates.headers.ratelimit), /^"releases-per-day";r=2;t=43200$/)
  const refused = expectStatus(await agency.post('/v1/releases', release(foreign, 'B')), 422)
  assert.deepEqual([refused.problem, refused.json.errors[0].pointer], ['issuer-not-authorized', '/issuerIds/0'])
  const forDunes = expectStatus(await agency.post('/v1/releases', release(dunes, 'C')), 201)
  assert.match(String(forDunes.headers.ratelimit), /r=1;/)
  const both = { ...release(dates, 'D'), issuerIds: [dates, dunes] }
  const forBoth = expectStatus(await agency.post('/v1/releases', both), 201)
  const ids: string[] = [forDates, forDunes, forBoth].map(({ json }) => json.id)

  // The day is used up, and the answer says so in the words of the standard.
  const tooMany = expectStatus(await agency.post('/v1/releases', release(dates, 'E')), 429)
  assert.equal(tooMany.problem, 'quota-exceeded')
  assert.equal(tooMany.headers['ratelimit-policy'], '"releases-per-day";q=3;w=86400')
  assert.match(String(tooMany.headers.ratelimit), /^"releases-per-day";r=0;t=\d+$/)
  assert.equal(tooMany.headers['retry-after'], /t=(\d+)/.exec(String(tooMany.headers.ratelimit))?.[1])

  // Reviewed; published for the first, which leaves too few recipients for another.
  for (const id of ids) {
    expectStatus(await agency.put(`/v1/releases/${id}/submission`), 200)
    const { headers } = await editor.get(`/v1/releases/${id}`)
    expectStatus(await editor.put(`/v1/releases/${id}/approval`, undefined, { 'if-match': String(headers.etag) }), 200)
  }
  const publish = (id: string | undefined) => agency.put(`/v1/releases/${id}/publication`, {})
  const published = expectStatus(await publish(ids[0]), 202)
  assert.match(String(published.headers.ratelimit), /^"recipients-per-month";r=2;t=\d+$/)
  const tooFar = expectStatus(await publish(ids[2]), 429)
  assert.equal(tooFar.problem, 'quota-exceeded')
  const usage = expectStatus(await agency.get(`${own}/usage`), 200).json
  assert.deepEqual([usage.releases.used, usage.recipients.used], [3, 3])

  // The second company leaves the agency after its release was approved: nothing of it goes out any more.
  expectStatus(await admin.delete(`${own}/issuers/${dunes}`), 204)
  for (const id of [ids[1], ids[2]]) assert.equal(expectStatus(await publish(id), 422).problem, 'issuer-not-authorized')

  // The agency reads what became of its own, and of the company that it still speaks for.
  const mine = await kindsOf(agency, 'limit=200')
  for (const kind of ['account.changed', 'issuer.withdrawn', 'release.read', 'release.approved', 'publication.scheduled']) {
    assert.ok(mine.includes(kind), `${kind} among ${mine}`)
  }
  assert.deepEqual(await kindsOf(agency, `subjectId=${dates}`), ['issuer.authorised', 'issuer.created'])
  assert.deepEqual(await kindsOf(agency, `subjectId=${dunes}`), ['issuer.withdrawn', 'issuer.authorised'])
  assert.deepEqual(await kindsOf(agency, `subjectId=${foreign}`), [])
  assert.deepEqual(await kindsOf(agency, `accountId=${stage.submitter.accountId}`), [])
  const ofDates = await kindsOf(agency, `issuerId=${dates}&kind=release.created`)
  assert.equal(ofDates.length, 2)
  assert.deepEqual(await kindsOf(stage.submitter, `accountId=${account.id}`), [])

  // The auditor reads all of it, and takes it along.
  const auditor = await stage.client('auditor')
  const all = await kindsOf(auditor, `accountId=${account.id}&limit=200`)
  assert.deepEqual(mine.toSorted(), [...all, 'issuer.created'].toSorted())
  const csv = expectStatus(await auditor.get(`/v1/events.csv?accountId=${account.id}`), 200).text
  const rows: Record<string, string>[] = parse(csv, { columns: true, bom: true })
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    all,
  )
  const read = rows.find(({ kind, actor }) => kind === 'release.read' && actor === 'A editor')
  assert.deepEqual([read?.ip, JSON.parse(read?.data ?? '').version], ['127.0.0.1', 1])
  const lines = expectStatus(await auditor.get('/v1/events.ndjson?kind=issuer.*'), 200)
    .text.trim()
    .split('\n')
  assert.ok(lines.some((line) => JSON.parse(line).subject.id === foreign))
  expectStatus(await auditor.patch(own, { limits: {} }, { 'if-match': '*' }), 403)
})
