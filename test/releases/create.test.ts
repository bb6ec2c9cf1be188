import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Service, startService } from '../harness/service.ts'
import { countRows, edition, handIn, newRelease, openPressOffice, type PressOffice } from './press-office.ts'

const clock = handClock('2026-11-23T09:00:00Z')
const hourMs = 60 * 60 * 1000
let service: Service
let office: PressOffice

before(async () => {
  service = await startService({ clock })
  office = await openPressOffice(service)
})
after(() => service.close())

describe('handing a release in', () => {
  it('201 with Location, ETag and a draft that reads the same', async () => {
    const answer = expectStatus(await office.post('/v1/releases', newRelease(office, { reference: 'first' })), 201)
    assert.equal(answer.headers.location, `/v1/releases/${answer.json.id}`)
    const { id, accountId, reference, version, kind, state, urgency, publication } = answer.json
    assert.deepEqual(
      { accountId, reference, version, kind, state, urgency, publication },
      {
        accountId: office.accountId,
        reference: 'first',
        version: 1,
        kind: 'original',
        state: 'draft',
        urgency: 4,
        publication: null,
      },
    )
    const read = expectStatus(await office.get(`/v1/releases/${id}`), 200)
    assert.equal(read.headers.etag, answer.headers.etag)
    assert.deepEqual({ ...read.json, editions: undefined }, { ...answer.json, editions: undefined })
  })

  it('keeps every text character for character', async () => {
    const texts = {
      headline: ' أكمي‌ها «تفتتح» ‏ACME‏ محطة 🌞👩‍🔬 ',
      subheadline: '\u2067中文\u2069 標題　',
      dateline: { place: ' دبي ' },
      body: { format: 'text', content: '\n  中文正文。\r\nم‌ی‌خواهم\u200f \u2028e\u0301 é 👩🏽‍🚀\t<b>&amp;\n\n  ' },
      summary: ' \u00a0摘要\n第二行 ',
      boilerplate: 'عن «أكمي» \n',
      deskNote: ' للمحررين: 编辑 \r\n «ACME» ',
      canonicalUrl: 'https://acme.example/%D8%A3?a=1&b=2',
    }
    const { path } = await handIn(office, { editions: [edition('ar', texts)], targets: [] })
    const [read] = (await office.get(path)).json.editions
    const { headline, subheadline, dateline, body, summary, boilerplate, deskNote, canonicalUrl } = read
    const given = { format: body.format, content: body.content }
    assert.deepEqual({ headline, subheadline, dateline, body: given, summary, boilerplate, deskNote, canonicalUrl }, texts)
  })

  it('fills the issuer’s boilerplate in along the language, and freezes it', async () => {
    const editions = [edition('zh-TW'), edition('en', { boilerplate: null }), edition('ar', { boilerplate: 'لا' }), edition('de')]
    const { path } = await handIn(office, { editions, targets: [] })
    const boilerplates = { en: 'changed', zh: '变', ar: 'تغير', de: 'neu' }
    const before = await service.deps.db.issuer.findUniqueOrThrow({ where: { id: office.issuerId } })
    await service.deps.db.issuer.update({ where: { id: office.issuerId }, data: { boilerplates } })
    const read: { language: string; boilerplate: string | null }[] = (await office.get(path)).json.editions
    await service.deps.db.issuer.update({ where: { id: office.issuerId }, data: { boilerplates: before.boilerplates ?? {} } })
    assert.deepEqual(
      read.map(({ language, boilerplate }) => [language, boilerplate]),
      [
        ['zh-Hant', '关于ACME：它建造。'],
        ['en', null],
        ['ar', 'لا'],
        ['de', null],
      ],
    )
  })

  it('tells what sanitising took out, in the answer that saves it', async () => {
    const body = { format: 'html', content: '<p onclick="x()">Hello</p><script>x()</script>' }
    const { json } = await office.post('/v1/releases', newRelease(office, { editions: [edition('en', { body })] }))
    assert.equal(json.editions[0].body.html, '<p>Hello</p>')
    assert.equal(json.editions[0].body.content, body.content)
    assert.ok(json.editions[0].body.removed.includes('script'))
    const read = await office.get(`/v1/releases/${json.id}`)
    assert.equal(read.json.editions[0].body.removed, undefined)
  })

  it('keeps instants with their zone and shows them in UTC', async () => {
    const given = { releaseAt: '2026-12-01T09:00:00+04:00[Asia/Dubai]', embargoUntil: '2026-12-01T10:00:00+04:00' }
    const { path } = await handIn(office, given)
    const { releaseAt, releaseAtGiven, embargoUntil, embargoUntilGiven } = (await office.get(path)).json
    assert.deepEqual(
      { releaseAt, releaseAtGiven, embargoUntil, embargoUntilGiven },
      {
        releaseAt: '2026-12-01T05:00:00.000Z',
        releaseAtGiven: given.releaseAt,
        embargoUntil: '2026-12-01T06:00:00.000Z',
        embargoUntilGiven: given.embargoUntil,
      },
    )
  })

  it('one release for one Idempotency-Key, two for two', async () => {
    const body = newRelease(office)
    const first = expectStatus(await office.post('/v1/releases', body, { 'idempotency-key': 'a' }), 201)
    const again = expectStatus(await office.post('/v1/releases', body, { 'idempotency-key': 'a' }), 201)
    const second = expectStatus(await office.post('/v1/releases', body, { 'idempotency-key': 'b' }), 201)
    assert.deepEqual(again.json, first.json)
    assert.notEqual(second.json.id, first.json.id)
    const other = await office.post('/v1/releases', newRelease(office), { 'idempotency-key': 'a' })
    assert.deepEqual([other.status, other.problem], [422, 'idempotency-key-reused'])
  })

  it('409 duplicate-release for the same content within a day, naming the earlier one; not a day later', async () => {
    const body = newRelease(office)
    const first = expectStatus(await office.post('/v1/releases', body), 201)
    const rows = await countRows(service)
    const again = await office.post('/v1/releases', body)
    assert.deepEqual([again.status, again.problem], [409, 'duplicate-release'])
    assert.ok(again.json.detail.includes(first.json.id))
    assert.deepEqual(await countRows(service), rows)
    clock.advance(25 * hourMs)
    expectStatus(await office.post('/v1/releases', body), 201)
  })

  it('409 for one of two equal requests at once', async () => {
    const body = newRelease(office)
    const answers = await Promise.all([office.post('/v1/releases', body), office.post('/v1/releases', body)])
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
  })
})
