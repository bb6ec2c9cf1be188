import assert from 'node:assert/strict'
import { after, before, describe, it, type TestContext } from 'node:test'
import { simpleParser } from 'mailparser'
import { z } from 'zod'
import { bodyOfNewsml, readSample, visibleText } from '../formats/sample.ts'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'

const Ninjs = z.object({
  language: z.string(),
  headlines: z.array(z.object({ value: z.string() })),
  bodies: z.array(z.object({ value: z.string(), contentType: z.string() })),
})

// The real path: in over HTTP, out over SMTP and a signed webhook, read back by independent parsers.
describe('a real release, from the company to the outlet', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage({ keep: true })
    await stage.work()
  })
  after(() => stage.close())

  /** Sends one edition to a mailbox and a webhook, and returns what the two received. */
  const deliver = async (edition: { language: string; headline: string; body: object }, rest: object = {}) => {
    const { language } = edition
    const list = await stage.list([
      { channel: 'email', languages: [language] },
      { channel: 'webhook', languages: [language] },
    ])
    const id = await stage.approved({
      source: { kind: 'contentProvider', name: 'A provider' },
      contacts: [],
      ...rest,
      editions: [edition],
      targets: [{ language, outletListId: list.id }],
    })
    expectStatus(await stage.publish(id), 202)
    const status = await stage.until(id, (now) => now.finished)
    assert.equal(status.counts.delivered, 2)
    const mail = await simpleParser(stage.mail.received.at(-1)?.raw ?? '')
    const hook = Ninjs.parse(JSON.parse(stage.hooks.received.at(-1)?.body?.toString('utf8') ?? ''))
    return { mail, hook, stored: (await stage.submitter.get(`/v1/releases/${id}`)).json }
  }

  it('the Arabic sample arrives as it stands in the file: lead, body, disclaimer, sectors, boilerplate', async (t) => {
    const sample = sampleOrSkip(t, 'seapr-wire-arabic-release.txt')
    if (sample === undefined) return
    const lines = sample.split('\n')
    const lead = '(SeaPRwire) – '
    const [disclaimer, , boilerplate] = lines.slice(-3)
    const content = lines.slice(0, -3).join('\n').slice(lead.length)
    const wire = await stage.admin.get('/v1/wire')
    const named = {
      name: 'SeaPRwire',
      url: 'https://www.seaprwire.com/',
      phrases: { ar: { disclaimer, boilerplate } },
    }
    expectStatus(await stage.admin.patch('/v1/wire', named, { 'if-match': String(wire.headers.etag) }), 200)
    const headline = 'باشينيان يزور موسكو ويجري محادثات مع بوتين'
    const { mail, hook, stored } = await deliver(
      { language: 'ar', headline, body: { format: 'text', content } },
      { sectors: ['top-story', 'daily-news'] },
    )
    assert.equal(stored.editions[0].body.content ?? stored.editions[0].body.source, content)
    assert.equal(mail.subject, headline)
    const [above, footer, ...more] = String(mail.text).split(`\n${'_'.repeat(40)}\n`)
    assert.equal(above, `${headline}\n\n${lines.join('\n\n')}\n`)
    assert.match(footer ?? '', /^تصلك هذه الرسالة لأن عنوانك مدرج لدى SeaPRwire [^\n]*\nإلغاء الاشتراك\nhttps:[^\n]*\n$/)
    assert.deepEqual(more, [])
    assert.equal(hook.bodies.find(({ contentType }) => contentType === 'text/plain')?.value, lines.join('\n\n'))
    assert.equal(hook.language, 'ar')
    assert.equal(hook.headlines[0]?.value, headline)
  })

  for (const { name, language } of [
    { name: 'businesswire-newsml-20130515006361.xml', language: 'en' },
    { name: 'businesswire-newsml-20130605006126.xml', language: 'zh-Hant' },
  ]) {
    it(`${name} arrives with every character`, async (t) => {
      const xml = sampleOrSkip(t, name)
      if (xml === undefined) return
      // Its closing quotes went through the wrong encoding and left half a character behind.
      const content = bodyOfNewsml(xml).replaceAll('â€\u009d', '”')
      const headline = /<HeadLine>([^<]+)<\/HeadLine>/.exec(xml)?.[1] ?? assert.fail('no headline')
      const { mail, hook, stored } = await deliver({ language, headline, body: { format: 'html', content } })
      assert.equal(stored.editions[0].body.content ?? stored.editions[0].body.source, content)
      const submitted = visibleText(content)
      assert.equal(mail.subject, headline)
      assert.ok(visibleText(String(mail.html)).includes(submitted))
      assert.ok(visibleText(hook.bodies.find(({ contentType }) => contentType === 'text/html')?.value ?? '').includes(submitted))
      const printed = squeeze(String(mail.text).replace(/ \(https?:[^\s)]+\)|•/g, ''))
      assert.ok(printed.includes(squeeze(submitted)))
    })
  }
})

function sampleOrSkip(t: TestContext, name: string): string | undefined {
  const sample = readSample(name)
  if (sample === undefined) t.skip('no samples here')
  return sample
}

/** Without white space, which HTML collapses and plain text breaks differently. */
function squeeze(text: string): string {
  return text.replace(/[\t\n\f\r |]+/g, '')
}
