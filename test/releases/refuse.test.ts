import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { newId } from '../../src/ids.ts'
import { handClock } from '../harness/clock.ts'
import { type Service, startService } from '../harness/service.ts'
import { countRows, edition, newRelease, openPressOffice, type PressOffice } from './press-office.ts'

let service: Service
let office: PressOffice
let stranger: PressOffice
let closedList: string

before(async () => {
  service = await startService({ clock: handClock('2026-11-23T09:00:00Z') })
  office = await openPressOffice(service)
  stranger = await openPressOffice(service)
  const now = service.deps.clock.now()
  const data = { name: 'Private', ownerAccountId: stranger.accountId, visibility: 'owner', createdAt: now, updatedAt: now }
  closedList = (await service.deps.db.outletList.create({ data })).id
})
after(() => service.close())

const body = (content: string, format = 'html') => ({ editions: [edition('en', { body: { format, content } })] })
const text = (changes: object) => ({ editions: [edition('en', changes)] })

/** What is sent, what it is answered with, and which field the answer points to. */
const cases: Record<string, [changes: () => object, problem: string, pointer: string, detail?: RegExp]> = {
  'an unknown field': [() => ({ headline: 'x' }), 'invalid', '/headline', /not a field/],
  'an unknown field deep inside': [
    () => text({ dateline: { place: 'Dubai', date: 'x' } }),
    'invalid',
    '/editions/0/dateline/date',
    /not a field/,
  ],
  'a wrong type': [() => ({ urgency: '4' }), 'invalid', '/urgency'],
  'an urgency of nine': [() => ({ urgency: 9 }), 'invalid', '/urgency'],
  'no source': [() => ({ source: undefined }), 'invalid', '/source'],
  'no issuer': [() => ({ issuerIds: [] }), 'invalid', '/issuerIds'],
  'an issuer twice': [() => ({ issuerIds: [office.issuerId, office.issuerId.toUpperCase()] }), 'invalid', '/issuerIds/1'],
  'no edition': [() => ({ editions: [] }), 'invalid', '/editions'],
  'an invalid language tag': [() => text({ language: 'xx-nonsense' }), 'invalid', '/editions/0/language', /BCP 47/],
  'a language twice': [
    () => ({ editions: [edition('zh-TW'), edition('zh-Hant')] }),
    'invalid',
    '/editions/1/language',
    /repeats number 0/,
  ],
  'a headline of blanks': [() => text({ headline: ' \u200b\u00a0' }), 'invalid', '/editions/0/headline', /blank/],
  'a headline of nothing but emoji': [() => text({ headline: '🚀🚀 🇦🇪!' }), 'invalid', '/editions/0/headline', /in words/],
  'a headline of two lines': [() => text({ headline: 'a\nb' }), 'invalid', '/editions/0/headline', /one line/],
  'a headline that is too long': [() => text({ headline: 'x'.repeat(301) }), 'invalid', '/editions/0/headline'],
  'a note to desks that is too long': [() => text({ deskNote: 'x'.repeat(1001) }), 'invalid', '/editions/0/deskNote', /1000/],
  'a note to desks of blanks': [() => text({ deskNote: ' \n' }), 'invalid', '/editions/0/deskNote', /blank/],
  'an override in a note to desks': [() => text({ deskNote: 'a\u202eb' }), 'invalid', '/editions/0/deskNote', /U\+202E/],
  'a page that cannot be asked for safely': [
    () => text({ canonicalUrl: 'http://acme.example/' }),
    'invalid',
    '/editions/0/canonicalUrl',
    /https:/,
  ],
  'an address with what none can have': [
    () => text({ canonicalUrl: 'https://acme.example/أ' }),
    'invalid',
    '/editions/0/canonicalUrl',
    /percent/,
  ],
  'rights of an unknown kind': [() => ({ rights: { mining: 'maybe' } }), 'invalid', '/rights/mining'],
  'usage terms in no language': [() => ({ rights: { usageTerms: { xx: 'Free.' } } }), 'invalid', '/rights/usageTerms/xx'],
  'a copyright notice of two lines': [() => ({ rights: { notice: 'a\nb' } }), 'invalid', '/rights/notice', /one line/],
  'a body that is too large': [() => body('ش'.repeat(200_001)), 'invalid', '/editions/0/body/content', /200000 characters/],
  'a body of too many elements, in the second edition': [
    () => ({
      editions: [edition(), edition('de', { body: { format: 'text', content: 'a\n'.repeat(10_001) } })],
    }),
    'invalid',
    '/editions/1/body/content',
    /10,000 elements/,
  ],
  'a body with elements too deep in each other': [
    () => body('<div>'.repeat(2000)),
    'invalid',
    '/editions/0/body/content',
    /1,000 deep/,
  ],
  'a body that names an override': [() => body('<p>a&#x202e;b</p>'), 'invalid', '/editions/0/body/content', /U\+202E/],
  'a body that is empty': [() => body(''), 'empty-body', '/editions/0/body/content'],
  'a body that is empty after sanitising': [
    () => body('<p>&nbsp;<script>alert(1)</script></p>'),
    'empty-body',
    '/editions/0/body/content',
  ],
  'a contact that cannot be reached': [() => ({ contacts: [{ name: 'A' }] }), 'invalid', '/contacts/0/email'],
  'an unknown sector': [() => ({ sectors: ['energy', 'no-such'] }), 'invalid', '/sectors/1', /no-such/],
  'an issuer of another account': [
    () => ({ issuerIds: [stranger.issuerId] }),
    'issuer-not-authorized',
    '/issuerIds/0',
    /does not act for/,
  ],
  'an issuer that does not exist': [
    () => ({ issuerIds: [office.issuerId, newId()] }),
    'issuer-not-authorized',
    '/issuerIds/1',
    /does not act for/,
  ],
  'an unknown list': [
    () => ({ targets: [{ language: 'en', outletListId: newId() }] }),
    'invalid',
    '/targets/0/outletListId',
    /no outlet list/,
  ],
  'a list of another account': [
    () => ({ targets: [{ language: 'en', outletListId: closedList }] }),
    'invalid',
    '/targets/0/outletListId',
    /no outlet list/,
  ],
  'a target twice': [
    () => ({ targets: ['zh-TW', 'zh-Hant'].map((language) => ({ language, outletListId: office.listId })) }),
    'invalid',
    '/targets/1',
  ],
  'an instant in the past': [() => ({ releaseAt: '2026-11-23T08:59:59Z' }), 'instant-past', '/releaseAt', /later instant/],
  'an embargo that is over': [() => ({ embargoUntil: '2020-01-01T00:00:00Z' }), 'instant-past', '/embargoUntil'],
  'an unknown time zone': [() => ({ releaseAt: '2026-12-01T09:00:00[Mars/Base]' }), 'invalid', '/releaseAt', /Mars\/Base/],
  'a local time': [() => ({ releaseAt: '2026-12-01T09:00:00' }), 'invalid', '/releaseAt', /add an offset/],
  'an embargo before the release': [
    () => ({ releaseAt: '2026-12-01T09:00:00Z', embargoUntil: '2026-12-01T12:00:00+04:00' }),
    'invalid',
    '/embargoUntil',
    /not after releaseAt/,
  ],
  'NUL in a body': [() => body('<p>a\nb\u0000</p>'), 'invalid', '/editions/0/body/content', /U\+0000 in line 2, column 2/],
  'half a character in a headline': [() => text({ headline: 'a\ud83d' }), 'invalid', '/editions/0/headline', /U\+D83D/],
  'tags that nobody sees in a headline': [
    () => text({ headline: 'Acme \u{e0068}\u{e0069}' }),
    'invalid',
    '/editions/0/headline',
    /U\+E0068 in line 1, column 6 is a tag character/,
  ],
  'an override in a subheadline': [() => text({ subheadline: '\u202ea' }), 'invalid', '/editions/0/subheadline', /U\+202E/],
  'a control in a place': [() => text({ dateline: { place: 'a\u0085' } }), 'invalid', '/editions/0/dateline/place', /U\+0085/],
  'a control in a summary': [() => text({ summary: 'a\u0007' }), 'invalid', '/editions/0/summary', /U\+0007/],
  'a control in a boilerplate': [() => text({ boilerplate: 'a\u0007' }), 'invalid', '/editions/0/boilerplate', /U\+0007/],
  'a control in a contact’s name': [
    () => ({ contacts: [{ name: 'a\u0007', phone: '1' }] }),
    'invalid',
    '/contacts/0/name',
    /U\+0007/,
  ],
  'a control in a reference': [() => ({ reference: 'a\u0000' }), 'invalid', '/reference', /U\+0000/],
}

describe('a release that is refused', () => {
  for (const [what, [changes, problem, pointer, detail]] of Object.entries(cases)) {
    it(`422 ${problem} for ${what}; nothing is kept`, async () => {
      const rows = await countRows(service)
      const answer = await office.post('/v1/releases', newRelease(office, changes()))
      assert.deepEqual([answer.status, answer.problem], [422, problem], answer.text)
      assert.ok(
        answer.json.errors.some((error: { pointer: string }) => error.pointer === pointer),
        answer.text,
      )
      assert.match(answer.json.detail, detail ?? /./)
      assert.deepEqual(await countRows(service), rows)
    })
  }

  it('400 for broken JSON, 413 for 10 MB, 415 for XML; nothing is kept', async () => {
    const rows = await countRows(service)
    const broken = await office.post('/v1/releases', '{"issuerIds": [')
    assert.deepEqual([broken.status, broken.problem], [400, 'malformed-request'])
    const huge = await office.post('/v1/releases', newRelease(office, body('x'.repeat(10_000_000))))
    assert.deepEqual([huge.status, huge.problem], [413, 'payload-too-large'])
    const xml = await office.post('/v1/releases', '<release/>', { 'content-type': 'application/xml' })
    assert.deepEqual([xml.status, xml.problem], [415, 'unsupported-media-type'])
    assert.deepEqual(await countRows(service), rows)
  })

  it('401 without a key, 403 for an auditor', async () => {
    const auditor = await service.client('auditor')
    assert.equal((await service.as().post('/v1/releases', newRelease(office))).problem, 'unauthorized')
    assert.equal((await auditor.post('/v1/releases', newRelease(office))).problem, 'forbidden')
  })
})
