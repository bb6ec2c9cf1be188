import assert from 'node:assert/strict'
import { it } from 'node:test'
import { channels } from '../../src/channels/list.ts'
import { beginCounting } from '../../src/deliveries/begin-counting.ts'
import { observed } from '../../src/metrics/observe.ts'
import { read } from '../house/tree.ts'

it('a process that delivers shows each reason that it knows before its first, and no more than some fifty for a channel', async () => {
  beginCounting()
  const text = await observed.metrics()
  const series = [
    ...text.matchAll(/^dateline_deliveries_(failed|retried|suppressed)_total\{channel="(\w+)",reason="([a-z-]+)"\} /gm),
  ]
  const shown = series.map(([, state, channel, reason]) => `${state} ${channel} ${reason}`)
  for (const { key, reasons } of channels) {
    for (const reason of reasons.permanent) assert.ok(shown.includes(`failed ${key} ${reason}`), reason)
    // In the end each of them fails, once the schedule is spent.
    for (const reason of [...reasons.temporary, 'channel-fault', 'secrets-unreadable'])
      assert.ok(shown.includes(`retried ${key} ${reason}`) && shown.includes(`failed ${key} ${reason}`), reason)
    assert.ok(shown.filter((one) => one.includes(` ${key} `)).length <= 60)
    assert.match(text, new RegExp(`^dateline_deliveries_delivered_total\\{channel="${key}"\\} \\d`, 'm'))
  }
  const page = read('docs/operations.md')
  for (const [, , , reason] of series)
    assert.ok(page.includes(`\`${reason}\``), `docs/operations.md does not say what ${reason} is`)
})
