import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { simpleParser } from 'mailparser'
import { parseMarkup, textContent } from '../../src/formats/markup.ts'
import { findForbiddenCharacter } from '../../src/languages/characters.ts'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { openRandom, scripts, seed, writeText } from '../harness/text.ts'

describe(`any text, from one request to its receivers (TEXT_SEED=${seed})`, () => {
  const random = openRandom(seed)
  const editions = Object.entries(scripts).map(([language, script]) => ({
    language,
    headline: writeText(random, script, 12),
    dateline: { place: writeText(random, script, 1) },
    summary: writeText(random, script, 20),
    deskNote: writeText(random, script, 20),
    body: { format: 'text', content: writeText(random, script, 120) },
  }))
  const terms = Object.entries(scripts).map(([language, script]) => [language, writeText(random, script, 20)])
  const usageTerms: Record<string, string> = Object.fromEntries(terms)
  const rights = { holder: writeText(random, 'Latin', 3), notice: writeText(random, 'Arabic', 5), usageTerms }
  let stage: Stage
  let id: string
  before(async () => {
    stage = await startStage({ keep: true })
    await stage.work()
    const targets: { language: string; outletListId: string }[] = []
    for (const { language } of editions) {
      const to = { languages: [language] }
      const list = await stage.list([
        { channel: 'email', ...to },
        { channel: 'webhook', ...to },
      ])
      targets.push({ language, outletListId: list.id })
    }
    id = await stage.approved({ editions, targets, rights })
    expectStatus(await stage.publish(id), 202)
    const { counts } = await stage.until(id, ({ finished }) => finished)
    assert.equal(counts.delivered, 2 * editions.length)
  })
  after(() => stage.close())

  it('is stored as it was handed in', async () => {
    const { json } = expectStatus(await stage.submitter.get(`/v1/releases/${id}`), 200)
    const { holder, notice, usageTerms: stored } = json.rights
    assert.deepEqual({ holder, notice, usageTerms: stored }, rights)
    for (const [at, { headline, dateline, summary, deskNote, body }] of editions.entries()) {
      for (const text of [headline, dateline.place, summary, deskNote, body.content])
        assert.equal(findForbiddenCharacter(text), undefined)
      const stored = json.editions[at]
      assert.deepEqual([stored.headline, stored.dateline.place, stored.summary], [headline, dateline.place, summary])
      assert.equal(stored.deskNote, deskNote)
      assert.equal(stored.body.content, body.content)
      assert.equal(textContent(parseMarkup(stored.body.html)), body.content)
    }
  })

  it('comes by webhook as it was handed in', () => {
    const hooks = stage.hooks.received.map(({ body }) => JSON.parse(body?.toString('utf8') ?? '{}'))
    for (const { language, headline, summary, deskNote, body } of editions) {
      const hook = hooks.find((one) => one.language === language) ?? assert.fail(language)
      assert.equal(hook.headlines[0].value, headline)
      assert.equal(hook.edNote, deskNote)
      const said = [hook.copyrightHolder, hook.copyrightNotice, hook.usageTerms]
      assert.deepEqual(said, [rights.holder, rights.notice, usageTerms[language]])
      assert.ok(hook.descriptions.some((one: { role: string; value: string }) => one.role === 'summary' && one.value === summary))
      for (const { contentType, value } of hook.bodies) {
        const text = contentType === 'text/html' ? textContent(parseMarkup(value)) : value
        assert.ok(text.includes(body.content), `${language} ${contentType}`)
      }
    }
  })

  it('comes by mail as it was handed in: subject, text and HTML', async () => {
    const mails = await Promise.all(stage.mail.received.map(({ raw }) => simpleParser(raw ?? '')))
    for (const { language, headline, deskNote, body } of editions) {
      const mail = mails.find(({ headers }) => headers.get('content-language') === language) ?? assert.fail(language)
      assert.equal(mail.subject, headline)
      assert.ok(String(mail.text).includes(body.content), `${language} text`)
      assert.ok(String(mail.text).includes(deskNote), `${language} note`)
      assert.ok(textContent(parseMarkup(String(mail.html))).includes(body.content), `${language} HTML`)
    }
  })
})
