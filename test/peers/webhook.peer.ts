import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { webhook } from '../../src/channels/webhook/webhook.ts'
import { readers } from '../formats/readers.ts'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { boilerplates, editions, languages } from '../journeys/fifteen-release.ts'
import { makeOutlet } from '../outlets/factories.ts'
import { type Call, isGenuine, type StandardWebhooks, startStandardWebhooks } from './standard-webhooks.ts'

/** An endpoint at the receiver, with what its outlet verifies with. */
type Hook = { id: string; path: string; keys: string[] }

async function makeHook(stage: Stage, peer: StandardWebhooks, outletId: string, endpoint: { path: string; format?: string }) {
  const { path, format } = endpoint
  const settings = { url: `${peer.url}${path}`, signature: 'both' }
  const made = await stage.admin.post(`/v1/outlets/${outletId}/endpoints`, {
    channel: 'webhook',
    settings,
    ...(format ? { format } : {}),
  })
  const { id, secrets, publicKeys } = expectStatus(made, 201).json
  const hook: Hook = { id, path, keys: [secrets.secret, publicKeys.signingKey] }
  peer.keys.set(path, hook.keys)
  return hook
}

async function makeList(stage: Stage, outletIds: string[]): Promise<string> {
  const list = expectStatus(await stage.admin.post('/v1/outlet-lists', { name: `List of ${outletIds[0]}` }), 201).json
  expectStatus(await stage.admin.post(`/v1/outlet-lists/${list.id}/members`, { outletIds }), 200)
  return list.id
}

describe('the official library of Standard Webhooks as receiver', () => {
  let stage: Stage
  let peer: StandardWebhooks
  let heard: (call: Call) => void = () => {}
  before(async () => {
    peer = await startStandardWebhooks((call) => heard(call))
    stage = await startStage()
    await stage.work()
  })
  after(async () => {
    await stage.close()
    await peer.close()
  })

  it('gets a release in fifteen languages and every format, each once, genuine and to the letter', async () => {
    expectStatus(await stage.admin.patch(`/v1/issuers/${stage.issuerId}`, { boilerplates }, { 'if-match': '*' }), 200)
    const targets = []
    for (const language of languages) {
      const outletId = await makeOutlet(stage.admin, { languages: [language] })
      for (const format of webhook.formats) await makeHook(stage, peer, outletId, { path: `/${language}/${format}`, format })
      targets.push({ language, outletListId: await makeList(stage, [outletId]) })
    }
    const id = await stage.approved({ editions, targets })
    expectStatus(await stage.publish(id), 202)
    const expected = languages.length * webhook.formats.length
    const { counts } = await stage.until(id, ({ finished }) => finished)
    assert.equal(counts.delivered, expected)
    assert.deepEqual(peer.forged, [])
    for (const { language, headline, body } of editions)
      for (const format of webhook.formats) {
        const path = `/${language}/${format}`
        const [call = assert.fail(`${path}: nothing came`), ...more] = peer.calls.filter((one) => one.path === path)
        assert.deepEqual(more, [])
        const read = readers[format] ?? assert.fail(`nobody reads ${format}`)
        const story = read(call.body)
        for (const paragraph of body.content.slice(3, -4).split('</p><p>'))
          assert.ok(story.includes(paragraph), `${path}: ${paragraph}`)
        assert.ok(call.body.includes(headline) || call.body.includes(JSON.stringify(headline).slice(1, -1)), path)
        assert.equal(call.headers['dateline-sequence'], '1')
        for (const key of peer.keys.get(path) ?? []) assert.ok(isGenuine(key, call), `${path}: ${key.slice(0, 5)}`)
      }
    assert.equal(new Set(peer.calls.map((call) => call.id)).size, expected)
  })

  it('misses nothing while secrets and key pairs are changed under load, whenever it changes over', async (t) => {
    const outletId = await makeOutlet(stage.admin, { languages: ['en'] })
    const hooks: Hook[] = []
    for (let n = 0; n < 20; n++) hooks.push(await makeHook(stage, peer, outletId, { path: `/busy/${n}` }))
    const outletListId = await makeList(stage, [outletId])
    const release = async () => {
      const id = await stage.approved({ targets: [{ language: 'en', outletListId }] })
      expectStatus(await stage.publish(id), 202)
      return id
    }
    const allArrived = (ids: string[]) =>
      Promise.all(
        ids.map(async (id) => assert.equal((await stage.until(id, ({ finished }) => finished)).counts.delivered, hooks.length)),
      )
    const began = peer.calls.length
    const underWay = new Promise<void>((resolve) => {
      heard = () => resolve()
    })
    // Nobody has changed over yet: who knows the old keys alone must understand everything.
    const first = await Promise.all(Array.from({ length: 5 }, release))
    await underWay
    const fresh = new Map<string, string[]>()
    const renewals = hooks.map(async ({ id, path }) => {
      const answer = await stage.admin.post(`/v1/endpoints/${id}/secrets`, {}, { 'if-match': '*' })
      const { secrets, publicKeys } = expectStatus(answer, 201).json
      fresh.set(path, [secrets.secret, publicKeys.signingKey])
    })
    const [during] = await Promise.all([Promise.all(Array.from({ length: 5 }, release)), ...renewals])
    await allArrived([...first, ...during])
    const inChange = peer.calls.slice(began)
    const bySome = inChange.filter((call) => isGenuine(fresh.get(call.path)?.[0] ?? '', call)).length
    t.diagnostic(`${inChange.length} calls while keys were changed: ${bySome} signed by the new ones, too`)
    // Half of them change over now; the others stay with the old keys to the last.
    for (const [n, { path }] of hooks.entries()) if (n % 2 === 0) peer.keys.set(path, fresh.get(path) ?? [])
    const second = peer.calls.length
    await allArrived(await Promise.all(Array.from({ length: 5 }, release)))
    for (const call of peer.calls.slice(second))
      for (const key of [...(fresh.get(call.path) ?? []), ...(hooks.find(({ path }) => path === call.path)?.keys ?? [])])
        assert.ok(isGenuine(key, call), `${call.path}: ${key.slice(0, 5)}`)
    for (const { id, path } of hooks) {
      peer.keys.set(path, fresh.get(path) ?? [])
      expectStatus(await stage.admin.delete(`/v1/endpoints/${id}/secrets/previous`, { 'if-match': '*' }), 200)
    }
    const third = peer.calls.length
    await allArrived([await release()])
    for (const call of peer.calls.slice(third))
      for (const key of hooks.find(({ path }) => path === call.path)?.keys ?? [])
        assert.ok(!isGenuine(key, call), 'an old key signs')
    assert.deepEqual(peer.forged, [])
    assert.equal(await stage.deps.db.attempt.count(), 0)
  })
})
