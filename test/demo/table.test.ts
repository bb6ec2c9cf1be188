import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DeliveryView } from '../../src/deliveries/delivery.ts'
import { layOut, outcomeRows } from '../../src/demo/table.ts'

const row = DeliveryView.parse(DeliveryView.meta()?.example)

test('the table counts by state, reason and channel, the good news first, and ends with what the receivers took', () => {
  const ledger = [
    { ...row, state: 'failed' as const, reason: 'mailbox-unknown' },
    { ...row, channel: 'webhook', state: 'sending' as const, attempts: 2 },
    row,
    { ...row, channel: 'webhook' },
    row,
  ]
  const receipts = [{ deliveryId: row.id, channel: 'email', address: 'a@paper.example' }]
  assert.deepEqual(layOut(outcomeRows(ledger, receipts)), [
    '  State       Reason              email   webhook   all',
    '  ─────────────────────────────────────────────────────',
    '  delivered                           2         1     3',
    '  retrying    being-tried-again       0         1     1',
    '  failed      mailbox-unknown         1         0     1',
    '  ─────────────────────────────────────────────────────',
    '  received                            1         0     1',
  ])
})
