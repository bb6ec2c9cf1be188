import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { foundWire } from '../../src/wire/found.ts'
import { getWire } from '../../src/wire/wire.ts'
import { wireWords } from '../../src/wire/wire-words.ts'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'

describe('the wire', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  const patch = async (change: object) => service.admin.patch('/v1/wire', change, { 'if-match': '*' })

  it('200 tells every role its facts', async () => {
    for (const role of ['submitter', 'editor', 'admin', 'auditor'] as const) {
      const { json } = expectStatus(await (await service.client(role)).get('/v1/wire'), 200)
      assert.deepEqual([json.name, json.alwaysDisclaims, json.phrases], ['Dateline', false, {}])
    }
  })

  it('is founded once: a second time makes no key and no row', async () => {
    const counts = async () => [await service.deps.db.apiKey.count(), await service.deps.db.event.count()]
    const before = await counts()
    assert.equal(
      await foundWire(service.deps, { name: 'Other', url: 'https://other.example', senderAddress: 'a@b.example' }),
      undefined,
    )
    assert.deepEqual(await counts(), before)
    assert.equal((await getWire(service.deps.db)).name, 'Dateline')
  })

  it('200 a change needs the ETag that was read, and stands in the events', async () => {
    const { etag } = (await service.admin.get('/v1/wire')).headers
    const change = { name: 'Example Wire', phrases: { AR: { lead: '({wire}) – ' } } }
    const changed = expectStatus(await service.admin.patch('/v1/wire', change, { 'if-match': String(etag) }), 200)
    assert.deepEqual([changed.json.name, changed.json.phrases], ['Example Wire', { ar: { lead: '({wire}) – ' } }])
    assert.notEqual(changed.headers.etag, etag)
    expectStatus(await service.admin.patch('/v1/wire', { name: 'Late' }, { 'if-match': String(etag) }), 412)
    expectStatus(await service.admin.patch('/v1/wire', { name: 'Blind' }), 428)
    const [event] = (await service.admin.get('/v1/events?kind=wire.changed')).json.items
    assert.deepEqual(event.data.before, { name: 'Dateline', phrases: {} })
    assert.equal((await getWire(service.deps.db)).name, 'Example Wire')
  })

  const refused: Record<string, [object, string]> = {
    'a sender with a line break': [{ senderName: 'Wire\r\nBcc: all@example.com' }, '/senderName'],
    'a sender that is no address': [{ senderAddress: 'nobody' }, '/senderAddress'],
    'a URL that is no web address': [{ url: 'javascript:alert(1)' }, '/url'],
    'a language that does not exist': [{ phrases: { klingonese: {} } }, '/phrases/klingonese'],
    'a blank lead': [{ phrases: { en: { lead: ' ' } } }, '/phrases/en/lead'],
    'NUL in a disclaimer': [{ phrases: { en: { disclaimer: 'a\u0000' } } }, '/phrases/en/disclaimer'],
  }
  for (const [what, [change, pointer]] of Object.entries(refused)) {
    it(`422 ${what}, at ${pointer}`, async () => {
      const before = await getWire(service.deps.db)
      assert.equal(expectStatus(await patch(change), 422).json.errors[0].pointer, pointer)
      assert.deepEqual(await getWire(service.deps.db), before)
    })
  }

  it('says its own phrase for the language or the nearest one, else the house’s, filled in', async () => {
    const phrases = { pt: { lead: '[{wire}] ' }, 'pt-BR': { disclaimer: 'Conteúdo de terceiros. {url}' } }
    const wire = { name: 'Fio', url: 'https://fio.example', phrases }
    const words = wireWords(wire, 'pt-BR')
    assert.equal(words.lead, '[Fio] ')
    assert.equal(words.disclaimer, 'Conteúdo de terceiros. https://fio.example')
    assert.ok(words.boilerplate.includes('Fio'))
    assert.notEqual(words.boilerplate, wireWords(wire, 'en').boilerplate)
    assert.notEqual(wireWords(wire, 'pt').disclaimer, words.disclaimer)
  })
})
