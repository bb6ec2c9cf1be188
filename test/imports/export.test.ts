import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeJournalist, makeMailbox, makeOutlet } from '../outlets/factories.ts'
import { applyNow, checked, rowsOf } from './factories.ts'

let service: Service
let empty: Service
before(async () => {
  service = await startService()
  empty = await startService()
})
after(() => Promise.all([service.close(), empty.close()]))

describe('an export', () => {
  let csv: string
  before(async () => {
    const { admin } = service
    const contact = { name: 'IT, night desk', phone: '+971 4 1' }
    const full = { externalId: 'full', tier: 3, tags: ['a|b', 'two words'], acceptsEmbargo: false, technicalContact: contact }
    const outlet = await makeOutlet(admin, { ...full, name: '=1+1', phone: '+971 4 000', pausedUntil: '2027-01-01T00:00:00Z' })
    const nameless = await makeOutlet(admin, { name: "'=quoted", languages: ['ar', 'zh-Hant'] })
    const archived = await makeOutlet(admin, { externalId: 'archived' })
    const journalist = await makeJournalist(admin, { externalId: 'full', outletIds: [outlet, nameless, archived], tags: ['-x'] })
    await makeMailbox(admin, `outlets/${outlet}`, 'full@outlet.example', { externalId: 'full', pacePerMinute: 7 })
    await makeMailbox(admin, `outlets/${nameless}`, 'one@outlet.example')
    await makeMailbox(admin, `journalists/${journalist}`, 'two@outlet.example', { languages: ['ar', 'en'], editions: 'first' })
    const hook = { channel: 'webhook', settings: { url: 'https://outlet.example/in?a=1,2' }, state: 'paused' }
    expectStatus(await admin.post(`/v1/journalists/${journalist}/endpoints`, hook), 201)
    expectStatus(await admin.delete(`/v1/outlets/${archived}`), 204)
    csv = expectStatus(await admin.get('/v1/outlets/export'), 200).text
  })

  test('has every outlet, journalist and endpoint in use, without secrets or formulas', async () => {
    const rows: Record<string, string>[] = parse(csv, { columns: true })
    assert.deepEqual(rows.map(({ kind }) => kind).sort(), ['endpoint', 'endpoint', 'endpoint', 'journalist', 'outlet', 'outlet'])
    assert.ok(rows.every((row) => row['settings.secret'] === ''))
    assert.deepEqual(
      Object.values(Object.assign({}, ...rows)).filter((cell) => /^[=+\-@]/.test(String(cell))),
      [],
    )
    const event = await service.deps.db.event.findFirst({ where: { kind: 'audience.exported' } })
    assert.notEqual(event, null)
  })

  test('changes nothing when it is imported where it comes from', async () => {
    const admin = await service.client('admin')
    const made = await checked(service, admin.key, csv)
    assert.deepEqual([made.rows, made.unchanged], [6, 6], JSON.stringify(await rowsOf(service, made.id)))
  })

  test('makes the same audience of an empty wire; exported there, it is the same file', async () => {
    const admin = await empty.client('admin')
    const made = await checked(empty, admin.key, csv)
    const done = await applyNow(empty, made.id)
    assert.deepEqual([done.creates, done.refused], [6, 0], JSON.stringify(await rowsOf(empty, made.id)))
    const again = expectStatus(await empty.admin.get('/v1/outlets/export'), 200).text
    const rowsOfFile = (text: string) =>
      parse(text, { columns: true })
        .map((row) => JSON.stringify(row))
        .sort()
    assert.deepEqual(rowsOfFile(again), rowsOfFile(csv))
    const outlet = await empty.deps.db.outlet.findUniqueOrThrow({ where: { externalId: 'full' } })
    assert.deepEqual([outlet.name, outlet.tags, outlet.acceptsEmbargo], ['=1+1', ['a|b', 'two words'], false])
  })

  test('begins with a byte order mark where that is asked for; is for admins and auditors', async () => {
    assert.ok(expectStatus(await service.admin.get('/v1/outlets/export?bom=true'), 200).text.startsWith('\ufeffkind,'))
    assert.ok(csv.startsWith('kind,externalId,'))
    for (const [role, status] of [
      ['auditor', 200],
      ['editor', 403],
      ['submitter', 403],
    ] as const)
      expectStatus(await (await service.client(role)).get('/v1/outlets/export'), status)
  })
})
