import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compareLedger, type LedgerEntry, type Receipt } from '../../src/demo/check.ts'

const ledger: LedgerEntry[] = [
  { deliveryId: 'a', state: 'delivered', channel: 'email', address: 'a@paper.example' },
  { deliveryId: 'b', state: 'delivered', channel: 'webhook', address: '/b' },
  { deliveryId: 'c', state: 'failed', channel: 'webhook', address: '/c' },
  { deliveryId: 'd', state: 'retrying', channel: 'webhook', address: '/d' },
]
const mail: Receipt = { deliveryId: 'a', channel: 'email', address: 'a@paper.example' }
const call: Receipt = { deliveryId: 'b', channel: 'webhook', address: '/b' }

describe('ledger and receivers', () => {
  test('agree when each delivered one came once and nothing else came', () => {
    assert.deepEqual(compareLedger(ledger, [call, mail]), [])
  })

  test('disagree when a delivered one did not come, however many came in all', () => {
    const forged = { ...call, deliveryId: 'x' }
    assert.deepEqual(compareLedger(ledger, [mail, forged]), [
      { kind: 'not-received', deliveryId: 'b' },
      { kind: 'unknown-delivery', deliveryId: 'x' },
    ])
  })

  test('disagree when one came twice', () => {
    assert.deepEqual(compareLedger(ledger, [mail, call, call]), [{ kind: 'received-twice', deliveryId: 'b' }])
  })

  test('disagree when one came that the ledger calls failed, or still to be tried', () => {
    const others = ['c', 'd'].map((deliveryId) => ({ deliveryId, channel: 'webhook', address: `/${deliveryId}` }))
    assert.deepEqual(compareLedger(ledger, [mail, call, ...others]), [
      { kind: 'not-recorded', deliveryId: 'c' },
      { kind: 'not-recorded', deliveryId: 'd' },
    ])
  })

  test('disagree when one came to another outlet, or by another channel', () => {
    assert.deepEqual(
      compareLedger(ledger, [
        { ...mail, channel: 'webhook' },
        { ...call, address: '/a' },
      ]),
      [
        { kind: 'wrong-receiver', deliveryId: 'a' },
        { kind: 'wrong-receiver', deliveryId: 'b' },
      ],
    )
  })
})
