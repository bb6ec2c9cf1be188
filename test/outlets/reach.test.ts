import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Prisma } from '../../src/db/client.ts'
import { type ReachTarget, reached } from '../../src/outlets/reach.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeJournalist, makeList, makeMailbox, makeOutlet } from './factories.ts'

let service: Service
before(async () => {
  service = await startService()
})
after(() => service.close())

type Row = {
  endpoint_id: string | null
  outlet_id: string | null
  journalist_id: string | null
  outlet_name: string
  country: string | null
  channel: string | null
  host: string | null
  format: string | null
  pace_per_minute: number | null
  address_hash: Uint8Array | null
  left_out: string | null
}

async function reach(target: Partial<ReachTarget> & { outletListId: string }): Promise<Row[]> {
  const sql = await reached(service.deps.db, {
    language: 'ar',
    excludeOutletIds: [],
    accountId: null,
    at: service.deps.clock.now(),
    ...target,
  })
  return service.deps.db.$queryRaw<Row[]>(Prisma.sql`SELECT * FROM (${sql}) AS reach ORDER BY outlet_name, channel`)
}

const fatesOf = (rows: Row[]) => Object.fromEntries(rows.map((row) => [row.outlet_name, row.left_out]))
const put = async (listId: string, member: string) =>
  expectStatus(await service.admin.put(`/v1/outlet-lists/${listId}/members/${member}`), 204)

/** An outlet with a mailbox of its own, on no list. */
async function outletWithMailbox(name: string, over: Record<string, unknown> = {}, endpoint: Record<string, unknown> = {}) {
  const outletId = await makeOutlet(service.admin, { name, ...over })
  const to = `${name.toLowerCase().replaceAll(' ', '-')}@outlet.example`
  return { outletId, endpointId: await makeMailbox(service.admin, `outlets/${outletId}`, to, endpoint), to }
}

describe('who stands on a list', () => {
  test('an endpoint appears once, though its outlet is on the list by hand and by rule; a row says all that a delivery needs', async () => {
    const { admin, deps } = service
    const { outletId, endpointId, to } = await outletWithMailbox('Twice', { country: 'QA' }, { pacePerMinute: 30 })
    const outletListId = await makeList(admin, { rule: { include: { countries: ['QA'] } } })
    await put(outletListId, `outlets/${outletId}`)
    const rows = await reach({ outletListId })
    assert.equal(rows.length, 1)
    const [row] = rows
    assert.deepEqual(Buffer.from(row?.address_hash ?? []), Buffer.from(deps.vault.hashAddress(to)))
    assert.deepEqual(
      { ...row, address_hash: undefined },
      {
        endpoint_id: endpointId,
        outlet_id: outletId,
        journalist_id: null,
        outlet_name: 'Twice',
        country: 'QA',
        sectors: ['energy'],
        languages: ['ar'],
        channel: 'email',
        host: 'outlet.example',
        format: 'html',
        pace_per_minute: 30,
        address_hash: undefined,
        waits: false,
        left_out: null,
      },
    )
  })

  test('a rule takes outlets that match every kind, by any value of it', async () => {
    const kind = (over: Record<string, unknown>) => ({ country: 'KW', sectors: ['travel'], languages: ['ar'], ...over })
    await outletWithMailbox('R match', kind({}))
    await outletWithMailbox('R other value', kind({ country: 'OM', sectors: ['health', 'travel'], languages: ['en', 'ar'] }))
    await outletWithMailbox('R country', kind({ country: 'FR' }))
    await outletWithMailbox('R sector', kind({ sectors: ['health'] }))
    await outletWithMailbox('R language', kind({ languages: ['en'] }))
    const rule = { include: { countries: ['KW', 'OM'], sectors: ['travel', 'sports'], languages: ['ar', 'fr'] } }
    const rows = await reach({ outletListId: await makeList(service.admin, { rule }) })
    assert.deepEqual(fatesOf(rows), { 'R match': null, 'R other value': null })
  })

  test('a rule for zh-Hant takes outlets in zh and zh-Hant, and none in zh-Hans', async () => {
    for (const language of ['zh', 'zh-Hant', 'zh-Hans'])
      await outletWithMailbox(`S ${language}`, { languages: [language], country: 'SG' })
    const rule = { include: { languages: ['zh-Hant'], countries: ['SG'] } }
    const rows = await reach({ outletListId: await makeList(service.admin, { rule }), language: 'zh-Hant' })
    assert.deepEqual(fatesOf(rows), { 'S zh': null, 'S zh-Hant': null })
  })

  test('a rule for a channel takes only outlets that have it, and of those only such endpoints; by hand all count', async () => {
    const { admin } = service
    const both = await outletWithMailbox('C both', { country: 'BH' })
    const settings = { url: 'https://outlet.example/in' }
    expectStatus(await admin.post(`/v1/outlets/${both.outletId}/endpoints`, { channel: 'webhook', settings }), 201)
    await outletWithMailbox('C mail', { country: 'BH' })
    await makeOutlet(admin, { name: 'C none', country: 'BH' })
    const outletListId = await makeList(admin, { rule: { include: { countries: ['BH'], channels: ['webhook'] } } })
    assert.deepEqual(
      (await reach({ outletListId })).map((row) => [row.outlet_name, row.channel]),
      [['C both', 'webhook']],
    )
    await put(outletListId, `outlets/${both.outletId}`)
    assert.deepEqual(
      (await reach({ outletListId })).map((row) => row.channel),
      ['email', 'webhook'],
    )
  })

  test('an empty rule is everybody, outlets and journalists; no rule is nobody but who was put there by hand', async () => {
    const { admin, deps } = service
    const journalistId = await makeJournalist(admin, { name: 'By hand', country: 'EG' })
    const endpointId = await makeMailbox(admin, `journalists/${journalistId}`, 'hand@outlet.example')
    const all = await reach({ outletListId: await makeList(admin, { rule: {} }) })
    const outlets = new Set(all.map((row) => row.outlet_id))
    assert.equal(outlets.difference(new Set([null])).size, await deps.db.outlet.count({ where: { archivedAt: null } }))
    assert.ok(all.some((row) => row.journalist_id === journalistId))
    const outletListId = await makeList(admin)
    assert.deepEqual(await reach({ outletListId }), [])
    await put(outletListId, `journalists/${journalistId}`)
    const [row, ...others] = await reach({ outletListId })
    assert.deepEqual(others, [])
    assert.deepEqual(
      [row?.endpoint_id, row?.outlet_id, row?.journalist_id, row?.outlet_name, row?.country],
      [endpointId, null, journalistId, 'By hand', 'EG'],
    )
  })

  test('a listed outlet does not bring its journalists', async () => {
    const { admin } = service
    const { outletId } = await outletWithMailbox('Employer')
    const journalistId = await makeJournalist(admin, { name: 'Employee', outletIds: [outletId] })
    await makeMailbox(admin, `journalists/${journalistId}`, 'employee@outlet.example')
    const outletListId = await makeList(admin)
    await put(outletListId, `outlets/${outletId}`)
    assert.deepEqual(fatesOf(await reach({ outletListId })), { Employer: null })
  })

  test('what is archived does not appear: outlet, journalist, endpoint', async () => {
    const { admin } = service
    const [gone, silent] = [await outletWithMailbox('A outlet'), await outletWithMailbox('A endpoint')]
    const journalistId = await makeJournalist(admin, { name: 'A journalist' })
    await makeMailbox(admin, `journalists/${journalistId}`, 'archived@outlet.example')
    const outletListId = await makeList(admin)
    for (const member of [`outlets/${gone.outletId}`, `outlets/${silent.outletId}`, `journalists/${journalistId}`])
      await put(outletListId, member)
    assert.equal((await reach({ outletListId })).length, 3)
    for (const thing of [`outlets/${gone.outletId}`, `endpoints/${silent.endpointId}`, `journalists/${journalistId}`])
      expectStatus(await admin.delete(`/v1/${thing}`), 204)
    assert.deepEqual(fatesOf(await reach({ outletListId })), { 'A endpoint': 'no-endpoint' })
  })
})

describe('who receives a language', () => {
  const cases: [edition: string, endpoint: string[], owner: string[], receives: boolean][] = [
    ['zh-Hant-TW', [], ['zh-Hant'], true],
    ['zh-Hant-TW', [], ['zh'], true],
    // What is wider is looked up where nothing is nearer (RFC 4647 §3.4).
    ['zh-Hant', [], ['zh-Hant-TW'], true],
    ['zh', [], ['zh-Hant'], true],
    ['pt', ['pt-BR'], ['en'], true],
    ['zh-Hant', [], ['zh-Hans'], false],
    ['pt-BR', ['pt'], ['en'], true],
    ['pt-BR', ['pt-PT'], ['pt'], false],
    ['en', ['ar'], ['en'], false],
    ['ar', [], ['en', 'ar'], true],
  ]
  for (const [edition, endpoint, owner, receives] of cases) {
    const wants = endpoint.length > 0 ? `an endpoint for ${endpoint}` : `an outlet in ${owner}`
    test(`${wants} ${receives ? 'receives' : 'does not receive'} ${edition}`, async () => {
      const { outletId } = await outletWithMailbox('L', { languages: owner }, { languages: endpoint })
      const outletListId = await makeList(service.admin)
      await put(outletListId, `outlets/${outletId}`)
      const [row] = await reach({ outletListId, language: edition })
      assert.equal(row?.left_out, receives ? null : 'language')
    })
  }
})

describe('who is left out', () => {
  test('says the first reason that applies', async () => {
    const { admin, deps } = service
    const excluded = await outletWithMailbox('1 excluded', { languages: ['en'] }, { state: 'paused' })
    const none = await makeOutlet(admin, { name: '2 none', languages: ['en'] })
    const language = await outletWithMailbox('3 language', { languages: ['en'] }, { state: 'paused' })
    const paused = await outletWithMailbox('4 paused', {}, { state: 'paused' })
    const disabled = await outletWithMailbox('5 disabled')
    await deps.db.endpoint.update({ where: { id: disabled.endpointId }, data: { state: 'disabled' } })
    const suppressed = await outletWithMailbox('6 suppressed')
    const lifted = await outletWithMailbox('7 lifted')
    for (const address of [paused.to, disabled.to, suppressed.to])
      expectStatus(await admin.post('/v1/suppressions', { channel: 'email', address }), 201)
    const { id } = (await admin.post('/v1/suppressions', { channel: 'email', address: lifted.to })).json
    expectStatus(await admin.delete(`/v1/suppressions/${id}?reason=asked`), 204)
    expectStatus(await admin.post('/v1/suppressions', { channel: 'webhook', address: lifted.to }), 201)
    const outletListId = await makeList(admin)
    const outletIds = [excluded, language, paused, disabled, suppressed, lifted].map(({ outletId }) => outletId)
    expectStatus(await admin.post(`/v1/outlet-lists/${outletListId}/members`, { outletIds: [...outletIds, none] }), 200)
    assert.deepEqual(fatesOf(await reach({ outletListId, excludeOutletIds: [excluded.outletId] })), {
      '1 excluded': 'excluded',
      '2 none': 'no-endpoint',
      '3 language': 'language',
      '4 paused': 'paused',
      '5 disabled': 'disabled',
      '6 suppressed': 'suppressed',
      '7 lifted': null,
    })
  })

  test('who is paused until after the hour; not who comes back with it', async () => {
    const at = new Date('2027-01-01T00:00:00Z')
    const { admin } = service
    const outletListId = await makeList(admin)
    const paused = await outletWithMailbox('P later', { pausedUntil: '2027-01-01T00:00:00.001Z' })
    const back = await outletWithMailbox('P back', { pausedUntil: '2027-01-01T04:00:00+04:00' })
    const journalistId = await makeJournalist(admin, { name: 'P person', pausedUntil: '2027-02-01T00:00:00Z' })
    await makeMailbox(admin, `journalists/${journalistId}`, 'p-person@outlet.example')
    for (const member of [`outlets/${paused.outletId}`, `outlets/${back.outletId}`, `journalists/${journalistId}`])
      await put(outletListId, member)
    assert.deepEqual(fatesOf(await reach({ outletListId, at })), { 'P back': null, 'P later': 'paused', 'P person': 'paused' })
  })

  test('what an account’s own suppressions leave out, others reach', async () => {
    const { accountId } = await service.client('submitter')
    const { outletId, to } = await outletWithMailbox('Own')
    const { deps } = service
    const data = { channel: 'email', addressHash: Buffer.from(deps.vault.hashAddress(to)), reason: 'unsubscribe', accountId }
    await deps.db.suppression.create({ data: { ...data, createdAt: deps.clock.now() } })
    const outletListId = await makeList(service.admin)
    await put(outletListId, `outlets/${outletId}`)
    assert.deepEqual(fatesOf(await reach({ outletListId, accountId })), { Own: 'suppressed' })
    assert.deepEqual(fatesOf(await reach({ outletListId })), { Own: null })
  })

  test('excluding an outlet leaves out who works there only, not who works elsewhere too, nor a freelance', async () => {
    const { admin } = service
    const [out, other] = [await makeOutlet(admin), await makeOutlet(admin)]
    const outletListId = await makeList(admin)
    const people = { 'E only': [out], 'E both': [out, other], 'E free': [] }
    for (const [name, outletIds] of Object.entries(people)) {
      const id = await makeJournalist(admin, { name, outletIds })
      await makeMailbox(admin, `journalists/${id}`, `${name.replace(' ', '-')}@outlet.example`)
      await put(outletListId, `journalists/${id}`)
    }
    const rows = await reach({ outletListId, excludeOutletIds: [out] })
    assert.deepEqual(fatesOf(rows), { 'E both': null, 'E free': null, 'E only': 'excluded' })
  })
})
