import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { untilWaiting, whileLocked } from '../accounts/while-locked.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { makeJournalist, makeList, makeMailbox, makeOutlet } from './factories.ts'
import { fatesOn } from './fates.ts'

let service: Service
let outletIds: string[]
let layla: string

before(async () => {
  service = await startService()
  const { admin } = service
  outletIds = []
  for (const name of ['A', 'B', 'C', 'D']) {
    const id = await makeOutlet(admin, { name })
    if (name !== 'D') await makeMailbox(admin, `outlets/${id}`, `${name.toLowerCase()}@outlet.example`)
    outletIds.push(id)
  }
  layla = await makeJournalist(admin, { name: 'Layla' })
  await makeMailbox(admin, `journalists/${layla}`, 'layla@outlet.example')
})
after(() => service.close())

/** A list by hand: letters are outlets, `L` is the journalist. */
async function byHand(letters: string, parts: object[] = []): Promise<string> {
  const id = await makeList(service.admin, { parts })
  const members = {
    outletIds: [...letters].filter((letter) => letter !== 'L').map((letter) => outletIds['ABCD'.indexOf(letter)]),
    journalistIds: letters.includes('L') ? [layla] : [],
  }
  expectStatus(await service.admin.post(`/v1/outlet-lists/${id}/members`, members), 200)
  return id
}
const union = (outletListId: string) => ({ outletListId, operation: 'union' })
const difference = (outletListId: string) => ({ outletListId, operation: 'difference' })
const standing = async (outletListId: string) => Object.keys(await fatesOn(service, { outletListId })).join(' ')
const change = (id: string, parts: object[]) => service.admin.patch(`/v1/outlet-lists/${id}`, { parts }, { 'if-match': '*' })

describe('a list of lists', () => {
  test('union: who stands on either, each once; also who has no endpoint', async () => {
    const whole = await byHand('A', [union(await byHand('AB')), union(await byHand('DL'))])
    assert.equal(await standing(whole), 'A B D Layla')
  })

  test('difference: who stands on it does not, though by hand and on a union', async () => {
    const whole = await byHand('AC', [union(await byHand('BL')), difference(await byHand('ABL'))])
    assert.equal(await standing(whole), 'C')
  })

  test('nested: what a part takes away is away from that part only', async () => {
    const withoutB = await byHand('ABC', [difference(await byHand('B'))])
    const deep = await byHand('', [union(await byHand('', [union(withoutB)]))])
    assert.equal(await standing(deep), 'A C')
    assert.equal(await standing(await byHand('B', [union(deep)])), 'A B C')
    assert.equal(await standing(await byHand('ABC', [difference(deep)])), 'B')
  })

  test('one list at two places of the tree, by rule and by hand', async () => {
    const shared = await makeList(service.admin, { rule: { include: { kinds: ['journalist'] } } })
    const [left, right] = [await byHand('A', [union(shared)]), await byHand('B', [union(shared)])]
    assert.equal(await standing(await byHand('', [union(left), union(right)])), 'A B Layla')
    assert.equal(await standing(await byHand('', [union(left), difference(right)])), 'A')
  })

  test('is as deep as one likes', async () => {
    let list = await byHand('AL')
    for (let depth = 0; depth < 40; depth++) list = await byHand('', [union(list)])
    assert.equal(await standing(list), 'A Layla')
    const { json } = await service.admin.get(`/v1/outlet-lists/${list}/preview?language=ar`)
    assert.deepEqual([json.outlets, json.journalists, json.endpoints], [1, 1, 2])
  })

  test('says what it is made of to staff only, and the event says how that changed', async () => {
    const { admin, deps } = service
    const [b, c] = [await byHand('B'), await byHand('C')]
    const id = await byHand('A', [difference(c), union(b)])
    const parts = [union(b), difference(c)]
    assert.deepEqual((await admin.get(`/v1/outlet-lists/${id}`)).json.parts, parts)
    const submitter = await service.client('submitter')
    // Its parts may be sold: made of others, a list is nobody's but the wire's until an admin says otherwise.
    expectStatus(await submitter.get(`/v1/outlet-lists/${id}`), 404)
    expectStatus(await admin.patch(`/v1/outlet-lists/${id}`, { visibility: 'everyone' }, { 'if-match': '*' }), 200)
    const seen = expectStatus(await submitter.get(`/v1/outlet-lists/${id}`), 200).json
    assert.deepEqual([seen.parts, seen.rule], [undefined, undefined])
    assert.equal(expectStatus(await change(id, [union(b), difference(c)]), 200).json.revision, 2)
    assert.equal(expectStatus(await change(id, []), 200).json.revision, 3)
    const event = await deps.db.event.findFirstOrThrow({
      where: { kind: 'outlet-list.changed', subjectId: id },
      orderBy: { id: 'desc' },
    })
    assert.deepEqual(event.data, { before: { parts }, after: { parts: [] } })
  })

  test('422 for a list named twice, a missing and an archived one', async () => {
    const { admin } = service
    const [b, gone] = [await byHand('B'), await byHand('C')]
    expectStatus(await admin.delete(`/v1/outlet-lists/${gone}`), 204)
    const twice = await admin.post('/v1/outlet-lists', { name: 'X', parts: [union(b), difference(b)] })
    assert.equal(expectStatus(twice, 422).json.errors[0].pointer, '/parts')
    const archived = await admin.post('/v1/outlet-lists', { name: 'X', parts: [union(b), union(gone)] })
    assert.equal(expectStatus(archived, 422).json.errors[0].pointer, '/parts/1/outletListId')
  })

  test('409 archiving a list that others are made of, until they are not', async () => {
    const { admin } = service
    const part = await byHand('A')
    const whole = await byHand('', [union(part)])
    assert.match(expectStatus(await admin.delete(`/v1/outlet-lists/${part}`), 409).json.detail, /«Gulf»/)
    expectStatus(await change(whole, []), 200)
    expectStatus(await admin.delete(`/v1/outlet-lists/${part}`), 204)
  })
})

describe('a list that would contain itself', () => {
  test('422 list-cycle: itself, through one other, through many; nothing changes', async () => {
    const a = await byHand('A')
    const b = await byHand('B', [union(a)])
    const c = await byHand('C', [difference(b)])
    const d = await byHand('D')
    for (const part of [a, b, c]) {
      const answer = expectStatus(await change(a, [union(d), union(part)]), 422)
      assert.equal(answer.problem, 'list-cycle')
      assert.deepEqual(
        answer.json.errors.map(({ pointer }: { pointer: string }) => pointer),
        ['/parts/1/outletListId'],
      )
    }
    assert.deepEqual((await service.admin.get(`/v1/outlet-lists/${a}`)).json.parts, [])
  })

  test('two changes at once that together close a circle: one is refused', async () => {
    const { db } = service.deps
    const [a, b] = [await byHand('A'), await byHand('B')]
    const answers = await whileLocked(db, {
      lock: (tx) => tx.$executeRaw`LOCK TABLE outlet_list_parts IN SHARE ROW EXCLUSIVE MODE`,
      waiting: 2,
      start: async () => {
        const first = change(a, [union(b)])
        await untilWaiting(db, 1)
        return Promise.all([first, change(b, [union(a)])])
      },
    })
    assert.deepEqual(answers.map(({ status, problem }) => problem ?? status).sort(), [200, 'list-cycle'])
    assert.equal(await standing(a), 'A B')
  })
})
