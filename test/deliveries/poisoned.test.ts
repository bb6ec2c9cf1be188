import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { openVault } from '../../src/vault.ts'
import { queuesOfThisRun as queues } from '../harness/service.ts'
import { type Stage, startStage } from '../harness/stage.ts'

type Db = Stage['deps']['db']
type Change = Parameters<Db['endpoint']['update']>[0]['data']

const strangers = openVault('a key that this installation never had, of enough characters')
const sealed = (text: string) => Buffer.from(strangers.seal(text))

/** What is wrong with an endpoint's row, and what becomes of its delivery. */
const poisons: [string, Change, string][] = [
  ['settings of the wrong type', { settings: { url: 42 } }, 'failed not-prepared'],
  ['settings that are no object', { settings: ['https://outlet.example/'] }, 'failed not-prepared'],
  ['settings with something unknown', { settings: { url: 'https://outlet.example/', surprise: 1 } }, 'failed not-prepared'],
  ['settings that are empty', { settings: {} }, 'failed not-prepared'],
  ['a format that there is not', { format: 'papyrus' }, 'failed not-prepared'],
  ['a channel that there is not', { channel: 'pigeon' }, 'retrying channel-unknown'],
  ['secrets sealed with another key', { secrets: sealed('{"secret":"whsec_AAAA"}') }, 'retrying secrets-unreadable'],
  ['secrets that are noise', { secrets: randomBytes(80) }, 'retrying secrets-unreadable'],
  ['secrets that are cut off', { secrets: Buffer.alloc(0) }, 'retrying secrets-unreadable'],
  ['no secret', { secrets: null }, 'failed not-prepared'],
]

for (const queue of queues) {
  describe(`poisoned rows in one batch, queue on ${queue}`, () => {
    let stage: Stage
    let endpointIds: string[]
    // A sound one before, between and after them.
    const at = (n: number) => 2 * n + 1
    const count = 2 * poisons.length + 1

    before(async () => {
      stage = await startStage({ queue })
      const list = await stage.list(Array.from({ length: count }, () => ({})))
      endpointIds = list.endpointIds
      for (const [n, [, data]] of poisons.entries()) {
        await stage.deps.db.endpoint.update({ where: { id: endpointIds[at(n)] ?? '' }, data })
      }
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      await stage.publish(id)
      await stage.work()
      await stage.until(id, ({ counts, total }) => total > 0 && counts.pending + counts.sending === 0)
    })
    after(() => stage.close())

    const fateOf = async (n: number) => {
      const { state, reason } = await stage.deps.db.delivery.findFirstOrThrow({ where: { endpointId: endpointIds[n] ?? '' } })
      return [state, reason].filter(Boolean).join(' ')
    }

    for (const [n, [what, , becomes]] of poisons.entries()) {
      it(`${what}: ${becomes}`, async () => {
        assert.equal(await fateOf(at(n)), becomes)
      })
    }

    it('every sound one beside them is delivered, once', async () => {
      for (let n = 0; n < count; n += 2) assert.equal(await fateOf(n), 'delivered')
      assert.equal(stage.hooks.received.length, poisons.length + 1)
      assert.equal(new Set(stage.hooks.received.map(({ webhookId }) => webhookId)).size, poisons.length + 1)
    })
  })
}

describe('an edition that nobody can read', () => {
  it('fails each of its deliveries, once, and no other edition of the release', async () => {
    const stage = await startStage()
    try {
      const { db } = stage.deps
      const list = await stage.list([{}, {}, {}])
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      await stage.publish(id)
      // As a row that a later version wrote, or a disk spoiled.
      await db.$executeRaw`ALTER TABLE revisions DISABLE TRIGGER revisions_append_only`
      await db.$executeRaw`UPDATE revisions SET content = '{"sectors": 7}'`
      await stage.work()
      const { counts, publication } = await stage.until(id, (now) => now.finished)
      assert.deepEqual([counts.failed, counts.delivered, publication], [3, 0, 'released'])
      const rows = await db.delivery.findMany()
      assert.deepEqual(
        rows.map(({ reason, attempts }) => [reason, attempts]),
        rows.map(() => ['not-prepared', 1]),
      )
    } finally {
      await stage.close()
    }
  })
})
