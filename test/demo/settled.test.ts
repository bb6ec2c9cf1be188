import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DeliveryView } from '../../src/deliveries/delivery.ts'
import { StatusView } from '../../src/deliveries/status.ts'
import { isSettled } from '../../src/demo/settled.ts'

const example = StatusView.parse(StatusView.meta()?.example)
const row = DeliveryView.parse(DeliveryView.meta()?.example)

function status(counts: Partial<StatusView['counts']>, expanded = true): StatusView {
  const targets = example.targets.map((target) => ({ ...target, expanded }))
  return { ...example, targets, counts: { ...example.counts, pending: 0, sending: 0, retrying: 0, ...counts } }
}

const nobody = async () => []

describe('the demo waits', () => {
  test('for every list to be expanded', async () => {
    assert.equal(await isSettled(status({}, false), 2, nobody), false)
    assert.equal(await isSettled(status({}), 2, nobody), true)
  })

  test('for what failed once to be delivered', async () => {
    assert.equal(await isSettled(status({ retrying: 3 }), 2, nobody), false)
    assert.equal(await isSettled(status({ retrying: 2 }), 2, nobody), true)
  })

  test('for what stalls to run into its deadline once, and no longer', async () => {
    const sending = (attempts: number) => async () => [{ ...row, state: 'sending' as const, attempts }]
    assert.equal(await isSettled(status({ sending: 1, retrying: 1 }), 2, sending(1)), false)
    assert.equal(await isSettled(status({ sending: 1, retrying: 1 }), 2, sending(2)), true)
  })
})
