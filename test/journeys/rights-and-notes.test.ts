import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { expectStatus } from '../harness/client.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'
import { kill, newText, publishNext, untilVersion } from '../publications/next-version.ts'

const year = new Date().getUTCFullYear()
const deskNote = 'Interviews from 9:00.\nNot for print.'
const canonicalUrl = 'https://acme.example/news/1?a=1&b=2'
const rights = {
  holder: 'ACME Energy',
  usageTerms: { en: 'Free for editorial use.', ar: 'للاستخدام التحريري.' },
  mining: 'allowed',
  miningPolicyUrl: 'https://acme.example/mining',
}

describe('rights, notes to desks and what a version replaces, from the request to its receiver', () => {
  let stage: Stage
  before(async () => {
    stage = await startStage({ keep: true })
    await stage.work()
  })
  after(() => stage.close())

  const finish = (id: string, number: number) => untilVersion(stage, { id, number }, ({ finished }) => finished)
  const received = () => stage.hooks.received.map(({ body }) => JSON.parse(body?.toString('utf8') ?? '{}'))
  const newest = () => received().at(-1)

  it('stand in what arrives, and a later version says what it replaces and when the first went out', async () => {
    const list = await stage.list([{}])
    const editions = [{ ...edition('en'), deskNote, canonicalUrl }]
    const targets = [{ language: 'en', outletListId: list.id }]
    const id = await stage.approved({ editions, targets, rights })
    expectStatus(await stage.publish(id), 202)
    await finish(id, 1)
    const first = newest()
    assert.deepEqual(
      [first.copyrightHolder, first.copyrightNotice, first.usageTerms, first.edNote],
      ['ACME Energy', `© ${year} ACME Energy`, 'Free for editorial use.', deskNote],
    )
    assert.deepEqual([first.firstCreated, first.renditions[0].href], [first.versionCreated, canonicalUrl])
    const { permission, uid } = JSON.parse(first.rightsInfo.encodedRights)
    assert.deepEqual([permission[0].action, uid], ['tdm:mine', 'https://acme.example/mining'])

    await publishNext(stage, id, newText(stage, { editions, rights: { ...rights, mining: 'reserved' } }))
    await finish(id, 2)
    const second = newest()
    assert.deepEqual([second.version, second.firstCreated], ['2', first.firstCreated])
    assert.match(second.edNote, /^Correction: .*\nInterviews from 9:00\.\nNot for print\.$/)
    const replaced = second.associations.filter(({ rel }: { rel: string }) => rel === 'replaces')
    assert.deepEqual([replaced[0].uri, replaced[0].version], [second.uri, '1'])
    assert.ok(JSON.parse(second.rightsInfo.encodedRights).prohibition)

    await publishNext(stage, id, kill)
    await finish(id, 3)
    const last = newest()
    assert.deepEqual([last.pubStatus, last.copyrightHolder, last.firstCreated], ['canceled', 'ACME Energy', first.firstCreated])
    assert.equal(last.associations.at(-1).version, '2')
    assert.doesNotMatch(last.edNote, /Interviews/, 'a note to desks speaks of the story, which is withdrawn')
    assert.equal(last.renditions, undefined, 'and so does its address')
  })

  it('are said by default: the first issuer has them, in the language, and mining is as the wire says', async () => {
    const list = await stage.list([{ languages: ['ar'] }])
    const publish = async () => {
      const id = await stage.approved({ targets: [{ language: 'ar', outletListId: list.id }] })
      expectStatus(await stage.publish(id), 202)
      await finish(id, 1)
      return newest()
    }
    const reserved = await publish()
    assert.deepEqual([reserved.copyrightHolder, reserved.copyrightNotice], ['أكمي', `© ${year} أكمي`])
    assert.ok(JSON.parse(reserved.rightsInfo.encodedRights).prohibition)
    const change = { mining: 'allowed', miningPolicyUrl: 'https://wire.example/mining' }
    expectStatus(await stage.admin.patch('/v1/wire', change, { 'if-match': '*' }), 200)
    const { permission, uid } = JSON.parse((await publish()).rightsInfo.encodedRights)
    assert.deepEqual([permission.length, uid], [1, 'https://wire.example/mining'])
  })
})
