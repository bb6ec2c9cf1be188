import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import type { Prisma } from '../../src/db/client.ts'
import { type AskTexts, planSettings } from '../../src/db/fast.ts'
import type { Attempted } from '../../src/deliveries/attempted.ts'
import { type Claim, claimSlice } from '../../src/deliveries/claim.ts'
import { endLease } from '../../src/deliveries/end-lease.ts'
import { postpone } from '../../src/deliveries/postpone.ts'
import { recordFailed } from '../../src/deliveries/record-failed.ts'
import { recordHandOvers } from '../../src/deliveries/record-hand-overs.ts'
import { recordLate } from '../../src/deliveries/record-late.ts'
import { releaseRest } from '../../src/deliveries/release-rest.ts'
import { type Stage, startStage } from '../harness/stage.ts'

const id = '00000000-0000-7000-8000-000000000000'
const claim: Claim = {
  id,
  endpointId: id,
  channel: 'webhook',
  format: 'ninjs',
  host: 'h:443',
  addressHash: '',
  attempt: 1,
  settings: '{}',
  secrets: null,
  pacePerMinute: null,
  sequence: null,
  hourAt: new Date(),
  test: false,
}
const lease = {
  batchId: id,
  generation: 1,
  publicationId: id,
  dispatchId: id,
  channel: 'webhook',
  test: false,
  hourAt: new Date(),
  revision: 1,
  state: 'releasing',
  aliveKey: null,
}
const times = { startedAt: new Date(), endedAt: new Date() }
const handed: Attempted = { claim, outcome: { kind: 'delivered', receipt: '200' }, ...times }
const failed: Attempted = { claim, outcome: { kind: 'temporary', reason: 'timeout', detail: '' }, ...times }

type Run = (deps: Stage['deps']) => Promise<unknown>
const statements: [string, Run][] = [
  ['a claim', (deps) => claimSlice(deps, lease)],
  ['recording hand-overs', (deps) => recordHandOvers(deps, { publicationId: id, attempted: [handed] })],
  ['recording failures', (deps) => recordFailed(deps, { publicationId: id, attempted: [failed] })],
  ['recording what comes late', (deps) => recordLate(deps, { publicationId: id, attempted: [handed] })],
  ['postponing', (deps) => postpone(deps, lease, [{ claim, dueAt: new Date() }])],
  ['giving back the rest of a batch', (deps) => releaseRest(deps, lease)],
  ['ending a lease', (deps) => endLease(deps, lease)],
]

// A planner that knows a ledger of two rows, or nothing of an empty one, would read all of a publication for each outcome, and the plan is
// kept when there are thousands.
for (const [ledger, fill] of [
  ['all but empty', fillALittle],
  ['empty, and never analyzed', async () => {}],
] as const) {
  describe(`the statements of a hand-over, planned while the ledger is ${ledger}`, () => {
    let stage: Stage
    before(async () => {
      stage = await startStage()
      await fill(stage)
    })
    after(() => stage.close())

    for (const [what, run] of statements) {
      it(`${what} looks deliveries up by their keys`, async () => {
        const plans = await plansOf(stage, run)
        const month = new Date().toISOString().slice(0, 7).replace('-', '_')
        const isScan = new RegExp(`Scan.* on (deliveries|attempts)_${month}`)
        const scans = plans.flatMap((plan) => plan.split(/\n(?=.*-> )/).filter((node) => isScan.test(node)))
        assert.ok(scans.length > 0, plans.join('\n'))
        for (const scan of scans) {
          assert.doesNotMatch(scan, /Seq Scan/)
          assert.match(scan, /Index Cond: \(\(publication_id = .*\) AND \((id|batch_id|endpoint_id|delivery_id) = /)
        }
      })
    }
  })
}

async function fillALittle(stage: Stage): Promise<void> {
  const list = await stage.list([{}, {}])
  const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
  await stage.publish(id)
  await stage.work()
  await stage.until(id, (now) => now.finished)
  await stage.deps.db.$executeRaw`ANALYZE`
}

/** The plans that are kept for the statements that `run` asks, whatever their values. */
async function plansOf({ deps }: Stage, run: Run): Promise<string[]> {
  const texts: string[] = []
  const hear = async (statement: Prisma.Sql): Promise<never[]> => {
    texts.push(statement.text)
    return []
  }
  const asking = { ask: hear, askTexts: hear satisfies AskTexts }
  await run({ ...deps, fast: { ask: hear, transaction: (work) => work(asking), close: async () => {} } })
  const client = new pg.Client({
    connectionString: deps.config.databaseUrl,
    options: planSettings.map((one) => `-c ${one}`).join(' '),
  })
  await client.connect()
  try {
    const plans: string[] = []
    for (const text of texts) {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN) ${text}`)
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
    }
    return plans
  } finally {
    await client.end()
  }
}
