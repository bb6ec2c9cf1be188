import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'

const english =
  'The station will supply some forty thousand households. The company expects it to be built within two years, and ' +
  'has signed contracts with three suppliers. Its chairman said that the region had waited for this for a long time.'
const german =
  'Das Kraftwerk soll rund vierzigtausend Haushalte versorgen. Das Unternehmen rechnet mit einer Bauzeit von zwei Jahren ' +
  'und hat Verträge mit drei Zulieferern geschlossen. Der Vorsitzende sagte, die Region habe lange darauf gewartet.'
const korean =
  '이 발전소는 약 4만 가구에 전력을 공급할 예정이다. 회사는 2년 안에 완공될 것으로 보고 있으며 공급업체 세 곳과 계약을 맺었다. ' +
  '회장은 이 지역이 오랫동안 이를 기다려 왔다고 말했다.'
const malay =
  'Syarikat itu akan membina sebuah stesen kuasa di kawasan tersebut kerana permintaan semakin meningkat. Pengarahnya ' +
  'berkata bahawa projek berkenaan dijangka bermula selepas kelulusan kerajaan negeri pada hari Isnin.'
const traditional =
  '該公司宣布將在當地興建一座發電廠，預計兩年內完工。董事長表示，這個地區已經等待多時，並感謝政府與供應商的支持。'

describe('what is doubted of an edition', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage.close())

  const hand = (editions: object[], rest: object = {}) => {
    const reference = `Warnings ${Math.random()}`
    const body = { issuerIds: [stage.issuerId], source: { kind: 'issuer' }, editions, reference, ...rest }
    return stage.submitter.post('/v1/releases', body)
  }
  const written = (language: string, ...paragraphs: string[]) =>
    edition(language, paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join(''))
  type Warning = { key: string; code: string; pointer: string; passage: string; detail: string; accepted: object | null }
  const doubts = async (...editions: object[]): Promise<Warning[]> =>
    expectStatus(await hand(editions), 201).json.editions.flatMap(({ warnings }: { warnings: Warning[] }) => warnings)

  for (const [language, text, script] of [
    ['ar', english, 'Latin'],
    ['en', korean, 'Korean'],
    ['ja', german, 'Latin'],
    ['ru', english, 'Latin'],
    ['zh-Hans', korean, 'Korean'],
  ] as const)
    it(`422 a body in ${script} letters under ${language}, with its pointer`, async () => {
      const refused = await hand([written(language, text)])
      assert.deepEqual([refused.status, refused.problem], [422, 'wrong-script'])
      const [error] = refused.json.errors
      assert.equal(error.pointer, '/editions/0/body/content')
      assert.match(
        error.detail,
        new RegExp(`written in ${script === 'Korean' ? 'Hangul' : script} letters.*send the text in ${language}`),
      )
    })

  it('201 one sentence in other letters than its language has: a warning, of a name none', async () => {
    for (const language of ['ru', 'ar']) {
      const [warning, ...more] = await doubts(written(language, 'ACME opened its first solar plant today.'))
      assert.deepEqual(more, [])
      assert.deepEqual([warning?.code, warning?.pointer], ['other-language', '/editions/0/body/content'])
      assert.match(
        warning?.detail ?? '',
        /^has no (Cyrillic|Arabic) letter, but Latin ones, and the edition is in (Russian|Arabic)$/,
      )
      assert.equal(warning?.passage, 'ACME opened its first solar plant today.')
      assert.deepEqual(await doubts(written(language, 'ACME Cloud X')), [])
    }
  })

  it('201 half a page left in another language: one warning, with the passage', async () => {
    const [warning, ...more] = await doubts(written('de', german, english, english))
    assert.deepEqual(more, [])
    assert.deepEqual([warning?.code, warning?.pointer, warning?.accepted], ['other-language', '/editions/0/body/content', null])
    assert.ok(warning?.passage.startsWith('The station will supply'))
    assert.equal(warning?.detail, 'reads as English, and the edition is in German')
  })

  it('201 near twins: Malay as Indonesian, traditional characters as simplified; each well where it belongs', async () => {
    const read = async (language: string, text: string) => (await doubts(written(language, text))).map(({ detail }) => detail)
    assert.deepEqual(await read('id', malay), ['reads as Malay, and the edition is in Indonesian'])
    assert.deepEqual(await read('ms', malay), [])
    assert.deepEqual(await read('zh-Hans', traditional), [
      'reads as Traditional Chinese, and the edition is in Simplified Chinese',
    ])
    assert.deepEqual(await read('zh-Hant', traditional), [])
    assert.deepEqual(await read('zh', traditional), [])
  })

  it('201 names, tickers and a quotation of few words raise none; nor does a language that nobody here can tell', async () => {
    const named = `${german} Die Acme Cloud Security Platform Enterprise Edition (NASDAQ: ACME) ist ab sofort erhältlich.`
    assert.deepEqual(await doubts(written('de', named)), [])
    assert.deepEqual(await doubts(written('mi', english)), [])
  })

  it('201 figures that differ from the first edition: both passages', async () => {
    const [warning, ...more] = await doubts(
      written('en', `${english} It costs 12.5 million euros and opens on 1 December 2026.`),
      written('de', `${german} Er kostet 15,2 Millionen Euro und wird am 1. Dezember 2026 eröffnet.`),
    )
    assert.deepEqual(more, [])
    assert.deepEqual([warning?.code, warning?.pointer], ['figures', '/editions/1/body/content'])
    assert.match(JSON.stringify(warning), /15,2 Millionen Euro.*12\.5 million euros/)
  })

  it('a warning stays until an editor accepts it with a reason, and then wherever the release says the same words', async () => {
    const { json } = expectStatus(await hand([written('de', german, english)]), 201)
    const [{ key }] = json.editions[0].warnings
    const path = `/v1/releases/${json.id}/versions/1/editions/de/warnings/${key}/acceptance`
    assert.equal((await stage.submitter.put(path, { reason: 'It is right' })).status, 403)
    assert.equal((await stage.editor.put(path, { reason: ' ' })).problem, 'invalid')
    assert.equal((await stage.editor.put(path.replace(key, '0123456789abcdef'), { reason: 'What' })).status, 404)
    const reason = 'The statement is quoted in the original.'
    const accepted = expectStatus(await stage.editor.put(path, { reason }), 200).json
    assert.deepEqual([accepted.editions[0].warnings[0].accepted.reason, accepted.revision.hash], [reason, json.revision.hash])
    const { issuerIds, source, reference } = json
    const revised = { issuerIds, source, reference, editions: [written('de', `${german} Neu.`, english)] }
    const etag = expectStatus(await stage.submitter.get(`/v1/releases/${json.id}`), 200).headers.etag
    const saved = expectStatus(await stage.submitter.put(`/v1/releases/${json.id}`, revised, { 'if-match': String(etag) }), 200)
    assert.equal(saved.json.editions[0].warnings[0].accepted?.reason, reason)
    const again = expectStatus(await stage.editor.delete(path), 200).json
    assert.equal(again.editions[0].warnings[0].accepted, null)
    const { items } = (await stage.submitter.get(`/v1/releases/${json.id}/events`)).json
    const kinds = items.map(({ kind }: { kind: string }) => kind)
    assert.ok(kinds.includes('edition.warning-accepted') && kinds.includes('edition.warning-reopened'))
  })

  it('422 a body that is longer than the wire takes it in its language; a draft may be', async () => {
    const lengths = { de: { most: 20 }, ko: { least: 200 } }
    expectStatus(await stage.admin.patch('/v1/wire', { lengths }, { 'if-match': '*' }), 200)
    const contacts = [{ name: 'Press', email: 'press@acme.example', public: true }]
    const submit = async (language: string, text: string) => {
      const { json } = expectStatus(await hand([written(language, text)], { contacts }), 201)
      return { length: json.editions[0].length, answer: await stage.submitter.put(`/v1/releases/${json.id}/submission`) }
    }
    const long = await submit('de-AT', german)
    assert.deepEqual(long.length, { unit: 'words', count: 32 })
    assert.deepEqual([long.answer.status, long.answer.json.errors[0].code], [422, 'too-long'])
    assert.match(long.answer.json.errors[0].detail, /has 32 words, and this wire takes 20 at most in de-AT: shorten it/)
    const short = await submit('ko', korean)
    assert.deepEqual([short.length.unit, short.answer.json.errors[0].code], ['characters', 'too-short'])
    expectStatus((await submit('en', english)).answer, 200)
    expectStatus(await stage.admin.patch('/v1/wire', { lengths: {} }, { 'if-match': '*' }), 200)
  })
})
