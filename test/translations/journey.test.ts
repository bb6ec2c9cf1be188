import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Client, expectStatus } from '../harness/client.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'
import { type LibreServer, openLibreServer } from '../translators/libre-server.ts'
import { rot13 } from '../translators/rot13.ts'
import { approve, type Handed, handIn, order, putSeen } from './factories.ts'

const phrase = 'Maschinelle Übersetzung; maßgeblich ist das Original.'

describe('a translation from its order to the outlets', () => {
  let stage: Stage
  let server: LibreServer
  before(async () => {
    server = await openLibreServer()
    stage = await startStage({ keep: true, env: { LIBRETRANSLATE_URL: server.url } })
    expectStatus(await stage.admin.patch(`/v1/issuers/${stage.issuerId}`, { glossary: ['Acme'] }, { 'if-match': '*' }), 200)
  })
  after(async () => {
    await stage.close()
    server.close()
  })

  /** Asks until a worker has drafted it. The list is not recorded as a reading. */
  const drafted = async (client: Client, { path }: Handed): Promise<void> => {
    const deadline = performance.now() + 30_000
    while (performance.now() < deadline) {
      const { items } = expectStatus(await client.get(`${path}/translations`), 200).json
      if (items[0].state === 'drafted') return
    }
    assert.fail('no worker has drafted it')
  }

  it('leaves with the others in one publication, by webhook and mail, and says that a machine made it', async () => {
    const list = await stage.list([{ languages: ['en'] }, { languages: ['de'] }, { languages: ['de'], channel: 'email' }])
    const targets = ['en', 'de'].map((language) => ({ language, outletListId: list.id }))
    const release = await handIn(stage, { targets, editions: [edition('en', '<p>Acme opened 12 stations today.</p>')] })
    await stage.work()
    const path = await order(stage, release, { provider: 'libretranslate' })
    await drafted(stage.editor, release)
    expectStatus(await putSeen(stage.editor, path, 'review'), 200)
    expectStatus(await stage.submitter.put(`${path}/delivery`), 200)
    await approve(stage, release)
    expectStatus(await stage.publish(release.id), 202)
    const status = await stage.until(release.id, ({ finished }) => finished)
    assert.deepEqual([status.total, status.counts.delivered], [3, 3])
    const sent = stage.hooks.received.flatMap(({ body }) => (body ? [JSON.parse(body.toString())] : []))
    const [english, german] = ['en', 'de'].map((language) => sent.find((one) => one.language === language))
    assert.equal(english.versionCreated, german.versionCreated)
    assert.equal(german.title, rot13('Headline in en'))
    assert.equal(german.bodies[1].value.includes(`Acme ${rot13('opened')} 12 ${rot13('stations today')}`), true)
    assert.ok(german.bodies.every(({ value }: { value: string }) => value.includes(phrase)))
    assert.deepEqual(german.digitalSourceType, {
      name: phrase,
      literal: 'trainedAlgorithmicMedia',
      uri: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
    })
    assert.equal(english.digitalSourceType, undefined)
    assert.ok(!JSON.stringify(english).includes('Machine translation'))
    assert.equal(stage.mail.received.length, 1)
    // The next version says so too, where it says the same.
    const { editions } = expectStatus(await stage.submitter.get(release.path), 200).json
    const again = editions.map(
      ({ language, headline, body }: { language: string; headline: string; body: { html: string } }) => ({
        ...{ language, headline, dateline: { place: 'Dubai' } },
        body: { format: 'html', content: language === 'en' ? '<p>Acme opened 13 stations today.</p>' : body.html },
      }),
    )
    const next = { ...release.body, kind: 'correction', reference: 'Corrected', editions: again }
    const { json } = expectStatus(await stage.submitter.post(`${release.path}/versions`, next), 201)
    const marks = json.editions.map(({ machineTranslated }: { machineTranslated: boolean }) => machineTranslated)
    assert.deepEqual(marks, [false, true])
  })

  it('walks the whole way with a test key alone, and reaches nobody', async () => {
    const tester = await stage.client('submitter', stage.submitter.accountId, 'test')
    const trying: Stage = { ...stage, submitter: tester, editor: tester }
    const release = await handIn(trying)
    const path = await order(trying, release, { provider: 'libretranslate' })
    expectStatus(await stage.submitter.get(path), 404)
    expectStatus(await stage.editor.get(path), 404)
    await drafted(tester, release)
    expectStatus(await putSeen(tester, path, 'review'), 200)
    expectStatus(await tester.put(`${path}/delivery`), 200)
  })
})
