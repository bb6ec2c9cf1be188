import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { toEventView } from '../../src/accounts/event-view.ts'
import { listEvents } from '../../src/accounts/list-events.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'

describe('events', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  const kindsOf = async (query: string): Promise<string[]> =>
    expectStatus(await service.admin.get(`/v1/events?${query}`), 200).json.items.map(({ kind }: { kind: string }) => kind)

  it('begin with the founding of the wire', async () => {
    const kinds = await kindsOf('limit=200')
    assert.deepEqual(kinds.slice(-3), ['api-key.created', 'account.created', 'wire.founded'])
  })

  it('are filtered by kind, subject, account, and by all of them at once', async () => {
    const { accountId } = await service.client('submitter')
    await service.client('submitter')
    assert.deepEqual(await kindsOf(`accountId=${accountId}`), ['api-key.created'])
    assert.deepEqual(await kindsOf('subjectType=wire'), ['wire.founded'])
    assert.ok((await kindsOf('kind=api-key.created')).length >= 3)
    assert.deepEqual(await kindsOf(`kind=wire.founded&accountId=${accountId}`), [])
    assert.deepEqual(await kindsOf('releaseId=019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'), [])
  })

  it('422 a filter that is none of ours, or that no text could match', async () => {
    expectStatus(await service.admin.get('/v1/events?subject=x'), 422)
    expectStatus(await service.admin.get('/v1/events?kind=%00'), 422)
    expectStatus(await service.admin.get('/v1/events?accountId=me'), 422)
  })

  it('come newest first, each once, page by page', async () => {
    const all = (await service.admin.get('/v1/events?limit=200')).json.items
    const paged: unknown[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { items: unknown[]; nextCursor: string | null } = (
        await service.admin.get(`/v1/events?limit=2${cursor && `&cursor=${cursor}`}`)
      ).json
      paged.push(...page.items)
      cursor = page.nextCursor
    }
    assert.deepEqual(paged, all)
    assert.deepEqual(
      all,
      all.toSorted((a: { id: string }, b: { id: string }) => (a.id < b.id ? 1 : -1)),
    )
  })

  it('show a submitter its own account’s only, and nobody’s address', async () => {
    const { accountId } = await service.client('submitter')
    const { db } = service.deps
    await service.admin.patch(`/v1/accounts/${accountId}`, { trusted: true }, { 'if-match': '*' })
    const submitter = { keyId: accountId, keyName: 'x', accountId, role: 'submitter', mode: 'live', ip: '' } as const
    const { items } = await listEvents({ db }, submitter, {}, { limit: 50 })
    assert.deepEqual(
      items.map(({ kind, ip }) => [kind, ip]),
      [
        ['account.changed', null],
        ['api-key.created', null],
      ],
    )
    const row = await db.event.findFirstOrThrow({ where: { kind: 'account.changed', accountId } })
    assert.equal(toEventView(row, { ...submitter, role: 'auditor' }).ip, '127.0.0.1')
  })

  it('are never changed nor deleted', async () => {
    const { db } = service.deps
    const before = await db.event.count()
    await assert.rejects(db.event.updateMany({ data: { actor: 'nobody' } }))
    await assert.rejects(db.event.deleteMany())
    assert.equal(await db.event.count(), before)
  })
})
