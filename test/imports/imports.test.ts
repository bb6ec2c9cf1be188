import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { applyNow, checked, rowsOf, toCsv } from './factories.ts'

let service: Service
let key: string
before(async () => {
  service = await startService()
  key = (await service.client('admin')).key
})
after(() => service.close())

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const head = ['kind', 'externalId', 'name', 'country', 'languages', 'timeZone', 'outlets', 'owner', 'channel', 'settings.to']
const outlet = (id: string, name = `Outlet ${id}`) => ['outlet', id, name, 'AE', 'ar', 'Asia/Dubai', '', '', '', '']

describe('an import', () => {
  const file = toCsv([
    [...head, 'settings.url', 'settings.secret', 'tier', 'tags', 'acceptsEmbargo', 'pausedUntil', 'technicalContactEmail'],
    [
      ...[
        'journalist',
        'i-j',
        'Layla Haddad',
        'AE',
        'ar',
        '',
        'i-1|i-2',
        '',
        'email',
        'layla@outlet.example',
        '',
        '',
        '',
        'desk',
        '',
        '',
        '',
      ],
    ],
    [
      ...outlet('i-1', 'Gulf\nDaily').slice(0, 8),
      'email',
      'desk@outlet.example',
      '',
      '',
      '2',
      'gold; two words',
      'FALSE',
      '2027-01-01',
      'it@o.example',
    ],
    [...outlet('i-2'), '', '', '', '', '', '', ''],
    ['endpoint', 'i-e', '', '', 'en', '', '', 'i-2', 'webhook', '', 'https://outlet.example/in', secret, '', '', '', '', ''],
    ['endpoint', 'i-f', '', '', '', '', '', 'journalist:i-j', 'webhook', '', 'https://outlet.example/in', '', '', '', '', '', ''],
  ])

  test('does nothing until it is applied, then what it said; rows may refer to later ones', async () => {
    const { admin, deps } = service
    const made = await checked(service, key, file)
    assert.deepEqual([made.rows, made.creates, made.refused, made.state], [5, 5, 0, 'checked'])
    assert.equal(await deps.db.outlet.count({ where: { externalId: 'i-1' } }), 0)
    const done = await applyNow(service, made.id)
    assert.deepEqual([done.state, done.applied, done.creates], ['applied', 5, 5])
    const found = await deps.db.outlet.findUniqueOrThrow({ where: { externalId: 'i-1' }, include: { endpoints: true } })
    const { endpoints, ...read } = expectStatus(await admin.get(`/v1/outlets/${found.id}`), 200).json
    assert.equal(read.name, 'Gulf Daily')
    assert.deepEqual([read.tier, read.tags, read.acceptsEmbargo], [2, ['gold', 'two words'], false])
    assert.equal(read.pausedUntil, '2027-01-01T00:00:00.000Z')
    assert.deepEqual(read.technicalContact, { email: 'it@o.example' })
    assert.deepEqual([endpoints[0].address, endpoints[0].externalId], ['desk@outlet.example', 'i-1'])
    const layla = await deps.db.journalist.findUniqueOrThrow({ where: { externalId: 'i-j' }, include: { outlets: true } })
    assert.equal(layla.outlets.length, 2)
    const hook = await deps.db.endpoint.findUniqueOrThrow({ where: { externalId: 'i-f' } })
    assert.equal(hook.journalistId, layla.id)
    assert.match(
      JSON.parse(deps.vault.open(hook.secrets ?? new Uint8Array())).secret,
      /^whsec_/,
      'made up, as when it is made alone',
    )
  })

  test('leaves an event for each thing, by whoever applied it, with neither secrets nor addresses', async () => {
    const { db } = service.deps
    const made = await db.event.findMany({ where: { kind: 'endpoint.created' } })
    assert.equal(made.length, 4)
    const texts =
      JSON.stringify(await db.event.findMany()) + JSON.stringify(await db.importRow.findMany({ omit: { secrets: true } }))
    assert.ok(!texts.includes(secret))
    assert.ok(!JSON.stringify(made).includes('outlet.example/in'))
    const started = await db.event.findFirstOrThrow({ where: { kind: 'import.started' } })
    const { keyId, actor, ip } = await db.event.findFirstOrThrow({ where: { kind: 'outlet.created' } })
    assert.deepEqual({ keyId, actor, ip }, { keyId: started.keyId, actor: started.actor, ip: started.ip })
    assert.deepEqual(
      (await db.event.findMany({ where: { subjectType: 'import' }, orderBy: { id: 'asc' } })).map(({ kind }) => kind),
      ['import.checked', 'import.started', 'import.applied'],
    )
  })

  test('of the same file again changes nothing: all unchanged, no revision, no event but its own', async () => {
    const { db } = service.deps
    const before = await db.event.count()
    const made = await checked(service, key, file)
    assert.deepEqual([made.unchanged, made.updates, made.creates], [5, 0, 0])
    await applyNow(service, made.id)
    assert.equal(await db.event.count(), before + 3)
    assert.deepEqual(
      (await db.outlet.findMany()).map(({ revision }) => revision),
      [1, 1],
    )
    assert.deepEqual([...new Set((await db.endpoint.findMany()).map(({ revision }) => revision))], [1])
  })

  test('changes what is said and keeps what is blank, the secret too; rows tell which columns change', async () => {
    const { db, vault } = service.deps
    const changed = toCsv([
      ['externalId', 'kind', 'name', 'tier', 'channel', 'settings.url', 'settings.secret', 'owner', 'settings.to'],
      ['i-1', 'outlet', 'Gulf Weekly', '', '', '', '', '', 'new@outlet.example'],
      ['i-e', 'endpoint', '', '', 'webhook', 'https://outlet.example/new', '', '', ''],
    ])
    const made = await checked(service, key, changed)
    const rows = await rowsOf(service, made.id)
    assert.deepEqual(
      rows.map(({ line, action, changes }) => ({ line, action, changes })),
      [
        { line: 2, action: 'update', changes: ['name', 'settings.to'] },
        { line: 3, action: 'update', changes: ['settings.url'] },
      ],
    )
    await applyNow(service, made.id)
    const after = await db.outlet.findUniqueOrThrow({ where: { externalId: 'i-1' } })
    assert.deepEqual([after.name, after.tier, after.revision], ['Gulf Weekly', 2, 2])
    const event = await db.event.findFirstOrThrow({ where: { kind: 'outlet.changed', subjectId: after.id } })
    assert.deepEqual(event.data, { before: { name: 'Gulf Daily' }, after: { name: 'Gulf Weekly' }, importId: made.id })
    const hook = await db.endpoint.findUniqueOrThrow({ where: { externalId: 'i-e' } })
    assert.equal(hook.address, 'https://outlet.example/new')
    assert.deepEqual(JSON.parse(vault.open(hook.secrets ?? new Uint8Array())), { secret })
  })

  test('finds things by our own id, too, and says so only once', async () => {
    const { db } = service.deps
    const { id } = await db.outlet.findUniqueOrThrow({ where: { externalId: 'i-2' } })
    const rows = [
      ['externalId', 'name'],
      [id, 'By its id'],
      ['i-2', 'By its name'],
    ]
    const made = await checked(service, key, toCsv(rows))
    const actions = (await rowsOf(service, made.id)).map(({ action }) => action).sort()
    assert.deepEqual(actions, ['refused', 'update'])
  })

  test('is compared anew when it is applied: what was changed meanwhile is what events call before', async () => {
    const { admin, deps } = service
    const made = await checked(
      service,
      key,
      toCsv([
        ['externalId', 'name'],
        ['i-2', 'Third name'],
      ]),
    )
    const { id, revision } = await deps.db.outlet.findUniqueOrThrow({ where: { externalId: 'i-2' } })
    expectStatus(await admin.patch(`/v1/outlets/${id}`, { name: 'Second name' }, { 'if-match': `"${revision}"` }), 200)
    await applyNow(service, made.id)
    const event = await deps.db.event.findFirstOrThrow({
      where: { kind: 'outlet.changed', subjectId: id },
      orderBy: { id: 'desc' },
    })
    assert.deepEqual(event.data, { before: { name: 'Second name' }, after: { name: 'Third name' }, importId: made.id })
  })

  test('whose outlet was archived since leaves that row out, and says so', async () => {
    const { admin, deps } = service
    expectStatus(
      await admin.post('/v1/outlets', {
        externalId: 'gone',
        name: 'Gone',
        country: 'AE',
        languages: ['ar'],
        timeZone: 'Asia/Dubai',
      }),
      201,
    )
    const made = await checked(
      service,
      key,
      toCsv([
        ['externalId', 'name'],
        ['gone', 'Still here'],
        ['i-2', 'Fourth name'],
      ]),
    )
    const { id } = await deps.db.outlet.findUniqueOrThrow({ where: { externalId: 'gone' } })
    expectStatus(await admin.delete(`/v1/outlets/${id}`), 204)
    const done = await applyNow(service, made.id)
    assert.deepEqual([done.updates, done.refused, done.applied], [1, 1, 2])
    assert.equal((await rowsOf(service, made.id, '?action=refused'))[0]?.errors[0].code, 'archived')
  })

  test('brings no erased address back', async () => {
    const { db, vault, clock } = service.deps
    const addressHash = vault.hashAddress('Erased@outlet.example')
    await db.suppression.create({ data: { addressHash, reason: 'erasure', createdAt: clock.now() } })
    const row = ['journalist', 'erased', 'Somebody', '', 'ar', '', '', '', 'email', 'erased@outlet.example']
    const made = await checked(service, key, toCsv([head, row]))
    assert.deepEqual([made.refused, (await rowsOf(service, made.id))[0]?.errors[0].code], [1, 'erased'])
  })
})
