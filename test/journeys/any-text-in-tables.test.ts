import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { parse } from 'csv-parse/sync'
import { unescapeCell } from '../../src/http/csv.ts'
import { type Client, expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { openRandom, pick, scripts, seed, writeText } from '../harness/text.ts'
import { applyNow, checked, rowsOf } from '../imports/factories.ts'
import { closeFarSides, serve } from '../net/far-side.ts'
import { makeJournalist, makeMailbox, makeOutlet } from '../outlets/factories.ts'

after(closeFarSides)

const signs = ['=', '+', '-', '@', '＝', "'", "'=", '"', ',', ';', '|', '[', '["', 'sep=;', '#', '']

/** A name as a wire may be given one: one line without spaces around it. With six words it has less than 200 UTF-16 units, with one 50. */
function writeName(random: () => number, script: string, words = 6): string {
  return `${pick(random, signs)}${writeText(random, script, words)}`
}

function readTable(csv: string): Record<string, string>[] {
  const rows: Record<string, string>[] = parse(csv, { columns: true, bom: true, record_delimiter: '\r\n' })
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, unescapeCell(cell)])))
}

describe(`any text in an audience, out and in as CSV (TEXT_SEED=${seed})`, () => {
  const random = openRandom(seed)
  let one: Service
  let other: Service
  let csv: string
  before(async () => {
    one = await startService()
    other = await startService()
    for (const [at, script] of [...Object.values(scripts), ...Object.values(scripts)].entries()) {
      const name = () => writeName(random, script)
      const tags = Array.from({ length: 3 }, () => writeName(random, script, 1))
      const said = { name: name(), externalId: `${name()} ${at}`, tags }
      const technicalContact = { name: name(), email: 'it@outlet.example' }
      const outlet = await makeOutlet(one.admin, { ...said, technicalContact, phone: `+${at}` })
      await makeMailbox(one.admin, `outlets/${outlet}`, `desk${at}@outlet.example`, { externalId: said.externalId })
      const person = { name: name(), externalId: `${name()} ${at}`, outletIds: [outlet], tags }
      const journalist = await makeJournalist(one.admin, person)
      await makeMailbox(one.admin, `journalists/${journalist}`, `person${at}@outlet.example`)
    }
    csv = expectStatus(await one.admin.get('/v1/outlets/export'), 200).text
  })
  after(() => Promise.all([one.close(), other.close()]))

  const audienceOf = async ({ deps: { db } }: Service) => {
    const shared = { externalId: true, name: true, tags: true, phone: true } as const
    const orderBy = { externalId: 'asc' } as const
    const outlets = await db.outlet.findMany({ select: { ...shared, technicalContact: true }, orderBy })
    const employers = { select: { outlet: { select: { externalId: true } } } }
    return { outlets, journalists: await db.journalist.findMany({ select: { ...shared, outlets: employers }, orderBy }) }
  }

  it('changes nothing where it comes from', async () => {
    const admin = await one.client('admin')
    const made = await checked(one, admin.key, csv)
    assert.equal(made.unchanged, made.rows, JSON.stringify(await rowsOf(one, made.id, '?action=refused')))
  })

  it('is the same audience elsewhere, character for character', async () => {
    const admin = await other.client('admin')
    const made = await checked(other, admin.key, csv)
    const done = await applyNow(other, made.id)
    assert.deepEqual(
      [done.creates, done.refused],
      [made.rows, 0],
      JSON.stringify(await rowsOf(other, made.id, '?action=refused')),
    )
    assert.deepEqual(await audienceOf(other), await audienceOf(one))
  })

  it('is so with a mark, in UTF-16, and with other signs between cells', async () => {
    const admin = await one.client('admin')
    const table: string[][] = parse(csv)
    const quoted = (separator: string) => table.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(separator))
    const files = [
      `\ufeff${csv}`,
      Buffer.from(`\ufeff${csv}`, 'utf16le'),
      ...[';', '\t', '|'].flatMap((separator) => ['\r\n', '\n', '\r'].map((end) => quoted(separator).join(end))),
    ]
    for (const file of files) {
      const made = await checked(one, admin.key, file)
      assert.deepEqual([made.rows, made.unchanged], [table.length - 1, table.length - 1])
    }
  })
})

describe(`any text in ledgers and events (TEXT_SEED=${seed})`, () => {
  const random = openRandom(seed)
  let stage: Stage
  let answers: string[]
  before(async () => {
    stage = await startStage()
    await stage.work()
    answers = [
      '=HYPERLINK("https://evil.example")',
      '-1\r+2\n@SUM(A1)',
      'taken "twice", thrice;\u2028 \u2029\u0085\u001b[31mred\u009b31m',
      '\u202eأخذ \u2067עב\u2069 👩🏽‍🚀🇦🇪 葛\u{e0100}',
      '\ud83d\udc4d'.repeat(300),
    ]
  })
  after(() => stage.close())

  /** A release to outlets whose names are in every script, and whose far side answers with whatever it likes. */
  const release = async () => {
    const bytes = [...answers.map((text) => Buffer.from(text)), Buffer.from([0xff, 0xed, 0xa0, 0xbd, 0x80, 0x22, 0x00, 0x9b])]
    const far = await serve((socket, request) => {
      const body = bytes[Number(/^POST \/(\d+) /.exec(request)?.[1]) % bytes.length] ?? Buffer.from('')
      if (!request.startsWith('POST')) return
      socket.write(`HTTP/1.1 ${request.includes('/refuse') ? 400 : 200} OK\r\ncontent-length: ${body.length}\r\n\r\n`)
      socket.write(body)
    })
    const outletIds: string[] = []
    for (const [at, script] of Object.values(scripts).entries()) {
      const outlet = await makeOutlet(stage.admin, { name: writeName(random, script), languages: ['en'] })
      const endpoint = { channel: 'webhook', settings: { url: `${far.url}${at}` } }
      expectStatus(await stage.admin.post(`/v1/outlets/${outlet}/endpoints`, endpoint), 201)
      outletIds.push(outlet)
    }
    const list = expectStatus(await stage.admin.post('/v1/outlet-lists', { name: writeName(random, 'Thai') }), 201).json
    expectStatus(await stage.admin.post(`/v1/outlet-lists/${list.id}/members`, { outletIds }), 200)
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, ({ finished }) => finished)
    return id
  }

  it('the ledger as CSV says what it says as JSON', async () => {
    const id = await release()
    const { items } = expectStatus(await stage.submitter.get(`/v1/releases/${id}/deliveries?limit=200`), 200).json
    const csv = expectStatus(await stage.submitter.get(`/v1/releases/${id}/deliveries.csv`), 200)
    const columns = ['id', 'outletName', 'receipt', 'state'] as const
    const picked = (row: Record<string, string | null>) => columns.map((column) => row[column] ?? '')
    assert.deepEqual(readTable(csv.text).map(picked), items.map(picked))
    assert.equal(items.length, Object.keys(scripts).length)
    assert.ok(items.every(({ receipt }: { receipt: string }) => receipt.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(receipt)))
  })

  it('events as CSV and as lines of JSON say what they say as JSON', async () => {
    const accountId = stage.submitter.accountId
    const row = { at: new Date(), kind: 'account.noted', accountId, subjectType: 'account', subjectId: accountId }
    const texts = [...Object.values(scripts).map((script) => writeText(random, script, 20)), ...answers]
    const written = texts.map((text) => `${pick(random, signs)}${text}`.replaceAll('\0', ''))
    await stage.deps.db.event.createMany({
      data: written.map((text) => ({ ...row, actor: text, reason: `${text}\n${text}`, data: { [text]: text } })),
    })
    const query = `accountId=${accountId}&kind=account.noted`
    const { items } = expectStatus(await stage.admin.get(`/v1/events?${query}&limit=200`), 200).json
    assert.equal(items.length, texts.length)
    assert.deepEqual(new Set(items.map(({ actor }: { actor: string }) => actor)), new Set(written))
    const csv = expectStatus(await stage.admin.get(`/v1/events.csv?${query}`), 200).text
    assert.deepEqual(
      readTable(csv).map(({ id, actor, reason, data }) => ({ id, actor, reason, data: JSON.parse(data ?? '') })),
      items.map(({ id, actor, reason, data }: Record<string, unknown>) => ({ id, actor, reason, data })),
    )
    assert.deepEqual(await readLines(stage.admin, `/v1/events.ndjson?${query}`), items)
  })
})

/** Reads lines as the strictest of readers cuts them: at everything that ends a line somewhere. */
async function readLines(client: Client, url: string): Promise<unknown[]> {
  const { text } = expectStatus(await client.get(url), 200)
  return text
    .trimEnd()
    .split(/\r\n|[\p{Cc}\p{Zl}\p{Zp}]/u)
    .map((line) => JSON.parse(line))
}
