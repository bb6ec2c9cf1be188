import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { after, before, describe, it, mock } from 'node:test'
import { simpleParser } from 'mailparser'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { openTurns } from '../holds/turns.ts'
import { boilerplates, editions, languages } from './fifteen-release.ts'

// What arrived when somebody last read it as a whole page. UPDATE_GOLDEN=1 writes it anew: read it again then.
const golden = new URL('fifteen/', import.meta.url)

describe('one release in fifteen languages, from one request to thirty receivers', () => {
  const clock = handClock('2026-12-01T04:00:00Z')
  let stage: Stage
  let id: string
  let turns: ReturnType<typeof openTurns>
  before(async () => {
    stage = await startStage({ clock, keep: true })
    turns = openTurns(stage.deps, clock)
    const { admin } = stage
    const named = { name: 'Example Wire', url: 'https://wire.example/' }
    expectStatus(await admin.patch('/v1/wire', named, { 'if-match': '*' }), 200)
    const issuer = { names: { en: 'Sunvale Energy' }, domain: 'sunvale.example', boilerplates }
    expectStatus(await admin.patch(`/v1/issuers/${stage.issuerId}`, issuer, { 'if-match': '*' }), 200)
    const targets: { language: string; outletListId: string }[] = []
    for (const language of languages) {
      const to = { languages: [language] }
      const list = await stage.list([
        { channel: 'email', ...to },
        { channel: 'webhook', ...to },
      ])
      targets.push({ language, outletListId: list.id })
    }
    id = await stage.approved({
      source: { kind: 'contentProvider', name: 'Sunvale News' },
      contacts: [{ name: 'Lena Ortiz', email: 'press@sunvale.example', phone: '+971 4 555 0123', public: true }],
      sectors: ['energy', 'top-story'],
      editions,
      targets,
    })
    const hours = { releaseAt: '2026-12-01T05:00:00Z', embargoUntil: '2026-12-01T09:30:00Z' }
    expectStatus(await stage.publish(id, hours), 202)
    clock.set('2026-12-01T05:00:00Z')
    // Receivers look at the clock of the machine, to refuse what is old.
    mock.timers.enable({ apis: ['Date'], now: clock.now() })
    const isFinished = async () => expectStatus(await stage.submitter.get(`/v1/releases/${id}/status`), 200).json.finished
    for (let turn = 0; turn < 10 && !(await isFinished()); turn++) await turns.turn()
  })
  after(async () => {
    mock.timers.reset()
    await turns.close()
    await stage.close()
  })

  it('nothing is doubted of it: each text is in its language, and all say the same figures', async () => {
    const { json } = expectStatus(await stage.submitter.get(`/v1/releases/${id}`), 200)
    const doubted = json.editions.flatMap(({ language, warnings }: { language: string; warnings: object[] }) =>
      warnings.map((warning) => ({ language, ...warning })),
    )
    assert.deepEqual(doubted, [])
  })

  it('everybody got it', async () => {
    const { counts } = expectStatus(await stage.submitter.get(`/v1/releases/${id}/status`), 200).json
    assert.equal(counts.delivered, 2 * languages.length)
  })

  for (const [at, { language, headline, body }] of editions.entries())
    it(`${language}: mail and webhook say what was read as a whole page, and the text is there character for character`, async () => {
      const { mail, hook } = await receivedIn(stage, id, language)
      assert.equal(mail.subject, headline)
      assert.equal(hook.headlines[0]?.value, headline)
      const html = bodyOf(hook, 'text/html')
      for (const paragraph of body.content.slice(3, -4).split('</p><p>')) {
        for (const said of [mail.text, mail.html, html, bodyOf(hook, 'text/plain')])
          assert.ok(said.includes(paragraph), paragraph)
      }
      assert.equal(hook.associations.length, languages.length - 1)
      assert.ok(hook.associations.every((other: { language: string }) => other.language !== editions[at]?.language))
      compare(`${language}.txt`, mail.text)
      compare(`${language}.html`, mail.html)
      compare(`${language}.json`, `${JSON.stringify(hook, null, 2)}\n`)
    })
})

type Hook = Record<string, unknown> & {
  language: string
  headlines: { value: string }[]
  bodies: { contentType: string; value: string }[]
  associations: { language: string }[]
}

function bodyOf({ bodies }: Hook, contentType: string): string {
  return bodies.find((body) => body.contentType === contentType)?.value ?? assert.fail(`no ${contentType}`)
}

/** What a mailbox and a webhook got, with what is different in every run replaced. */
async function receivedIn(stage: Stage, id: string, language: string) {
  const same = (text: string) =>
    text
      .replaceAll(id, '{release}')
      .replace(/https?:\/\/[^\s"<]*\/v1\/unsubscribe\/[^\s"<]+/g, 'https://wire.example/unsubscribe')
  const hooks = stage.hooks.received.map(({ body }): Hook => JSON.parse(same(body?.toString('utf8') ?? '{}')))
  const hook = hooks.find((one) => one.language === language) ?? assert.fail(`no webhook in ${language}`)
  const mails = await Promise.all(stage.mail.received.map(({ raw }) => simpleParser(raw ?? '')))
  const found = mails.find(({ headers }) => headers.get('content-language') === language) ?? assert.fail(`no mail in ${language}`)
  return { hook, mail: { subject: found.subject, text: same(String(found.text)), html: same(String(found.html)) } }
}

function compare(name: string, arrived: string): void {
  const file = new URL(name, golden)
  if (process.env.UPDATE_GOLDEN) {
    mkdirSync(golden, { recursive: true })
    writeFileSync(file, arrived)
  }
  assert.ok(existsSync(file), `${name} was never written`)
  assert.equal(arrived, readFileSync(file, 'utf8'), name)
}
