import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { pass, type Tamper } from './wordpress-line.ts'
import { correction, deliver, kill, type Outlet, openOutlet, told, type Version } from './wordpress-outlet.ts'
import type { WordpressSite } from './wordpress-site.ts'

/** The ways of an answer to get lost, after the site has done what it was asked. */
const losses: { reason: string; lose: Tamper }[] = [
  {
    reason: 'reset',
    lose: async ({ forward }, res) => {
      await forward()
      res.destroy()
    },
  },
  {
    reason: 'reset',
    lose: async ({ forward }, res) => {
      await forward()
      res.writeHead(200, { 'content-length': 900 }).write('[{"id":', () => res.destroy())
    },
  },
  {
    reason: 'unreadable',
    lose: async ({ forward }, res) => {
      await forward()
      res.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello from your plugin</p>')
    },
  },
  {
    reason: 'server-error',
    lose: async ({ forward }, res) => {
      await forward()
      res.writeHead(502).end('<p>Bad gateway</p>')
    },
  },
]

/** That one edition is one post, whatever is lost on the way or happens twice. Runs as tests of its own against a site: a real one, too. */
export function checkCrossings(name: string, open: () => Promise<WordpressSite>): void {
  describe(`what crosses on the way to ${name}`, { timeout: 240_000 }, () => {
    let outlet: Outlet

    before(async () => {
      outlet = await openOutlet(await open())
    })
    after(() => outlet.close())

    test('an answer that is lost, cut in half, or covered by HTML, whichever it is, makes no second post', async () => {
      for (const { reason, lose } of losses) {
        for (const lost of [1, 2, 3, 4, 5]) {
          const edition = outlet.edition()
          await outlet.tampering(
            (passing, res) => (passing.number === lost ? lose(passing, res) : pass(passing, res)),
            async () => assert.equal(told(await edition.send()), `temporary ${reason}`, `${reason} ${lost}`),
          )
          await deliver(edition.send({}, 2))
          const post = await outlet.editor.post(edition.key)
          assert.deepEqual([post.status, post.slug], ['publish', edition.key], `${reason} ${lost}`)
        }
      }
    })

    test('warnings of PHP in front of an answer are overlooked, and a byte order mark', async () => {
      const warning = '\ufeff<br />\n<b>Warning</b>:  Undefined property: x in <b>/a.php</b> on line <b>6</b><br />\n'
      const edition = outlet.edition()
      const warn: Tamper = async ({ forward }, res) => {
        const { status, body } = await forward()
        res.writeHead(status, { 'content-type': 'application/json' }).end(warning + warning.slice(1) + body)
      }
      await outlet.tampering(warn, async () => void (await deliver(edition.send())))
      assert.equal((await outlet.editor.post(edition.key)).status, 'publish')
    })

    test('eight attempts of one delivery at the same time make one post, and leave no draft behind', async () => {
      const edition = outlet.edition()
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => edition.send()))
      for (const outcome of outcomes)
        if (outcome.kind !== 'delivered') assert.equal(outcome.kind, 'temporary', JSON.stringify(outcome))
      await deliver(edition.send({}, 2))
      assert.deepEqual(
        (await outlet.editor.posts(edition.key)).map(({ status, slug }) => [status, slug]),
        [['publish', edition.key]],
      )
    })

    test('a site that makes a post long after it was given up on: readers see one, and the next version clears up', async () => {
      const edition = outlet.edition()
      let make = async () => {}
      await outlet.tampering(
        async (passing, res) => {
          if (passing.number !== 2) return pass(passing, res)
          make = async () => void (await passing.forward())
          res.destroy()
        },
        async () => assert.equal(told(await edition.send()), 'temporary reset'),
      )
      await deliver(edition.send({}, 2))
      await make()
      const states = async () => (await outlet.editor.posts(edition.key)).map(({ status }) => status).sort()
      assert.deepEqual(await states(), ['draft', 'publish'])
      await deliver(edition.send(correction('<p>Second.</p>')))
      assert.deepEqual(await states(), ['publish'])
    })

    test('at whichever request a newer version or a kill overtakes an older one, the older one changes nothing any more', async () => {
      const overtakers: { overtaker: Version; isPlaced: boolean }[] = [
        { overtaker: { ...correction('<p>Third.</p>'), story: { version: 3 } }, isPlaced: false },
        { overtaker: { ...correction('<p>Third.</p>'), story: { version: 3 } }, isPlaced: true },
        { overtaker: { ...kill, story: { ...kill.story, version: 3 } }, isPlaced: false },
        { overtaker: { ...kill, story: { ...kill.story, version: 3 } }, isPlaced: true },
      ]
      for (const { overtaker, isPlaced } of overtakers) {
        // The last request, that which writes, cannot be overtaken by what is carried out after it.
        for (const at of isPlaced ? [1, 2] : [1, 2, 3, 4]) {
          const edition = outlet.edition('author', { categories: 'none' })
          if (isPlaced) await deliver(edition.send())
          const old = isPlaced ? correction('<p>Old.</p>') : { text: '<p>Old.</p>' }
          const overtake: Tamper = async (passing, res) => {
            if (passing.number === at) await deliver(edition.send(overtaker))
            await pass(passing, res)
          }
          const name = `${overtaker.story?.versionKind ?? 'update'} at ${at}, ${isPlaced ? 'a post' : 'none yet'}`
          const outcomes: string[] = []
          await outlet.tampering(overtake, async () => void outcomes.push(told(await edition.send(old))))
          assert.match(outcomes.join(), /^(temporary (overtaken|changed-meanwhile)|permanent trashed)$/, name)
          const posts = await outlet.editor.posts(edition.key)
          assert.ok(!posts.some(({ content }) => content.raw.includes('Old.')), name)
          if (overtaker.story?.versionKind === 'kill')
            assert.ok(
              posts.every(({ status }) => status === 'trash'),
              name,
            )
          else
            assert.deepEqual(
              posts.map(({ status }) => status),
              ['publish'],
              name,
            )
        }
      }
    })

    test('a kill also takes what an attempt had begun, and what an editor has given another address', async () => {
      const edition = outlet.edition()
      await outlet.tampering(
        (passing, res) => (passing.number === 3 ? Promise.resolve(void res.destroy()) : pass(passing, res)),
        async () => assert.equal(told(await edition.send()), 'temporary reset'),
      )
      await deliver(edition.send(kill))
      assert.deepEqual(
        (await outlet.editor.posts(edition.key)).map(({ status, content }) => [status, content.raw.includes('First')]),
        [['trash', false]],
      )
      const moved = outlet.edition()
      await deliver(moved.send())
      await outlet.editor.change((await outlet.editor.post(moved.key)).id, { slug: `moved-${moved.key.slice(-6)}` })
      await deliver(moved.send(kill))
      assert.deepEqual(
        (await outlet.editor.posts(moved.key)).map(({ status }) => status),
        ['trash'],
      )
    })
  })
}
