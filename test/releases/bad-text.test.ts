import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'
import { german, handIn, order, putSeen } from '../translations/factories.ts'

const unknownTag = 'is not a language tag we know: send one as in BCP 47, such as "en", "pt-BR", "zh-Hans" or "ar"'
const override =
  'overrides the direction of the text: remove it, and where a direction is needed use isolates (U+2066 to U+2069) or dir'
const half = 'is half of a character: the text was cut or encoded wrongly'
const inEnglish = (changes: object) => [{ ...edition('en'), ...changes }]
const text = (content: string) => inEnglish({ body: { format: 'text', content } })

/** What is handed in, the field that the answer points to, and its whole sentence. */
const refused: Record<string, [editions: object[], pointer: string, sentence: string]> = {
  'an unknown tag': [inEnglish({ language: 'xx' }), '/editions/0/language', unknownTag],
  'a name for a tag': [inEnglish({ language: 'english' }), '/editions/0/language', unknownTag],
  'a tag with an underscore': [inEnglish({ language: 'pt_BR' }), '/editions/0/language', unknownTag],
  'a tag that ends in its middle': [inEnglish({ language: 'en-' }), '/editions/0/language', unknownTag],
  'no tag': [inEnglish({ language: '' }), '/editions/0/language', unknownTag],
  'two editions of one canonical language': [
    [edition('zh-TW'), edition('zh-Hant')],
    '/editions/1/language',
    'repeats number 0: both are zh-Hant; name each language once',
  ],
  'an old code and its new one': [
    [edition('iw'), edition('he')],
    '/editions/1/language',
    'repeats number 0: both are he; name each language once',
  ],
  'a headline of nothing but emoji': [
    inEnglish({ headline: '🚀👩🏽‍🚀🇦🇪' }),
    '/editions/0/headline',
    'says nothing in words: write a headline that can be read aloud',
  ],
  'more than 200,000 characters on one line': [
    text('a'.repeat(200_001)),
    '/editions/0/body/content',
    'is too long: 200000 characters at most',
  ],
  '200,000 characters in a headline': [
    inEnglish({ headline: 'a'.repeat(200_000) }),
    '/editions/0/headline',
    'is too long: 300 characters at most',
  ],
  'the first half of a character': [
    inEnglish({ headline: 'x\ud800y' }),
    '/editions/0/headline',
    `U+D800 in line 1, column 2 ${half}`,
  ],
  'the second half of one, in a body': [text('ab\n c\udc00'), '/editions/0/body/content', `U+DC00 in line 2, column 3 ${half}`],
  'an override of the direction': [
    inEnglish({ headline: 'Acme \u202egnp.exe' }),
    '/editions/0/headline',
    `U+202E in line 1, column 6 ${override}`,
  ],
}

describe('bad text', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage.close())

  const hand = (editions: object[]) =>
    stage.submitter.post('/v1/releases', { issuerIds: [stage.issuerId], source: { kind: 'issuer' }, editions })

  for (const [what, [editions, pointer, sentence]] of Object.entries(refused))
    it(`422 invalid for ${what}: its pointer, and what to do`, async () => {
      const { status, problem, json } = await hand(editions)
      assert.deepEqual([status, problem], [422, 'invalid'])
      const [error, ...more] = json.errors
      assert.deepEqual([error.pointer, error.detail, more], [pointer, sentence, []])
      assert.equal(json.detail, `${pointer}: ${sentence}`)
    })

  it('201 for 200,000 characters on one line, which come back as they were', async () => {
    const content = 'Acme opened a station. '.repeat(9000).slice(0, 200_000).trimEnd()
    const { id } = expectStatus(await hand(text(content)), 201).json
    const [own] = expectStatus(await stage.submitter.get(`/v1/releases/${id}`), 200).json.editions
    assert.equal(own.body.html, `<p>${content}</p>`)
  })

  it('201 for both directions in one line, with isolates or without', async () => {
    const headline = 'Acme opens \u2067محطة دبي\u2069 and תחנה in Dubai'
    const { editions } = expectStatus(await hand(inEnglish({ headline })), 201).json
    assert.deepEqual([editions[0].headline, editions[0].warnings], [headline, []])
  })

  it('409 translation-stale for one that is delivered when its source says something else: how to see what', async () => {
    const { submitter, editor } = stage
    const release = await handIn(stage)
    const path = await order(stage, release)
    expectStatus(await putSeen(submitter, path, 'draft', german), 200)
    expectStatus(await putSeen(editor, path, 'review'), 200)
    const { headers } = await submitter.get(release.path)
    const changed = { ...release.body, editions: [edition('en', '<p>Acme opened 13 stations today.</p>')] }
    expectStatus(await submitter.put(release.path, changed, { 'if-match': String(headers.etag) }), 200)
    const { status, problem, json } = await submitter.put(`${path}/delivery`)
    assert.deepEqual([status, problem], [409, 'translation-stale'])
    assert.equal(json.detail, 'The source has changed since: read the translation again, `changes` says how.')
    const { changes } = expectStatus(await submitter.get(path), 200).json
    assert.deepEqual(
      changes.map(({ field }: { field: string }) => field),
      ['body'],
    )
  })
})
