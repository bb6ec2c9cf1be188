import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { z } from 'zod'
import { wordpress } from '../../src/channels/wordpress/wordpress.ts'
import { parseMarkup, textContent } from '../../src/formats/markup.ts'
import { makeMessage } from './conformance.ts'
import { pass, type Tamper } from './wordpress-line.ts'
import { correction, deliver, type Edition, kill, type Outlet, openOutlet, told } from './wordpress-outlet.ts'
import type { WordpressSite } from './wordpress-site.ts'

const inHours = (hours: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + hours * 3_600_000)

/** What the channel promises of posts. Runs as tests of its own against a site: a real one, too. */
export function checkPosts(name: string, open: () => Promise<WordpressSite>): void {
  describe(`posts at ${name}`, { timeout: 240_000 }, () => {
    let outlet: Outlet

    before(async () => {
      outlet = await openOutlet(await open())
    })
    after(() => outlet.close())

    test('a release in a language is one post, whatever its versions and attempts; the text of the last stands in it', async () => {
      const edition = outlet.edition()
      await deliver(edition.send({ story: { headline: 'A & B < "C"', summary: 'Short & sweet <b>' } }))
      const first = await outlet.editor.post(edition.key)
      await deliver(edition.send({}, 2))
      await deliver(edition.send(correction('<p lang="ja">第二版。</p>')))
      const second = await outlet.editor.post(edition.key)
      assert.equal(second.id, first.id)
      assert.deepEqual([first.status, first.slug, second.slug], ['publish', edition.key, edition.key])
      assert.deepEqual([first.title.raw, first.excerpt.raw], ['A &amp; B &lt; &quot;C&quot;', 'Short &amp; sweet &lt;b&gt;'])
      assert.equal(second.content.raw, `<div id="${edition.key}" data-version="2"><p lang="ja">第二版。</p></div>`)
      assert.equal(second.title.raw, makeMessage(wordpress).story.headline)
    })

    test('what an editor has changed stays, but for the text: address, categories, that it is hidden', async () => {
      const edition = outlet.edition()
      await deliver(edition.send())
      const { id } = await outlet.editor.post(edition.key)
      await outlet.editor.change(id, {
        slug: `by-hand-${id}`,
        status: 'private',
        categories: [1],
        content: `<p>Mine.</p><p id="${edition.key}"></p>`,
      })
      await deliver(edition.send(correction('<p>Second.</p>')))
      const post = await outlet.editor.post(edition.key)
      assert.deepEqual([post.id, post.slug, post.status, post.categories], [id, `by-hand-${id}`, 'private', [1]])
      assert.match(post.content.raw, /Second/)
    })

    test('an article of the outlet’s own that links to our post is neither overwritten nor withdrawn, however long our text is', async () => {
      const edition = outlet.edition()
      const own = { title: 'Our view', status: 'publish', content: `<p><a href="/${edition.key}/">It says</a> “x”.</p>` }
      const { id } = z.object({ id: z.number() }).parse(await outlet.editor.ask('POST', 'posts?context=edit', own))
      const isUntouched = async () => {
        const [post, ...others] = (await outlet.editor.posts(edition.key)).filter((one) => one.id === id)
        assert.deepEqual([post?.content.raw, post?.status, others], [own.content, 'publish', []])
      }
      await deliver(edition.send({}, 2))
      await isUntouched()
      const [, ours = assert.fail('no post')] = await outlet.editor.posts(edition.key)
      await outlet.editor.change(ours.id, { slug: `by-hand-${ours.id}` })
      // More than is read of an answer, and cut in the midst of an escape.
      await deliver(edition.send(correction(`<p>${'ถ"'.repeat(30_000)}</p>`)))
      await deliver(edition.send({ ...kill, story: { ...kill.story, version: 3 } }))
      await isUntouched()
      assert.deepEqual(
        (await outlet.editor.posts(edition.key)).map((post) => [post.id, post.status]),
        [
          [id, 'publish'],
          [ours.id, 'trash'],
        ],
      )
    })

    test('a post that an editor has put into the trash stays there: trashed; one that was deleted for good is made anew', async () => {
      const edition = outlet.edition()
      await deliver(edition.send())
      const { id } = await outlet.editor.post(edition.key)
      await outlet.editor.ask('DELETE', `posts/${id}`)
      assert.equal(told(await edition.send(correction('<p>Second.</p>'))), 'permanent trashed')
      assert.deepEqual(
        (await outlet.editor.posts(edition.key)).map(({ status }) => status),
        ['trash'],
      )
      await outlet.editor.ask('DELETE', `posts/${id}?force=true`)
      await deliver(edition.send(correction('<p>Second.</p>')))
      assert.notEqual((await outlet.editor.post(edition.key)).id, id)
    })

    test('a kill withdraws the post as the outlet has set it, as often as it comes, and also where there is none', async () => {
      const expected = { trash: 'trash', draft: 'draft', notice: 'publish' }
      for (const [withdrawal, status] of Object.entries(expected)) {
        const edition = outlet.edition('author', { withdrawal })
        await deliver(edition.send())
        const [{ id } = assert.fail('no post')] = await outlet.editor.posts(edition.key)
        for (const attempt of [1, 2]) await deliver(edition.send(kill, attempt))
        const [post, ...others] = await outlet.editor.posts(edition.key)
        assert.deepEqual([post?.id, post?.status, others], [id, status, []], withdrawal)
        // As docs/channels/wordpress.md says of a test of an endpoint after one that was a kill.
        assert.equal(told(await edition.send()), withdrawal === 'trash' ? 'permanent trashed' : 'temporary overtaken')
        if (withdrawal === 'trash') continue
        assert.equal(post?.title.raw, 'Kill: it')
        assert.ok(post?.content.raw.includes('Withdrawn.') && !post.content.raw.includes('First.'))
      }
      const nothing = outlet.edition()
      assert.equal(await deliver(nothing.send(kill)), 'there was no post')
      const [marker, ...others] = await outlet.editor.posts(nothing.key)
      assert.deepEqual([marker?.status, marker?.title.raw ?? '', others], ['trash', '', []])
      assert.equal(marker?.content.raw, `<div id="${nothing.key}" data-version="2"></div>`)
      assert.equal(told(await nothing.send({}, 2)), 'permanent trashed')
    })

    test('an embargoed post is scheduled by the site; a later version moves its hour or ends it', async () => {
      const edition = outlet.edition()
      const embargoUntil = inHours(2)
      await deliver(edition.send({ story: { embargoUntil } }))
      const first = await outlet.editor.post(edition.key)
      assert.deepEqual([first.status, first.date_gmt], ['future', embargoUntil.toISOString().slice(0, 19)])
      const later = inHours(3)
      await deliver(edition.send({ ...correction('<p>2</p>'), story: { version: 2, embargoUntil: later } }))
      const second = await outlet.editor.post(edition.key)
      assert.deepEqual([second.status, second.date_gmt], ['future', later.toISOString().slice(0, 19)])
      await deliver(edition.send({ text: '<p>3</p>', releasedAt: new Date(), story: { version: 3 } }))
      assert.equal((await outlet.editor.post(edition.key)).status, 'publish')
    })

    test('what is embargoed does not go into a post that is public: embargoed, until its hour', async () => {
      const edition = outlet.edition()
      await deliver(edition.send())
      const outcome = await edition.send({ ...correction('<p>2</p>'), story: { version: 2, embargoUntil: inHours(1) } })
      assert.ok(outcome.kind === 'temporary' && outcome.reason === 'embargoed', JSON.stringify(outcome))
      assert.ok((outcome.retryAfterSeconds ?? 0) > 3_000 && (outcome.retryAfterSeconds ?? 0) <= 3_600)
      assert.match((await outlet.editor.post(edition.key)).content.raw, /First/)
    })

    test('an outlet that wants to read first gets a draft, or a post for review, which later versions leave as they are', async () => {
      for (const status of ['draft', 'pending']) {
        const edition = outlet.edition('author', { status })
        await deliver(edition.send())
        await deliver(edition.send(correction('<p>Second.</p>')))
        assert.equal((await outlet.editor.post(edition.key)).status, status)
      }
    })

    test('a contributor can hand in for review, without an address of its own, and still makes one post', async () => {
      const edition = outlet.edition('contributor', { status: 'pending' })
      await deliver(edition.send())
      await deliver(edition.send({}, 2))
      await deliver(edition.send(correction('<p>Second.</p>')))
      const post = await outlet.editor.post(edition.key)
      assert.deepEqual([post.status, post.slug], ['pending', ''])
      assert.match(post.content.raw, /Second/)
    })

    test('a user who may not publish, or is no writer, and a wrong password: unauthorized, and nothing stays', async () => {
      for (const [role, settings] of [
        ['contributor', {}],
        ['subscriber', {}],
        ['editor', { applicationPassword: 'wrong' }],
      ] as const) {
        const edition = outlet.edition(role)
        const outcome = await edition.send({ settings })
        assert.equal(told(outcome), 'permanent unauthorized')
        assert.deepEqual(await outlet.editor.posts(edition.key), [])
      }
    })

    test('sectors are categories: such as there are, also such as are made, or none; more that every post is in', async () => {
      const tag = String(Date.now())
      const sectors = [{ key: `solar-${tag}`, label: `الطاقة & ${tag}` }]
      const categoriesOf = async (edition: Edition) => (await outlet.editor.post(edition.key)).categories
      const [existing, make, again] = [
        outlet.edition('editor'),
        outlet.edition('editor', { categories: 'create' }),
        outlet.edition('author'),
      ]
      await deliver(existing.send({ story: { sectors } }))
      assert.deepEqual(await categoriesOf(existing), [1])
      await Promise.all([
        deliver(make.send({ story: { sectors } })),
        deliver(outlet.edition('editor', { categories: 'create' }).send({ story: { sectors } })),
      ])
      const [made, ...others] = await categoriesOf(make)
      assert.ok(made !== undefined && made !== 1 && others.length === 0)
      await deliver(again.send({ story: { sectors } }))
      assert.deepEqual(await categoriesOf(again), [made])
      const always = outlet.edition('editor', { categories: 'none', alwaysCategories: [made] })
      await deliver(always.send())
      assert.deepEqual(await categoriesOf(always), [made])
      const unmade = outlet.edition('author', { categories: 'create' })
      await deliver(unmade.send({ story: { sectors: [{ key: `wind-${tag}`, label: `Wind ${tag}` }] } }))
      assert.deepEqual(await categoriesOf(unmade), [1])
    })

    test('what WordPress would run in a text is shown as it is: shortcodes, and addresses that stand alone', async () => {
      const edition = outlet.edition()
      const lone = 'https://video.example/watch?v=1&amp;t=[2]'
      const text = [
        '<p>[gallery] and [[caption]x[/caption]] in <a href="https://a.example/?a[]=1">a link</a></p>',
        `<p lang="ar" dir="rtl"> ${lone} </p><p>See ${lone}</p><pre>first\n${lone}\nlast</pre>`,
      ].join('')
      await deliver(edition.send({ text }))
      const written = lone.replace('[', '&#091;')
      const expected = [
        '<p>&#091;gallery] and &#091;&#091;caption]x&#091;/caption]] in <a href="https://a.example/?a&#091;]=1">a link</a></p>',
        `<p lang="ar" dir="rtl"> <a href="${written}">${written}</a> </p><p>See ${written}</p>`,
        `<pre>first\n${written.replace(':', '&#058;')}\nlast</pre>`,
      ].join('')
      const { content } = await outlet.editor.post(edition.key)
      assert.equal(content.raw, `<div id="${edition.key}" data-version="1">${expected}</div>`)
      assert.equal(textContent(parseMarkup(expected)), textContent(parseMarkup(text)))
    })

    test('every request that makes, changes or withdraws a post carries its number; where there is none, none does', async () => {
      const edition = outlet.edition('author')
      const numbers: string[] = []
      const note: Tamper = async (passing, res) => {
        if (passing.path.includes('/posts')) numbers.push(`${passing.method} ${passing.headers['dateline-sequence'] ?? 'none'}`)
        await pass(passing, res)
      }
      await outlet.tampering(note, async () => {
        await deliver(edition.send({ sequence: 41 }))
        await deliver(edition.send({ ...kill, sequence: 42 }))
        await deliver(outlet.edition('author').send())
      })
      const expected = ['POST 41', 'POST 41', 'DELETE 42', 'POST none', 'POST none']
      assert.deepEqual(
        numbers.filter((one) => !one.startsWith('GET')),
        expected,
      )
      assert.ok(numbers.filter((one) => one.startsWith('GET')).every((one) => one === 'GET none'))
    })

    test('where the issuer shows the text itself, a link there closes it', async () => {
      const edition = outlet.edition('author')
      await deliver(edition.send({ story: { canonicalUrl: 'https://acme.example/news?a=1&b=2' } }))
      const link = 'https://acme.example/news?a=1&amp;b=2'
      const { content } = await outlet.editor.post(edition.key)
      assert.equal(
        content.raw,
        `<div id="${edition.key}" data-version="1"><p>First.</p><p dir="ltr"><a href="${link}">${link}</a></p></div>`,
      )
    })
  })
}
