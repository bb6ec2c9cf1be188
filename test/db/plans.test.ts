import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import type { Prisma } from '../../src/db/client.ts'
import { type Fast, planSettings } from '../../src/db/fast.ts'
import { claimSlice } from '../../src/deliveries/claim.ts'
import { endLease } from '../../src/deliveries/end-lease.ts'
import { postpone } from '../../src/deliveries/postpone.ts'
import { recordFailed } from '../../src/deliveries/record-failed.ts'
import { recordHandOvers } from '../../src/deliveries/record-hand-overs.ts'
import { recordLate } from '../../src/deliveries/record-late.ts'
import { releaseRest } from '../../src/deliveries/release-rest.ts'
import { takeDatabase } from '../harness/database.ts'

const none = '00000000-0000-0000-0000-000000000000'

describe('a statement of a hand-over that is planned while the month is empty', () => {
  let database: Awaited<ReturnType<typeof takeDatabase>>
  let client: pg.Client
  before(async () => {
    database = await takeDatabase()
    client = new pg.Client({ connectionString: database.url, options: planSettings.map((setting) => `-c ${setting}`).join(' ') })
    await client.connect()
  })
  after(async () => {
    await client.end()
    await database.drop()
  })

  const now = new Date()
  const claim = {
    id: none,
    endpointId: none,
    channel: 'webhook',
    format: 'ninjs',
    host: 'a.example',
    addressHash: '',
    attempt: 1,
  }
  const rest = { settings: '{}', secrets: null, pacePerMinute: null, hourAt: now, test: false }
  const tried = { claim: { ...claim, ...rest }, startedAt: now, endedAt: now }
  const lease = {
    ...{ batchId: none, publicationId: none, dispatchId: none, generation: 1, channel: 'webhook', test: false },
    ...{ hourAt: now, revision: 1, state: 'releasing', aliveKey: null },
  }

  /** What somebody asks, with nothing to be found. */
  const asked = async (ask: (deps: Deps) => Promise<unknown>): Promise<string[]> => {
    const texts: string[] = []
    const remember = async (statement: Prisma.Sql) => {
      texts.push(statement.text)
      return []
    }
    const asking = { ask: remember, askTexts: remember }
    const fast: Fast = { ...asking, transaction: (run) => run(asking), close: async () => {} }
    await ask({ fast, clock: { now: () => now, monotonicMs: () => 0 }, random: Math.random, workerName: 'test' })
    return texts
  }
  type Deps = Parameters<typeof recordFailed>[0] & Parameters<typeof claimSlice>[0]

  type Node = { 'Relation Name'?: string; 'Index Cond'?: string; Plans?: Node[] }
  const scansOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(scansOf)].filter((one) => 'Index Cond' in one)

  const outcomes = (outcome: Parameters<typeof recordFailed>[1]['attempted'][number]['outcome']) => ({
    publicationId: none,
    attempted: [{ ...tried, outcome }],
  })
  const delivered = outcomes({ kind: 'delivered', receipt: '' })
  const statements: Record<string, (deps: Deps) => Promise<unknown>> = {
    'claims of a batch': (deps) => claimSlice(deps, lease),
    'hand-overs that are recorded': (deps) => recordHandOvers(deps, delivered),
    'failures that are recorded': (deps) => recordFailed(deps, outcomes({ kind: 'temporary', reason: 'timeout', detail: '' })),
    'outcomes that come late': (deps) => recordLate(deps, delivered),
    'what leaves a batch': (deps) => postpone(deps, lease, [{ claim: tried.claim, dueAt: now }]),
    'the rest of a batch': (deps) => releaseRest(deps, lease),
    'the end of a lease': (deps) => endLease(deps, lease),
  }
  for (const [what, ask] of Object.entries(statements)) {
    it(`finds ${what} by more than their publication`, async () => {
      const texts = await asked(ask)
      assert.ok(texts.length > 0)
      let seen = 0
      for (const text of texts) {
        const { rows } = await client.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`)
        for (const scan of scansOf(rows[0]['QUERY PLAN'][0].Plan)) {
          if (!/^(deliveries|attempts)_/.test(scan['Relation Name'] ?? '')) continue
          seen += 1
          assert.match(String(scan['Index Cond']), /publication_id = .* AND \(?"?\w*(id|batch_id|endpoint_id)"?/, text)
        }
      }
      assert.ok(seen > 0, 'no deliveries are looked for')
    })
  }
})
