import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { findForeignIssuers } from '../../src/accounts/find-foreign-issuers.ts'
import { newId } from '../../src/ids.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'

const acme = {
  names: { en: 'ACME Energy', ar: 'أكمي للطاقة' },
  domain: 'ACME.example',
  symbols: [{ exchange: 'XNAS', symbol: 'ACME', isin: 'US0378331005' }],
  contacts: [{ name: 'Press office', email: 'press@acme.example', public: true }],
  boilerplates: { en: 'About ACME:\n\tACME builds  solar plants. ' },
}

describe('issuers', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  const create = (body: unknown) => service.admin.post('/v1/issuers', body)
  const createId = async () => expectStatus(await create({ names: { en: 'ACME' } }), 201).json.id

  it('201 an issuer comes back as it was sent, its boilerplate character for character', async () => {
    const created = expectStatus(await create(acme), 201)
    const { json } = expectStatus(await service.admin.get(String(created.headers.location)), 200)
    const { names, domain, symbols, contacts, boilerplates } = json
    assert.deepEqual({ names, domain, symbols, contacts, boilerplates }, { ...acme, domain: 'acme.example' })
  })

  it('201 language tags are canonical, domains ASCII, contacts private unless they say otherwise', async () => {
    const body = { names: { 'zh-tw': '企業', EN: 'Corp' }, domain: 'bücher.example', contacts: [{ name: 'Ann' }] }
    const { json } = expectStatus(await create(body), 201)
    assert.deepEqual(json.names, { 'zh-Hant': '企業', en: 'Corp' })
    assert.equal(json.domain, 'xn--bcher-kva.example')
    assert.deepEqual(json.contacts, [{ name: 'Ann', public: false }])
  })

  const refused: Record<string, [object, string]> = {
    'without a name': [{ names: {} }, '/names'],
    'with names in no language': [{ names: { xx1: 'A' } }, '/names/xx1'],
    'with one language in two spellings': [{ names: { 'zh-TW': 'A', 'zh-Hant': 'B' } }, '/names/zh-Hant'],
    'with a blank name': [{ names: { en: '  ' } }, '/names/en'],
    'with a name over 200 characters': [{ names: { en: 'x'.repeat(201) } }, '/names/en'],
    'with NUL in a name': [{ names: { en: 'A\u0000B' } }, '/names/en'],
    'with a line break in a name': [{ names: { en: 'A\r\nBcc: all' } }, '/names/en'],
    'with half of a character': [{ names: { en: 'A' }, boilerplates: { en: 'half \ud83d' } }, '/boilerplates/en'],
    'with NUL in a boilerplate': [{ names: { en: 'A' }, boilerplates: { en: 'A\u0000' } }, '/boilerplates/en'],
    'with a domain that is none': [{ names: { en: 'A' }, domain: 'https://acme.example/' }, '/domain'],
    'with an address for a domain': [{ names: { en: 'A' }, domain: '127.0.0.1' }, '/domain'],
    'with a wrong check digit': [
      { names: { en: 'A' }, symbols: [{ exchange: 'XNAS', symbol: 'A', isin: 'US0378331006' }] },
      '/symbols/0/isin',
    ],
    'with an exchange that is no MIC': [
      { names: { en: 'A' }, symbols: [{ exchange: 'Nasdaq', symbol: 'A' }] },
      '/symbols/0/exchange',
    ],
    'with a mail address that is none': [{ names: { en: 'A' }, contacts: [{ name: 'A', email: 'a b@c' }] }, '/contacts/0/email'],
  }
  for (const [what, [body, pointer]] of Object.entries(refused)) {
    it(`422 an issuer ${what}, at ${pointer}; nothing is written`, async () => {
      const before = await service.deps.db.issuer.count()
      const answer = expectStatus(await create(body), 422)
      assert.equal(answer.problem, 'invalid')
      assert.deepEqual(
        answer.json.errors.map((error: { pointer: string }) => error.pointer),
        [pointer],
      )
      assert.equal(await service.deps.db.issuer.count(), before)
    })
  }

  it('200 what a change sends replaces the whole field; events hold neither people nor texts', async () => {
    const { id } = expectStatus(await create(acme), 201).json
    const change = { names: { en: 'ACME Holding' }, contacts: [{ name: 'Bo', email: 'bo@acme.example', public: true }] }
    const { json } = expectStatus(await service.admin.patch(`/v1/issuers/${id}`, change, { 'if-match': '"1"' }), 200)
    assert.deepEqual([json.names, json.contacts, json.domain], [change.names, change.contacts, 'acme.example'])
    const { items } = (await service.admin.get(`/v1/events?subjectId=${id}`)).json
    assert.deepEqual(items[0].data, {
      before: { names: acme.names, contacts: 1 },
      after: { names: change.names, contacts: 1 },
    })
    assert.ok(!JSON.stringify(items).includes('@acme.example'))
    assert.ok(!JSON.stringify(items).includes('solar'))
  })

  it('204 authorising and withdrawing are idempotent and each stands once in the events', async () => {
    const [id, { accountId }] = [await createId(), await service.client('submitter')]
    const url = `/v1/accounts/${accountId}/issuers/${id}`
    const list = async () =>
      (await service.admin.get(`/v1/accounts/${accountId}/issuers`)).json.items.map((item: { id: string }) => item.id)
    expectStatus(await service.admin.put(url), 204)
    expectStatus(await service.admin.put(url), 204)
    assert.deepEqual(await list(), [id])
    expectStatus(await service.admin.delete(url), 204)
    expectStatus(await service.admin.delete(url), 204)
    assert.deepEqual(await list(), [])
    const { items } = (await service.admin.get(`/v1/events?subjectId=${id}`)).json
    const kinds = items.map(({ kind }: { kind: string }) => kind)
    assert.deepEqual(kinds, ['issuer.withdrawn', 'issuer.authorised', 'issuer.created'])
    assert.equal(items[0].accountId, accountId)
  })

  it('404 authorising for what is not there or archived', async () => {
    const [id, { accountId }] = [await createId(), await service.client('submitter')]
    expectStatus(await service.admin.put(`/v1/accounts/${accountId}/issuers/${newId()}`), 404)
    expectStatus(await service.admin.put(`/v1/accounts/${newId()}/issuers/${id}`), 404)
    expectStatus(await service.admin.delete(`/v1/issuers/${id}`), 204)
    expectStatus(await service.admin.delete(`/v1/issuers/${id}`), 204)
    expectStatus(await service.admin.put(`/v1/accounts/${accountId}/issuers/${id}`), 404)
    expectStatus(await service.admin.patch(`/v1/issuers/${id}`, { domain: null }, { 'if-match': '*' }), 409)
  })

  it('names the issuers that an account may not act for: unauthorised, archived, missing', async () => {
    const { accountId } = await service.client('submitter')
    const [own, archived, foreign, missing] = [await createId(), await createId(), await createId(), newId()]
    for (const id of [own, archived]) expectStatus(await service.admin.put(`/v1/accounts/${accountId}/issuers/${id}`), 204)
    expectStatus(await service.admin.delete(`/v1/issuers/${archived}`), 204)
    const { db } = service.deps
    assert.deepEqual(await findForeignIssuers({ db }, accountId, [missing, own, foreign, archived]), [missing, foreign, archived])
    assert.deepEqual(await findForeignIssuers({ db }, accountId, [own, own.toUpperCase()]), [])
  })
})
