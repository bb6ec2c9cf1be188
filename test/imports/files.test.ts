import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { applyNow, checked, handIn, rowsOf, toCsv } from './factories.ts'

let service: Service
let key: string
before(async () => {
  service = await startService({ env: { IMPORT_MAX_MB: '3' } })
  key = (await service.client('admin')).key
})
after(() => service.close())

const head = ['externalId', 'name', 'country', 'languages', 'timeZone']
const row = (id: string, name: string) => [id, name, 'AE', 'ar', 'Asia/Dubai']

/** UTF-16 as spreadsheets write it. */
function utf16(text: string, order: 'le' | 'be', mark: boolean): Buffer {
  const bytes = Buffer.from(mark ? `\ufeff${text}` : text, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}

describe('an encoding', () => {
  const scripts = [
    'البيان',
    '経済新聞',
    '조선일보',
    '人民日報',
    '人民日报',
    'Ведомости',
    'Ελευθερία',
    'हिन्दी',
    'ไทยรัฐ',
    'Tuổi Trẻ',
  ]
  const names = [...scripts, 'הארץ', 'বাংলা', 'தமிழ்', 'Հայաստան', 'Österreich “Süd” €', 'Ünïcödé 🗞']
  const text = toCsv([head, ...names.map((name, index) => row(`s-${index}`, name))])
  const files: [name: string, bytes: Uint8Array, charset: string][] = [
    ['UTF-8 without a mark', Buffer.from(text), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'utf-8'],
    ['UTF-16LE with a mark', utf16(text, 'le', true), 'utf-16le'],
    ['UTF-16LE without', utf16(text, 'le', false), 'utf-16le'],
    ['UTF-16BE with a mark', utf16(text, 'be', true), 'utf-16be'],
    ['UTF-16BE without', utf16(text, 'be', false), 'utf-16be'],
  ]
  for (const [name, bytes, charset] of files)
    test(`${name} is found out, in every script`, async () => {
      const made = await checked(service, key, bytes)
      assert.deepEqual([made.charset, made.creates + made.unchanged], [charset, names.length])
      await applyNow(service, made.id)
      const outlets = await service.deps.db.outlet.findMany({ where: { externalId: { startsWith: 's-' } } })
      assert.deepEqual(outlets.map((outlet) => outlet.name).sort(), names.toSorted())
    })

  test('Windows-1252 is what no Unicode is; others are named, in the type or the query', async () => {
    const table = (name: Buffer) =>
      Buffer.concat([Buffer.from(`${head.join(';')}\r\nw-1;`), name, Buffer.from(';AE;ar;Asia/Dubai')])
    const nameOf = async (id: string) => {
      await applyNow(service, id)
      return (await service.deps.db.outlet.findUniqueOrThrow({ where: { externalId: 'w-1' } })).name
    }
    const found = await checked(service, key, table(Buffer.from([0x93, 0x53, 0xfc, 0x64, 0x94, 0x20, 0x80])))
    assert.deepEqual([found.charset, found.separator, await nameOf(found.id)], ['windows-1252', ';', '“Süd” €'])
    const japanese = table(Buffer.from([0x8c, 0x6f, 0x8d, 0xcf]))
    const named = await checked(service, key, japanese, { type: 'text/csv; charset=Shift_JIS' })
    assert.deepEqual([named.charset, await nameOf(named.id)], ['shift_jis', '経済'])
    const wrong = await handIn(service, key, japanese, { query: '?charset=utf-8' })
    assert.equal(expectStatus(wrong, 422).problem, 'import-unreadable')
  })

  test('UTF-16 with an odd byte at its end is refused', async () => {
    const answer = await handIn(service, key, Buffer.concat([utf16(text, 'le', true), Buffer.from([0x41])]))
    assert.equal(expectStatus(answer, 422).problem, 'import-unreadable')
    assert.match(answer.json.detail, /utf-16le/)
  })
})

describe('separators', () => {
  for (const [name, sign] of [
    ['comma', ','],
    ['semicolon', ';'],
    ['tab', '\t'],
    ['pipe', '|'],
  ] as const)
    test(`a ${name} is found out`, async () => {
      const file = [head, row('sep', 'A, B; C')].map((cells) => cells.map((cell) => `"${cell}"`).join(sign)).join('\n')
      const made = await checked(service, key, file)
      assert.deepEqual([made.separator, made.refused], [sign, 0])
      assert.equal((await checked(service, key, `sep=${sign}\r\n${file}`)).separator, sign)
    })

  test('one that is wrong is refused with what was found', async () => {
    const answer = await handIn(service, key, 'externalId;name\n1;A', { query: '?separator=comma' })
    assert.equal(expectStatus(answer, 422).problem, 'import-unreadable')
    assert.match(answer.json.detail, /"externalId;name".*semicolon/)
    assert.match((await handIn(service, key, 'externalId:name\n1:A')).json.detail, /"externalId:name"/)
  })
})

describe('a file that is no table', () => {
  const files: [name: string, file: string, says: RegExp][] = [
    ['nothing', '', /empty/],
    ['a mark and blank lines', '\ufeff\r\n\r\n', /empty/],
    ['no externalId', 'name,country\nA,AE', /externalId is not among them/],
    ['a column twice', 'externalId,name,NAME\n1,A,B', /name twice/],
    ['201 columns', `externalId,${'x,'.repeat(200)}\n1`, /202 columns|201 columns/],
    ['a quote that never closes', 'externalId,name\n1,"A\nB"\n2,"C\nD', /^Line 4: a quote is opened and never closed/],
    ['a quote inside a cell', 'externalId,name\n1,A\n2,B "C" D', /^Line 3: a quote/],
  ]
  for (const [name, file, says] of files)
    test(`422 for ${name}, and nothing of it is kept`, async () => {
      const before = await service.deps.db.import.count()
      const answer = await handIn(service, key, file)
      assert.equal(expectStatus(answer, 422).problem, 'import-unreadable')
      assert.match(answer.json.detail, says)
      assert.equal(await service.deps.db.import.count(), before)
    })

  test('413 beyond the limit, told by its length or found on the way', async () => {
    const large = `externalId,name\n${'1,A\n'.repeat(800_000)}`
    assert.equal(expectStatus(await handIn(service, key, large), 413).problem, 'payload-too-large')
    const headers = { 'content-length': '', 'transfer-encoding': 'chunked' }
    expectStatus(await handIn(service, key, large, { headers }), 413)
  })

  test('a head alone is an import of no rows', async () => {
    const made = await checked(service, key, head.join(','))
    assert.equal((await applyNow(service, made.id)).state, 'applied')
  })
})

describe('a row that is wrong is refused with its line, and the others stay good', () => {
  const cases: [name: string, cells: string[], column: string, code: string][] = [
    ['a formula', row('r', '=HYPERLINK("http://x","y")'), 'name', 'formula'],
    ['a country that there is not', ['r', 'A', 'XX', 'ar', 'Asia/Dubai'], 'country', 'custom'],
    ['a country that begins like a formula', ['r', 'A', '+A', 'ar', 'Asia/Dubai'], 'country', 'custom'],
    ['a NUL', row('r', 'A\0B'), 'name', 'custom'],
    ['a cell of 1 MB', row('r', 'x'.repeat(1_000_000)), 'name', 'too_big'],
    ['too many cells', [...row('r', 'A'), 'more'], '', 'columns'],
    ['too few', ['r', 'A'], '', 'columns'],
    ['no externalId', row('', 'A'), 'externalId', 'missing'],
    ['nothing that a new outlet needs', ['r', '', '', '', ''], 'name', 'missing'],
  ]
  for (const [name, cells, column, code] of cases)
    test(name, async () => {
      const made = await checked(service, key, toCsv([head, row('good-1', 'A\nB'), [], cells, row('good-2', 'C')]))
      assert.equal(made.refused, 1)
      const [refused] = await rowsOf(service, made.id, '?action=refused')
      assert.deepEqual([refused.line, refused.errors[0].column, refused.errors[0].code], [5, column, code])
    })

  test('the second of two with one externalId, told the line of the first', async () => {
    const made = await checked(service, key, toCsv([head, row('twin', 'A'), row('other', 'B'), row('twin', 'C')]))
    const [refused] = await rowsOf(service, made.id, '?action=refused')
    assert.deepEqual([refused.line, refused.errors[0].code], [4, 'duplicate'])
    assert.match(refused.errors[0].detail, /line 2/)
  })

  test('strict=true applies nothing where a row is refused', async () => {
    const made = await checked(service, key, toCsv([head, row('', 'A'), row('strict', 'B')]))
    const answer = await service.admin.put(`/v1/outlets/imports/${made.id}/application?strict=true`)
    assert.equal(expectStatus(answer, 409).problem, 'wrong-state')
    assert.equal((await applyNow(service, made.id)).applied, 2)
    assert.equal(await service.deps.db.outlet.count({ where: { externalId: 'strict' } }), 1)
  })

  test('of whoever refers to a refused row, and of whoever refers to them', async () => {
    const table = [
      ['kind', 'externalId', 'name', 'languages', 'outlets', 'owner', 'channel', 'settings.to'],
      ['endpoint', 'd-e', '', '', '', 'd-j', 'email', 'd@outlet.example'],
      ['journalist', 'd-j', 'A', 'ar', 'd-o', '', '', ''],
      ['outlet', 'd-o', '', '', '', '', '', ''],
    ]
    const made = await checked(service, key, toCsv(table))
    const rows = await rowsOf(service, made.id)
    assert.deepEqual(
      rows.map(({ errors }) => errors[0]?.code),
      ['owner', 'outlet', 'missing'],
    )
  })

  test('of settings that the channel refuses, quoting no secret', async () => {
    const table = [
      ['kind', 'externalId', 'owner', 'channel', 'settings.url', 'settings.secret', 'settings.to', 'format'],
      ['endpoint', 'b-1', 'good', 'webhook', 'https://outlet.example/', 'short-secret', '', ''],
      ['endpoint', 'b-2', 'good', 'webhook', 'not an address', '', '', ''],
      ['endpoint', 'b-3', 'good', 'webhook', 'https://outlet.example/', '', 'desk@outlet.example', ''],
      ['endpoint', 'b-4', 'good', 'pigeon', '', '', '', ''],
      ['endpoint', 'b-5', 'good', 'email', '', '', 'desk@outlet.example', 'morse'],
    ]
    const made = await checked(service, key, toCsv(table))
    const rows = await rowsOf(service, made.id)
    const columns = ['settings.secret', 'settings.url', 'settings.to', 'channel', 'format']
    assert.deepEqual(
      rows.map(({ errors }) => errors[0]?.column),
      columns,
    )
    assert.ok(!JSON.stringify(rows).includes('short-secret'))
  })
})

describe('columns', () => {
  test('are read in any case; unknown ones are listed, with what was meant', async () => {
    const made = await checked(service, key, 'EXTERNALID,Name,Langauges,time zone,Colour\nx,A,ar,Asia/Dubai,red')
    assert.deepEqual(made.ignored, [
      { column: 'Langauges', suggestion: 'languages' },
      { column: 'time zone', suggestion: 'timeZone' },
      { column: 'Colour', suggestion: null },
    ])
  })
})
