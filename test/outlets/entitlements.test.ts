import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Client, expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeList } from './factories.ts'

type Account = Client & { accountId: string }

let service: Service
let owner: Account
let entitled: Account
let stranger: Account
const lists = new Map<string, string>()
const visibilities = ['everyone', 'catalogue', 'entitled', 'owner']

// One list per visibility, owned by one account; another is entitled to all of them, a third to none.
before(async () => {
  service = await startService()
  owner = await service.client('submitter')
  entitled = await service.client('submitter')
  stranger = await service.client('submitter')
  for (const visibility of visibilities) {
    const price = `Gold, ${visibility}`
    const id = await makeList(service.admin, { name: visibility, visibility, price, ownerAccountId: owner.accountId })
    expectStatus(await service.admin.put(entitlement(id, entitled)), 204)
    lists.set(visibility, id)
  }
})
after(() => service.close())

const entitlement = (listId: string, { accountId }: { accountId: string }) =>
  `/v1/outlet-lists/${listId}/entitlements/${accountId}`

/** What an account sees, and of that what it may use. */
async function seenBy(client: Client): Promise<Record<string, boolean>> {
  const { items } = expectStatus(await client.get('/v1/outlet-lists'), 200).json
  for (const { id, name, usable, price } of items) {
    assert.equal(price, `Gold, ${name}`)
    assert.equal(expectStatus(await client.get(`/v1/outlet-lists/${id}`), 200).json.usable, usable)
  }
  const hidden = visibilities.filter((name) => !items.some((item: { name: string }) => item.name === name))
  for (const name of hidden) expectStatus(await client.get(`/v1/outlet-lists/${lists.get(name)}`), 404)
  return Object.fromEntries(items.map(({ name, usable }: { name: string; usable: boolean }) => [name, usable]))
}

describe('the catalogue', () => {
  const all = { everyone: true, catalogue: true, entitled: true, owner: true }

  test('a stranger sees what is open and what is sold, and uses what is open', async () => {
    assert.deepEqual(await seenBy(stranger), { everyone: true, catalogue: false })
  })

  test('who is entitled sees and uses all but what is its owner’s alone', async () => {
    assert.deepEqual(await seenBy(entitled), { everyone: true, catalogue: true, entitled: true })
  })

  test('the owner, the wire’s staff and whoever submits for the wire see and use all', async () => {
    const { accountId } = await service.client('editor')
    for (const client of [owner, service.admin, await service.client('submitter', accountId)])
      assert.deepEqual(await seenBy(client), all)
  })

  test('a submitter sees no rule, no parts, no members', async () => {
    const rule = { include: { tags: ['secret tag'] } }
    const id = await makeList(service.admin, { rule, visibility: 'owner', ownerAccountId: stranger.accountId })
    const answer = expectStatus(await stranger.get(`/v1/outlet-lists/${id}`), 200)
    assert.doesNotMatch(answer.text, /secret|rule|parts|members/)
    expectStatus(await service.admin.delete(`/v1/outlet-lists/${id}`), 204)
  })

  test('a preview is for everybody who sees the list, entitled or not', async () => {
    const preview = (client: Client, name: string) => client.get(`/v1/outlet-lists/${lists.get(name)}/preview`)
    assert.equal(expectStatus(await preview(stranger, 'catalogue'), 200).json.summary, '0 outlets, 0 journalists, 0 countries')
    expectStatus(await preview(stranger, 'entitled'), 404)
  })
})

describe('an entitlement', () => {
  test('given and withdrawn twice is so once; the account reads it in its events', async () => {
    const { admin } = service
    const account = await service.client('submitter')
    const id = await makeList(admin, { visibility: 'catalogue' })
    for (const status of [204, 204]) expectStatus(await admin.put(entitlement(id, account)), status)
    const { items } = expectStatus(await admin.get(`/v1/outlet-lists/${id}/entitlements`), 200).json
    assert.deepEqual(
      items.map(({ accountId, accountName }: Record<string, string>) => [accountId, accountName]),
      [[account.accountId, 'Account of a submitter']],
    )
    for (const status of [204, 204]) expectStatus(await admin.delete(entitlement(id, account)), status)
    assert.deepEqual((await admin.get(`/v1/outlet-lists/${id}/entitlements`)).json.items, [])
    const events = await service.deps.db.event.findMany({
      where: { accountId: account.accountId, subjectId: id },
      orderBy: { id: 'asc' },
    })
    assert.deepEqual(
      events.map(({ kind, data }) => [kind, data]),
      [
        ['outlet-list.entitled', { before: null, after: { accountId: account.accountId, outletListId: id } }],
        ['outlet-list.entitlement-withdrawn', { before: { accountId: account.accountId, outletListId: id }, after: null }],
      ],
    )
  })

  test('is listed page by page', async () => {
    const { admin } = service
    const id = await makeList(admin)
    const accounts = [await service.client('submitter'), await service.client('submitter'), await service.client('submitter')]
    for (const account of accounts) expectStatus(await admin.put(entitlement(id, account)), 204)
    const first = (await admin.get(`/v1/outlet-lists/${id}/entitlements?limit=2`)).json
    const rest = (await admin.get(`/v1/outlet-lists/${id}/entitlements?limit=2&cursor=${first.nextCursor}`)).json
    assert.deepEqual(
      [...first.items, ...rest.items].map(({ accountId }) => accountId),
      accounts.map(({ accountId }) => accountId),
    )
  })

  test('404 for a list or an account that there is not, 403 for all but admins, 409 for an archived list', async () => {
    const { admin } = service
    const nobody = '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f'
    const id = await makeList(admin)
    expectStatus(await admin.put(`/v1/outlet-lists/${id}/entitlements/${nobody}`), 404)
    expectStatus(await admin.put(entitlement(nobody, stranger)), 404)
    expectStatus(await admin.delete(entitlement(nobody, stranger)), 404)
    expectStatus(await admin.get(`/v1/outlet-lists/${nobody}/entitlements`), 404)
    const editor = await service.client('editor')
    expectStatus(await editor.get(`/v1/outlet-lists/${id}/entitlements`), 200)
    for (const client of [editor, stranger]) expectStatus(await client.put(entitlement(id, stranger)), 403)
    expectStatus(await stranger.get(`/v1/outlet-lists/${id}/entitlements`), 403)
    expectStatus(await admin.delete(`/v1/outlet-lists/${id}`), 204)
    expectStatus(await admin.put(entitlement(id, stranger)), 409)
  })
})

test('an owner reads in the events that its list changed, and not what it is made of', async () => {
  const rule = { include: { tags: ['gold'] } }
  const id = await makeList(service.admin, { ownerAccountId: owner.accountId, rule })
  const change = { rule: { include: { tags: ['silver'] } }, price: 'Silver' }
  expectStatus(await service.admin.patch(`/v1/outlet-lists/${id}`, change, { 'if-match': '*' }), 200)
  const path = `/v1/events?subjectType=outlet-list&subjectId=${id}`
  const [changed, created] = expectStatus(await owner.get(path), 200).json.items
  assert.deepEqual(
    [changed.data.after, created.data.after.rule, created.data.after.parts],
    [{ price: 'Silver' }, undefined, undefined],
  )
  const [told] = expectStatus(await service.admin.get(path), 200).json.items
  assert.deepEqual(told.data.after, change)
})
