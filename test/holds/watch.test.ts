import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { watchHolds } from '../../src/holds/watch.ts'
import { newId } from '../../src/ids.ts'
import { expectStatus } from '../harness/client.ts'
import { type HandClock, handClock } from '../harness/clock.ts'
import { type Cable, openCable } from '../harness/proxy.ts'
import { type Service, startService } from '../harness/service.ts'

describe('what a worker knows of holds', () => {
  let cable: Cable
  let clock: HandClock
  let service: Service
  before(async () => {
    clock = handClock(new Date())
    service = await startService({
      clock,
      via: async (url) => {
        cable = await openCable(Number(new URL(url).port))
        const through = new URL(url)
        through.port = String(cable.port)
        return through.href
      },
    })
  })
  after(async () => {
    await service.close()
    await cable.close()
  })

  const handOver = {
    accountId: newId(),
    issuerIds: [newId(), newId()],
    publicationId: newId(),
    outletListId: newId(),
    channel: 'webhook',
    host: 'outlet.example:8443',
  }
  const find = async (ms = 501) => {
    clock.advance(ms)
    const watch = watchHolds(service.deps)
    await watch.look()
    return watch.find(handOver)
  }

  it('is believed for 750 ms and no longer: while the database is away nothing begins, then it goes on', async () => {
    assert.equal(await find(), undefined)
    await cable.pull()
    assert.equal(await find(499), undefined)
    assert.equal(await find(251), undefined, 'at 750 ms it is still believed')
    assert.equal(await find(1), 'unknown')
    await cable.plug()
    assert.equal(await find(), undefined)
  })

  it('finds a hold on whatever a hand-over belongs to, and on nothing else', async () => {
    const place = (scope: string, subject: string) =>
      service.deps.db.hold.create({ data: { scope, subject, reason: 'Test', actor: 'test', createdAt: clock.now() } })
    const cases = [
      ['wire', '', 'held'],
      ['account', handOver.accountId, 'held'],
      ['issuer', handOver.issuerIds[1] ?? '', 'held'],
      ['publication', handOver.publicationId, 'held'],
      ['list', handOver.outletListId, 'held'],
      ['channel', 'webhook', 'held'],
      ['host', 'outlet.example:8443', 'host-held'],
      ['host', 'outlet.example', 'host-held'],
      ['host', 'outlet.example:443', undefined],
      ['host', 'example', undefined],
      ['channel', 'email', undefined],
      ['account', handOver.issuerIds[0] ?? '', undefined],
    ] as const
    for (const [scope, subject, found] of cases) {
      const { id } = await place(scope, subject)
      assert.equal(await find(), found, `${scope} ${subject}`)
      await service.deps.db.hold.update({ where: { id }, data: { liftedAt: clock.now() } })
    }
    assert.equal(await find(), undefined)
  })

  it('a database that turns out to be another one, while the worker runs, holds the wire', async () => {
    await service.deps.db.wire.updateMany({ data: { home: 'the primary before this one' } })
    assert.equal(await find(), 'held')
    const hold = expectStatus(await service.admin.get('/v1/wire/hold'), 200).json
    assert.deepEqual([hold.cause, hold.actor], ['restored', 'dateline'])
    assert.equal(await find(), 'held')
    assert.equal(await service.deps.db.hold.count({ where: { cause: 'restored' } }), 1)
  })
})
