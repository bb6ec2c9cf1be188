import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeJournalist, makeMailbox, makeOutlet, newOutlet } from './factories.ts'

let service: Service
before(async () => {
  service = await startService()
})
after(() => service.close())

const extra = {
  tier: 2,
  tags: ['gold', 'print', 'gold'],
  acceptsEmbargo: false,
  pausedUntil: '2027-01-01T04:00:00+04:00',
  phone: '+971 4 000 0000',
  technicalContact: { name: 'Desk', email: 'it@outlet.example' },
}

test('an outlet says its tier, tags, embargo, pause and whom to call; the pause in UTC, tags once', async () => {
  const { admin } = service
  const made = expectStatus(await admin.post('/v1/outlets', newOutlet(extra)), 201).json
  const { tier, tags, acceptsEmbargo, pausedUntil, phone, technicalContact } = made
  assert.deepEqual(
    { tier, tags, acceptsEmbargo, pausedUntil, phone, technicalContact },
    { ...extra, tags: ['gold', 'print'], pausedUntil: '2027-01-01T00:00:00.000Z' },
  )
  const plain = expectStatus(await admin.post('/v1/outlets', newOutlet()), 201).json
  assert.deepEqual(
    [plain.tier, plain.tags, plain.acceptsEmbargo, plain.pausedUntil, plain.phone, plain.technicalContact],
    [null, [], true, null, null, null],
  )
})

test('a change says before and after; of a phone and a technical contact the event says that there is one', async () => {
  const { admin, deps } = service
  const id = await makeOutlet(admin, extra)
  const change = { tier: 1, tags: [], pausedUntil: null, phone: '1', technicalContact: null }
  const changed = expectStatus(await admin.patch(`/v1/outlets/${id}`, change, { 'if-match': '"1"' }), 200).json
  assert.equal(changed.technicalContact, null)
  const { data } = await deps.db.event.findFirstOrThrow({ where: { kind: 'outlet.changed', subjectId: id } })
  const before = { tier: 2, tags: ['gold', 'print'], pausedUntil: '2027-01-01T00:00:00.000Z' }
  assert.deepEqual(data, {
    before: { ...before, phone: 'set', technicalContact: 'set' },
    after: { tier: 1, tags: [], pausedUntil: null, phone: 'set', technicalContact: null },
  })
  const same = { ...change, pausedUntil: null }
  const again = expectStatus(await admin.patch(`/v1/outlets/${id}`, same, { 'if-match': '"2"' }), 200)
  assert.equal(again.json.revision, 2)
})

test('the same pause in another offset is no change', async () => {
  const { admin } = service
  const id = await makeOutlet(admin, extra)
  const same = { pausedUntil: '2027-01-01T09:00:00+09:00' }
  assert.equal(expectStatus(await admin.patch(`/v1/outlets/${id}`, same, { 'if-match': '"1"' }), 200).json.revision, 1)
})

test('a journalist has tags, a pause and a phone; an endpoint says which editions it gets', async () => {
  const { admin } = service
  const id = await makeJournalist(admin, { tags: ['energy desk'], pausedUntil: '2027-01-01T00:00:00Z', phone: '7' })
  const { json } = await admin.get(`/v1/journalists/${id}`)
  assert.deepEqual([json.tags, json.pausedUntil, json.phone], [['energy desk'], '2027-01-01T00:00:00.000Z', '7'])
  const endpoint = await makeMailbox(admin, `journalists/${id}`, 'layla@outlet.example')
  assert.equal((await admin.get(`/v1/endpoints/${endpoint}`)).json.editions, 'all')
  const changed = await admin.patch(`/v1/endpoints/${endpoint}`, { editions: 'first' }, { 'if-match': '"1"' })
  assert.equal(expectStatus(changed, 200).json.editions, 'first')
})

const wrong: [field: string, over: Record<string, unknown>, pointer: string][] = [
  ['a tier of ten', { tier: 10 }, '/tier'],
  ['a tag of two lines', { tags: ['a\nb'] }, '/tags/0'],
  ['a pause without an offset', { pausedUntil: '2027-01-01T00:00:00' }, '/pausedUntil'],
  ['a pause in the year 0', { pausedUntil: '0000-01-01T00:00:00Z' }, '/pausedUntil'],
  ['a technical contact of an unknown kind', { technicalContact: { fax: '7' } }, '/technicalContact/fax'],
  ['a technical contact without a mailbox', { technicalContact: { email: 'nowhere' } }, '/technicalContact/email'],
]
for (const [field, over, pointer] of wrong)
  test(`422 for ${field}`, async () => {
    const answer = expectStatus(await service.admin.post('/v1/outlets', newOutlet(over)), 422)
    assert.equal(answer.json.errors[0].pointer, pointer)
  })
