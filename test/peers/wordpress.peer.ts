import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it, test } from 'node:test'
import { parseMarkup, textContent } from '../../src/formats/markup.ts'
import { type Editor, openEditor } from '../channels/wordpress-editor.ts'
import { deliver, openOutlet, told } from '../channels/wordpress-outlet.ts'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { editions, languages } from '../journeys/fifteen-release.ts'
import { kill, newText, publishNext, untilVersion } from '../publications/next-version.ts'
import { findWordpress, type RealWordpress, startWordpress } from './wordpress.ts'
import { addSite, type Journey, publishToSite } from './wordpress-journey.ts'

const why = findWordpress()
if (why) test('a real WordPress', { skip: why }, () => {})
else {
  const site = await startWordpress()
  after(() => site.close())
  describe('a release in fifteen languages at a real WordPress', () => checkJourney(site))
  describe('plugins of a real WordPress', () => checkPlugins(site))
}

function checkJourney(site: RealWordpress): void {
  let stage: Stage
  let journey: Journey
  let editor: Editor
  const addresses = new Map<string, string>()

  before(async () => {
    stage = await startStage({ keep: true })
    await stage.work()
    editor = openEditor(site)
    journey = await publishToSite(stage, site)
  })
  after(() => stage.close())

  for (const { language, headline } of editions) {
    it(`${language}: title and text are kept character for character, and shown with the same words`, async () => {
      const { content, title, status } = await editor.post(journey.key(language))
      const story = journey.stories.get(language) ?? assert.fail('no story')
      assert.deepEqual(
        [title.raw, content.raw, status],
        [asHtml(headline), `<div id="${journey.key(language)}" data-version="1">${story}</div>`, 'publish'],
      )
      const address = `${site.url}/${journey.key(language)}/`
      addresses.set(language, address)
      const page = await (await fetch(address)).text()
      assert.match(page, new RegExp(`<div lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`))
      assert.equal(unbent(shownIn(page, 'h1')), unbent(headline))
      assert.equal(unbent(shownIn(page, 'main')), unbent(textContent(parseMarkup(story))))
    })
  }

  it('the ledger says which post each became', async () => {
    const { items } = expectStatus(await stage.editor.get(`/v1/releases/${journey.releaseId}/deliveries?limit=200`), 200).json
    const posts = items.filter(({ channel }: { channel: string }) => channel === 'wordpress')
    assert.equal(posts.length, languages.length)
    for (const { state, receipt } of posts) assert.match(`${state} ${receipt}`, /^delivered post \d+, publish, http:\/\/127/)
  })

  checkEmbargo(site, () => stage)

  it('a correction changes the same fifteen posts, and a kill takes them off the site', async () => {
    const before = await Promise.all(languages.map((language) => editor.post(journey.key(language))))
    await publishNext(stage, journey.releaseId, newText(stage, {}, languages))
    await untilVersion(stage, { id: journey.releaseId, number: 2 }, ({ counts }) => counts.delivered === 2 * languages.length)
    const corrected = await Promise.all(languages.map((language) => editor.post(journey.key(language))))
    assert.deepEqual(
      corrected.map(({ id }) => id),
      before.map(({ id }) => id),
    )
    for (const [at, { content }] of corrected.entries()) assert.ok(content.raw.includes(`Corrected in ${languages[at]}.`))
    await publishNext(stage, journey.releaseId, kill)
    await untilVersion(stage, { id: journey.releaseId, number: 3 }, ({ counts }) => counts.delivered === 2 * languages.length)
    for (const language of languages) {
      assert.deepEqual(
        (await editor.posts(journey.key(language))).map(({ status }) => status),
        ['trash'],
      )
      assert.equal((await fetch(addresses.get(language) ?? '')).status, 404)
    }
  })
}

function checkEmbargo(site: RealWordpress, stageOf: () => Stage): void {
  it('an embargoed release lies scheduled at the site, and nobody sees a word of it', async () => {
    const stage = stageOf()
    const list = await stage.list([])
    await addSite(stage, site, list.id)
    const id = await stage.approved({ targets: [{ language: 'ar', outletListId: list.id }] })
    const embargoUntil = new Date(Date.now() + 86_400_000).toISOString()
    expectStatus(await stage.publish(id, { embargoUntil }), 202)
    await stage.until(id, ({ counts }) => counts.delivered === 1)
    const key = `dateline-ar-${id}`
    const { status, date_gmt } = await openEditor(site).post(key)
    assert.deepEqual([status, date_gmt], ['future', embargoUntil.slice(0, 19)])
    assert.equal((await fetch(`${site.url}/${key}/`)).status, 404)
    for (const path of ['wp-json/wp/v2/posts', 'feed/', '']) {
      assert.ok(!(await (await fetch(`${site.url}/${path}`)).text()).includes('Text in ar'), path)
    }
  })
}

function checkPlugins(site: RealWordpress): void {
  it('one that answers HTML with 200: unreadable, whenever it does; the next attempt makes one post of it', async () => {
    const outlet = await openOutlet({ ...site, close: async () => {} })
    const edition = outlet.edition('author')
    await site.chatter(true)
    assert.equal(told(await edition.send()), 'temporary unreadable')
    await site.chatter(false)
    await deliver(edition.send({}, 2))
    assert.equal((await outlet.editor.post(edition.key)).status, 'publish')
    await outlet.close()
  })

  it('shortcodes and addresses that stand alone are shown as the issuer wrote them', async () => {
    const outlet = await openOutlet({ ...site, close: async () => {} })
    const edition = outlet.edition('author')
    const lone = `${site.url}/?p=1`
    const text = `<p>[gallery] [caption]x[/caption]</p><p>${lone}</p><pre>first\n${lone}\nlast</pre>`
    await deliver(edition.send({ text }))
    const page = await (await fetch(`${site.url}/${edition.key}/`)).text()
    assert.equal(unbent(shownIn(page, 'main')), unbent(textContent(parseMarkup(text))))
    await outlet.close()
  })

  it('ours of docs/channels/wordpress.md names the issuer’s page as canonical, and keeps version and number', async () => {
    const page = readFileSync('docs/channels/wordpress.md', 'utf8')
    await site.install('dateline.php', /```php\n([\s\S]*?)```/.exec(page)?.[1] ?? assert.fail('no plugin in the page'))
    const outlet = await openOutlet({ ...site, close: async () => {} })
    const edition = outlet.edition('author')
    const canonicalUrl = 'https://acme.example/news/1'
    await deliver(edition.send({ sequence: 7, story: { canonicalUrl } }))
    const { meta } = await outlet.editor.post(edition.key)
    const uri = `urn:dateline:${edition.key.replace('dateline-ar-', '')}:ar`
    assert.deepEqual(meta, { dateline_canonical: canonicalUrl, dateline_uri: uri, dateline_version: 1, dateline_sequence: 7 })
    const shown = await (await fetch(`${site.url}/${edition.key}/`)).text()
    assert.deepEqual(shown.match(/<link rel="canonical"[^>]*>/g), [`<link rel="canonical" href="${canonicalUrl}" />`])
    await outlet.close()
  })

  it('PHP complains of nothing but of what WordPress 6.1 itself does with the slug of a draft', async () => {
    const lines = (await site.log()).split('\n').filter((line) => /PHP (Warning|Notice|Fatal|Deprecated)/.test(line))
    const known = /Undefined property: stdClass::\$(id|post_parent) in .*class-wp-rest-posts-controller\.php/
    assert.deepEqual(
      lines.filter((line) => !known.test(line)),
      [],
    )
  })
}

function asHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** The text of the first element of this name, as a reader sees it. */
function shownIn(page: string, name: string): string {
  const inside = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(page)?.[1] ?? assert.fail(`no ${name}`)
  return textContent(parseMarkup(inside))
}

/** WordPress bends quotation marks and parts blocks by line ends when it shows a text. */
function unbent(text: string): string {
  return text.replace(/[‘’′]/g, "'").replace(/[“”″]/g, '"').replace(/\n/g, '')
}
