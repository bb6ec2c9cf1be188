import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Client, expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { countRows, edition, handIn, newRelease, openPressOffice, type PressOffice, submit } from './press-office.ts'

let service: Service
let office: PressOffice
let editor: Client

before(async () => {
  service = await startService()
  office = await openPressOffice(service)
  editor = await service.client('editor')
})
after(() => service.close())

describe('review', () => {
  it('a draft is submitted, approved and shows the hash that was approved', async () => {
    const { path, hash } = await handIn(office)
    assert.equal(expectStatus(await office.put(`${path}/submission`), 200).json.state, 'submitted')
    const { json } = expectStatus(await editor.put(`${path}/approval`, { hash }), 200)
    assert.deepEqual([json.state, json.approvedHash], ['approved', hash])
    assert.equal((await office.get(path)).json.state, 'approved')
  })

  it('a trusted account’s submission is approved at once, and the events say why', async () => {
    const trusted = await openPressOffice(service, { trusted: true })
    const { path, hash } = await submit(trusted)
    const { state, approvedHash } = (await trusted.get(path)).json
    assert.deepEqual([state, approvedHash], ['approved', hash])
    const { items } = (await trusted.get(`${path}/events`)).json
    assert.deepEqual(
      items.map(({ kind, actor }: { kind: string; actor: string }) => [kind, actor]),
      [
        ['release.read', 'A submitter'],
        ['release.approved', 'dateline'],
        ['release.submitted', 'A submitter'],
        ['release.created', 'A submitter'],
      ],
    )
    assert.match(items[1].reason, /trusted/)
  })

  it('409 wrong-state for a duplicate submission; nothing changes', async () => {
    const { path } = await submit(office)
    const rows = await countRows(service)
    const again = await office.put(`${path}/submission`)
    assert.deepEqual([again.status, again.problem], [409, 'wrong-state'])
    assert.deepEqual(await countRows(service), rows)
  })

  const incomplete: [string, object, string, string][] = [
    ['a target has no edition', { editions: [edition('zh')], targets: 'zh-Hant' }, 'edition-missing', '/targets/0/language'],
    ['an issuer’s edition has no dateline', { editions: [edition('en', { dateline: null })] }, 'invalid', '/editions/0/dateline'],
    ['an issuer’s release has no contact', { contacts: [] }, 'invalid', '/contacts'],
  ]
  for (const [what, changes, problem, pointer] of incomplete) {
    it(`422 ${problem} when ${what}: the draft is kept, its submission refused`, async () => {
      const targets = 'targets' in changes ? { targets: [{ language: changes.targets, outletListId: office.listId }] } : {}
      const { path } = await handIn(office, { ...changes, ...targets })
      const rows = await countRows(service)
      const refused = await office.put(`${path}/submission`)
      assert.deepEqual([refused.status, refused.problem, refused.json.errors[0].pointer], [422, problem, pointer])
      assert.equal((await office.get(path)).json.state, 'draft')
      assert.deepEqual(await countRows(service), rows)
    })
  }

  it('a content provider’s release needs neither dateline nor contact', async () => {
    const source = { kind: 'contentProvider', name: 'A provider' }
    await submit(office, { source, editions: [edition('en', { dateline: null })], contacts: [] })
  })

  it('422 at submission for an issuer that was withdrawn meanwhile', async () => {
    const other = await openPressOffice(service)
    const { path } = await handIn(other)
    await service.deps.db.accountIssuer.deleteMany({ where: { accountId: other.accountId } })
    const refused = await other.put(`${path}/submission`)
    assert.deepEqual([refused.status, refused.problem], [422, 'issuer-not-authorized'])
  })

  it('returned with a reason, changed, submitted again', async () => {
    const { path } = await submit(office)
    const returned = expectStatus(await editor.put(`${path}/return`, { reason: 'No price.' }), 200)
    assert.deepEqual([returned.json.state, returned.json.stateReason], ['returned', 'No price.'])
    const etag = String((await office.get(path)).headers.etag)
    expectStatus(await office.put(path, newRelease(office, { urgency: 3 }), { 'if-match': etag }), 200)
    const again = expectStatus(await office.put(`${path}/submission`), 200)
    assert.deepEqual([again.json.state, again.json.stateReason, again.json.revision.number], ['submitted', null, 2])
  })

  it('held, then approved; declined for good', async () => {
    const held = await submit(office)
    expectStatus(await editor.put(`${held.path}/hold`, { reason: 'Asking the exchange.' }), 200)
    expectStatus(await editor.put(`${held.path}/approval`, { hash: held.hash }), 200)
    const declined = await submit(office)
    expectStatus(await editor.put(`${declined.path}/decline`, { reason: 'Not news.' }), 200)
    assert.equal((await office.put(`${declined.path}/submission`)).problem, 'wrong-state')
    assert.equal((await office.delete(`${declined.path}/submission`)).problem, 'wrong-state')
  })

  it('422 for a verdict without a reason, 409 for one on a draft', async () => {
    const { path } = await handIn(office)
    for (const verdict of ['return', 'hold', 'decline']) {
      assert.equal((await editor.put(`${path}/${verdict}`, { reason: ' ' })).problem, 'invalid')
      assert.equal((await editor.put(`${path}/${verdict}`, { reason: 'x' })).problem, 'wrong-state')
    }
  })

  it('403 for a submitter who approves and for an editor who submits or changes another account’s release', async () => {
    const { path, hash, etag } = await submit(office)
    assert.equal((await office.put(`${path}/approval`, { hash })).problem, 'forbidden')
    assert.equal((await editor.put(`${path}/submission`)).problem, 'forbidden')
    assert.equal((await editor.delete(`${path}/submission`)).problem, 'forbidden')
    assert.equal((await editor.put(path, newRelease(office), { 'if-match': etag })).problem, 'forbidden')
  })

  it('an editor’s own account submits like any other', async () => {
    const staff = await service.client('editor')
    await service.deps.db.accountIssuer.create({
      data: { accountId: staff.accountId, issuerId: office.issuerId, createdAt: new Date() },
    })
    await submit({ ...staff, issuerId: office.issuerId, listId: office.listId })
  })
})

describe('approval', () => {
  it('names the revision by If-Match as well, also when only the state has changed since it was read', async () => {
    const { path, etag } = await submit(office)
    expectStatus(await editor.put(`${path}/approval`, undefined, { 'if-match': etag }), 200)
  })

  it('428 without a hash or If-Match, 412 for another revision’s; nothing is approved', async () => {
    const { path, hash, etag } = await handIn(office)
    expectStatus(await office.put(path, newRelease(office), { 'if-match': etag }), 200)
    expectStatus(await office.put(`${path}/submission`), 200)
    const none = await editor.put(`${path}/approval`)
    assert.deepEqual([none.status, none.problem], [428, 'precondition-required'])
    const oldHash = await editor.put(`${path}/approval`, { hash })
    assert.deepEqual([oldHash.status, oldHash.problem], [412, 'precondition-failed'])
    const oldEtag = await editor.put(`${path}/approval`, {}, { 'if-match': etag })
    assert.deepEqual([oldEtag.status, oldEtag.problem], [412, 'precondition-failed'])
    const { state, approvedHash } = (await office.get(path)).json
    assert.deepEqual([state, approvedHash], ['submitted', null])
  })

  it('is void after a recall: the change must be submitted and approved again', async () => {
    const { path, hash, etag } = await submit(office)
    expectStatus(await editor.put(`${path}/approval`, { hash }), 200)
    const changed = newRelease(office, { urgency: 1 })
    assert.equal((await office.put(path, changed, { 'if-match': etag })).problem, 'wrong-state')
    const recalled = expectStatus(await office.delete(`${path}/submission`), 200)
    assert.deepEqual([recalled.json.state, recalled.json.approvedHash], ['draft', null])
    const saved = expectStatus(await office.put(path, changed, { 'if-match': String(recalled.headers.etag) }), 200)
    assert.notEqual(saved.json.revision.hash, hash)
    assert.equal(saved.json.approvedHash, null)
  })

  it('is voided by an editor: submitted again', async () => {
    const { path, hash } = await submit(office)
    assert.equal((await editor.delete(`${path}/approval`)).problem, 'wrong-state')
    expectStatus(await editor.put(`${path}/approval`, { hash }), 200)
    const { state, approvedHash } = expectStatus(await editor.delete(`${path}/approval`), 200).json
    assert.deepEqual([state, approvedHash], ['submitted', null])
  })

  it('409 for everything on a version that is frozen', async () => {
    const { path, id, hash } = await submit(office)
    expectStatus(await editor.put(`${path}/approval`, { hash }), 200)
    await service.deps.db.version.updateMany({ where: { releaseId: id }, data: { frozenAt: new Date() } })
    const rows = await countRows(service)
    const answers = await Promise.all([
      office.delete(`${path}/submission`),
      office.put(path, newRelease(office), { 'if-match': '*' }),
      editor.delete(`${path}/approval`),
      editor.put(`${path}/return`, { reason: 'x' }),
    ])
    assert.deepEqual(
      answers.map(({ problem }) => problem),
      ['wrong-state', 'wrong-state', 'wrong-state', 'wrong-state'],
    )
    assert.deepEqual(await countRows(service), rows)
  })
})

describe('two at once', () => {
  it('one submission wins and leaves one event', async () => {
    const { path, id } = await handIn(office)
    const answers = await Promise.all([office.put(`${path}/submission`), office.put(`${path}/submission`)])
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
    assert.equal(await service.deps.db.event.count({ where: { releaseId: id, kind: 'release.submitted' } }), 1)
  })

  it('one of two editors approves', async () => {
    const { path, id, hash } = await submit(office)
    const other = await service.client('editor')
    const answers = await Promise.all([editor, other].map((each) => each.put(`${path}/approval`, { hash })))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
    assert.equal(await service.deps.db.event.count({ where: { releaseId: id, kind: 'release.approved' } }), 1)
  })

  it('a recall and an approval leave a draft without approval, whichever comes first', async () => {
    const { path, hash } = await submit(office)
    await Promise.all([editor.put(`${path}/approval`, { hash }), office.delete(`${path}/submission`)])
    const { state, approvedHash } = (await office.get(path)).json
    assert.deepEqual([state, approvedHash], ['draft', null])
  })

  it('one of two changes of a draft is saved; the other is told that it is stale', async () => {
    const { path, etag } = await handIn(office)
    const changes = [newRelease(office), newRelease(office)]
    const answers = await Promise.all(changes.map((change) => office.put(path, change, { 'if-match': etag })))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412])
    assert.equal((await office.get(path)).json.revision.number, 2)
  })
})
