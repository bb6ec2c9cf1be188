import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { takeDatabase } from '../harness/database.ts'
import { a, b, rows, type Table } from './rows.ts'

describe('the database refuses', () => {
  let database: Awaited<ReturnType<typeof takeDatabase>>
  let client: pg.Client
  before(async () => {
    database = await takeDatabase()
    client = new pg.Client({ connectionString: database.url })
    await client.connect()
    for (const table of ['accounts', 'outlets', 'outlet_lists', 'releases', 'versions', 'revisions', 'publications'] as const)
      await insert(table, { id: a })
  })
  after(async () => {
    await client.end()
    await database.drop()
  })

  async function insert(table: Table, own: Record<string, unknown> = {}): Promise<void> {
    const row: Record<string, unknown> = { ...rows[table], ...own }
    const places = Object.keys(row).map((_, index) => `$${index + 1}`)
    await client.query(`INSERT INTO ${table} (${Object.keys(row)}) VALUES (${places})`, Object.values(row))
  }

  const refused: [Table, string, Record<string, unknown>][] = [
    ['attachments', 'attachments_kind', { kind: 'video' }],
    ['attachments', 'attachments_state', { state: 'lost' }],
    ['wires', 'wires_only_one', { singleton: false }],
    ['accounts', 'accounts_kind', { kind: 'friend' }],
    ['accounts', 'accounts_machine_translation', { machine_translation: 'always' }],
    ['translations', 'translations_state', { state: 'lost', draft: '{}' }],
    ['translations', 'translations_draft', { state: 'drafted' }],
    ['api_keys', 'api_keys_role', { role: 'root' }],
    ['endpoints', 'endpoints_one_owner', {}],
    ['endpoints', 'endpoints_one_owner', { outlet_id: a, journalist_id: a }],
    ['endpoints', 'endpoints_state', { outlet_id: a, state: 'asleep' }],
    ['hosts', 'hosts_at_once', { at_once: 0 }],
    ['hosts', 'hosts_pace_limit', { pace_limit: 0, pace_window_seconds: 1 }],
    ['hosts', 'hosts_pace_window', { pace_limit: 1, pace_window_seconds: 0 }],
    ['hosts', 'hosts_pace', { pace_limit: 1 }],
    ['hosts', 'hosts_breaker', { breaker: 'ajar', opened_at: 'now', retry_at: 'now' }],
    ['hosts', 'hosts_open', { breaker: 'open', opened_at: 'now' }],
    ['hosts', 'hosts_owner', { owner: 'w' }],
    ['deliveries', 'deliveries_lane_urgency', { lane: 'outlet.example:443' }],
    ['outlet_list_members', 'outlet_list_members_one', {}],
    ['outlet_list_members', 'outlet_list_members_one', { outlet_id: a, journalist_id: a }],
    ['outlet_lists', 'outlet_lists_visibility', { visibility: 'friends' }],
    ['suppressions', 'suppressions_reason', { reason: 'mood' }],
    ['delivery_facts', 'delivery_facts_kind', { kind: 'rumour' }],
    ['suppressions', 'suppressions_one_subject', { domain: 'outlet.example' }],
    ['suppressions', 'suppressions_one_subject', { address_hash: null }],
    ['api_keys', 'api_keys_mode', { mode: 'dry' }],
    ['endpoints', 'endpoints_editions', { outlet_id: a, editions: 'last' }],
    ['outlets', 'outlets_tier', { tier: 0 }],
    ['outlets', 'outlets_tier', { tier: 10 }],
    ['outlet_list_parts', 'outlet_list_parts_operation', { operation: 'join' }],
    ['outlet_list_parts', 'outlet_list_parts_not_itself', { part_id: a }],
    ['holds', 'holds_scope', { scope: 'mood', subject: 'x' }],
    ['holds', 'holds_subject', { subject: 'x' }],
    ['holds', 'holds_subject', { scope: 'channel' }],
    ['holds', 'holds_cause', { cause: 'mood' }],
    ['usages', 'usages_kind', { kind: 'coffee' }],
    ['usages', 'usages_used', { used: -1 }],
    ['imports', 'imports_state', { state: 'lost' }],
    ['imports', 'imports_failure', { state: 'failed' }],
    ['import_rows', 'import_rows_action', { action: 'guess' }],
    ['publications', 'publications_release_id_test_fkey', { id: b, test: true, state: 'canceled' }],
    ['versions', 'versions_kind', { number: 2, kind: 'rumour' }],
    ['versions', 'versions_state', { number: 2, kind: 'update', state: 'published' }],
    ['versions', 'versions_original', { number: 2 }],
    ['versions', 'versions_kill_reason', { number: 2, kind: 'kill' }],
    ['publications', 'publications_state', { version_id: a, state: 'sent' }],
    ['publications', 'publications_urgency', { urgency: 0 }],
    ['publications', 'publications_traceparent', { traceparent: '00-a1b2-0102-01' }],
    ['releases', 'releases_traceparent', { traceparent: 'yes' }],
    ['publications', 'publications_urgency', { urgency: 10 }],
    ['publications', 'publications_one_live', {}],
    ['publications', 'publications_pending', { pending_policy: 'drop' }],
    ['publications', 'publications_pending', { pending_deadline: 'now', pending_policy: 'wait' }],
    ['dispatches', 'dispatches_state', { state: 'gone' }],
    ['dispatches', 'dispatches_edition', { edition_id: null }],
    ['batches', 'batches_state', { state: 'gone' }],
    ['deliveries', 'deliveries_state', { state: 'gone' }],
    ['attempts', 'attempts_outcome', { outcome: 'maybe' }],
  ]
  for (const [table, constraint, own] of refused) {
    it(`${table}: ${constraint} ${JSON.stringify(own)}`, async () => {
      await assert.rejects(insert(table, own), { constraint })
    })
  }

  it('only what it should: the same rows without the fault are taken', async () => {
    await insert('wires')
    const others = ['api_keys', 'dispatches', 'batches', 'deliveries', 'attempts', 'editions', 'events'] as const
    for (const table of others) await insert(table)
    await insert('endpoints', { outlet_id: a })
    await insert('outlet_list_members', { outlet_id: a })
    await insert('publications', { id: b, state: 'canceled' })
    await assert.rejects(insert('wires'), { code: '23505' })
  })

  it('a second target of a language and list; one that stands for another language is another', async () => {
    const [plain, other] = [{ language: 'de' }, { language: 'de', instead_of: 'ko', edition_id: null, state: 'pending' }]
    for (const own of [plain, other]) await insert('dispatches', own)
    for (const own of [plain, other]) await assert.rejects(insert('dispatches', own), { constraint: 'dispatches_target_once' })
  })

  it('a second import that applies, and a second hold of one thing', async () => {
    await insert('imports', { state: 'applying' })
    await assert.rejects(insert('imports', { state: 'applying' }), { constraint: 'imports_one_applying' })
    await insert('holds', { id: a })
    await assert.rejects(insert('holds'), { constraint: 'holds_one_live' })
    await insert('holds', { scope: 'channel', subject: 'email' })
  })

  it('a second translation of a version into one language; one that is canceled makes room', async () => {
    await insert('translations', { id: a })
    await assert.rejects(insert('translations'), { constraint: 'translations_open' })
    await insert('translations', { language: 'fr' })
    // The version before does not say whose it is.
    const { rows: whose } = await client.query('SELECT DISTINCT account_id AS id FROM translations')
    assert.deepEqual(whose, [{ id: a }])
    await client.query(`UPDATE translations SET state = 'canceled' WHERE id = '${a}'`)
    await insert('translations')
  })

  it('that a release or a publication turns from a test into a real one, or back', async () => {
    for (const table of ['releases', 'publications']) {
      await assert.rejects(client.query(`UPDATE ${table} SET test = NOT test`), /for ever/)
    }
  })

  it('an id of a month that has no place, and makes room for it', async () => {
    const id = '7fffffff-0000-7000-8000-000000000000'
    await assert.rejects(insert('events', { id }), /no partition/)
    await client.query(`SELECT open_month('events', (to_timestamp(x'7fffffff0000'::bigint / 1000) AT TIME ZONE 'UTC')::date)`)
    await insert('events', { id })
  })

  it('to change an event but for what it tells of somebody who is erased', async () => {
    await insert('events', { data: '{"after":{"name":"Salma Haddad"}}', subject_id: 'erased' })
    await client.query('BEGIN')
    await client.query(`SET LOCAL dateline.erasing = 'on'`)
    await client.query(`UPDATE events SET data = '{}' WHERE subject_id = 'erased'`)
    await assert.rejects(client.query(`UPDATE events SET kind = 'k2' WHERE subject_id = 'erased'`), /append-only/)
    await client.query('ROLLBACK')
  })

  it('a second live suppression of an address; a lifted one makes room', async () => {
    await insert('suppressions', { id: a })
    await assert.rejects(insert('suppressions'), { constraint: 'suppressions_one_live' })
    await insert('suppressions', { channel: 'webhook' })
    await insert('suppressions', { channel: null })
    await insert('suppressions', { account_id: a })
    await insert('suppressions', { address_hash: null, domain: 'outlet.example' })
    await assert.rejects(insert('suppressions', { channel: null }), { constraint: 'suppressions_one_live' })
    await client.query(`UPDATE suppressions SET lifted_at = now() WHERE id = '${a}'`)
    await insert('suppressions')
  })

  for (const table of ['events', 'revisions', 'editions'] as const) {
    it(`any change of ${table}: they are append-only`, async () => {
      const { rows: found } = await client.query(`SELECT id FROM ${table}`)
      assert.notEqual(found.length, 0)
      await assert.rejects(client.query(`UPDATE ${table} SET id = id`), new RegExp(`${table} is append-only`))
      await assert.rejects(client.query(`DELETE FROM ${table}`), new RegExp(`${table} is append-only`))
    })
  }

  it('nothing that is not tried above', async () => {
    const { rows: checks } = await client.query(
      `SELECT conname AS name FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace`,
    )
    const untried = checks
      .map(({ name }) => name)
      .sort()
      .filter((name) => !refused.some(([, constraint]) => constraint === name))
    assert.deepEqual(untried, [])
    const { rows: triggers } = await client.query(
      `SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal AND tgparentid = 0 ORDER BY 1`,
    )
    assert.deepEqual(
      triggers.map(({ name }) => name),
      [
        'editions_append_only',
        'events_append_only',
        'publications_mode',
        'releases_mode',
        'revisions_append_only',
        'translations_account',
      ],
    )
  })
})
