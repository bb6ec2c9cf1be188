import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, before, describe, it } from 'node:test'

import { openLibreTranslate } from '../../src/translators/libre-translate.ts'
import type { Translator } from '../../src/translators/translator.ts'
import { type Answer, expectStatus } from '../harness/client.ts'
import { type HandClock, handClock } from '../harness/clock.ts'
import { edition, type Stage, startStage } from '../harness/stage.ts'
import { type LibreServer, openLibreServer } from '../translators/libre-server.ts'
import { rot13 } from '../translators/rot13.ts'
import { draftNext } from './draft-next.ts'
import { german, handIn, kindsOf, order, putSeen, revise } from './factories.ts'

const provider = 'libretranslate'

describe('a translation by a machine', () => {
  let stage: Stage
  let server: LibreServer
  let clock: HandClock
  before(async () => {
    clock = handClock('2026-11-23T09:00:00Z')
    server = await openLibreServer()
    stage = await startStage({ clock, env: { LIBRETRANSLATE_URL: server.url } })
    const names = { glossary: ['Acme'], boilerplates: { ja: 'アクメについて' } }
    expectStatus(await stage.admin.patch(`/v1/issuers/${stage.issuerId}`, names, { 'if-match': '*' }), 200)
  })
  after(async () => {
    await stage.close()
    server.close()
  })

  const never = new AbortController()
  /** One look of a worker: nobody waits between tries. */
  const look = (translator?: Translator, stopping = never.signal) => {
    const { fetch, db, log } = stage.deps
    const deps = { fetch, clock, random: () => 0.5, wait: async () => true }
    const usual = openLibreTranslate(deps, { url: server.url, apiKey: undefined })
    return draftNext({ db, clock, log, translators: { [provider]: translator ?? usual }, stopping })
  }
  const read = async (path: string): Promise<Answer['json']> => expectStatus(await stage.editor.get(path), 200).json

  it('is drafted by a worker: names as they are, markup as it was, the issuer’s own boilerplate where there is one', async () => {
    const content = '<p>Today <strong>Acme</strong> opened 12 stations.</p><ul><li>One</li></ul>'
    const release = await handIn(stage, {
      editions: [{ ...edition('en', content), boilerplate: 'About Acme', summary: 'Short' }],
    })
    const path = await order(stage, release, { provider })
    const japanese = await order(stage, release, { provider, language: 'ja' })
    assert.ok(await look())
    assert.ok(await look())
    assert.equal(await look(), false)
    const { state, machine, draftedBy, draft, lostNames, stale } = await read(path)
    assert.deepEqual([state, machine, draftedBy, lostNames, stale], ['drafted', true, provider, [], false])
    assert.ok(draft.body.html.startsWith(`<p>${rot13('Today')} <strong>`), draft.body.html)
    assert.match(draft.body.html, /<strong>Acme<\/strong>.*12.*<ul><li>Bar<\/li><\/ul>/)
    assert.deepEqual([draft.headline, draft.summary], [rot13('Headline in en'), rot13('Short')])
    assert.equal(draft.boilerplate, `${rot13('About')} Acme`)
    assert.equal((await read(japanese)).draft.boilerplate, 'アクメについて')
    const kinds = (await kindsOf(stage, release)).filter((kind) => kind.startsWith('translation'))
    assert.deepEqual(kinds, ['translation.requested', 'translation.requested', 'translation.drafted', 'translation.drafted'])
  })

  it('409 goes out unreviewed by no means, unless an admin has set the account so', async () => {
    const release = await handIn(stage)
    const path = await order(stage, release, { provider })
    assert.ok(await look())
    const refused = await stage.submitter.put(`${path}/delivery`)
    assert.deepEqual([refused.status, refused.problem], [409, 'wrong-state'])
    const account = `/v1/accounts/${stage.submitter.accountId}`
    const anyRevision = { 'if-match': '*' }
    assert.equal((await stage.admin.patch(account, { machineTranslation: 'always' }, anyRevision)).problem, 'invalid')
    const set = await stage.admin.patch(account, { machineTranslation: 'unreviewed' }, anyRevision)
    assert.equal(expectStatus(set, 200).json.machineTranslation, 'unreviewed')
    expectStatus(await stage.submitter.put(`${path}/delivery`), 200)
    expectStatus(await stage.admin.patch(account, { machineTranslation: 'reviewed' }, anyRevision), 200)
  })

  it('is marked as long as its body says the same: another headline changes nothing, another body does', async () => {
    const release = await handIn(stage)
    const path = await order(stage, release, { provider })
    assert.ok(await look())
    expectStatus(await putSeen(stage.editor, path, 'review'), 200)
    expectStatus(await stage.submitter.put(`${path}/delivery`), 200)
    const marks = async () => {
      const { editions } = expectStatus(await stage.submitter.get(release.path), 200).json
      return editions.map((one: { machineTranslated: boolean }) => one.machineTranslated)
    }
    assert.deepEqual(await marks(), [false, true])
    const [english] = Object(release.body).editions
    const { body } = (await read(path)).draft
    const same = { ...german, body: { format: 'html', content: body.html } }
    await revise(stage, release, { editions: [english, { ...same, language: 'de' }] })
    assert.deepEqual(await marks(), [false, true])
    await revise(stage, release, { editions: [english, { ...german, language: 'de' }] })
    assert.deepEqual(await marks(), [false, false])
  })

  it('an edit of its draft is a person’s, unless they say that it is a machine’s all the same', async () => {
    const path = await order(stage, await handIn(stage), { provider })
    assert.ok(await look())
    const kept = expectStatus(await putSeen(stage.submitter, path, 'draft', { ...german, machine: true }), 200).json
    assert.deepEqual([kept.machine, kept.draftedBy], [true, 'A submitter'])
    assert.equal(expectStatus(await putSeen(stage.submitter, path, 'draft', german), 200).json.machine, false)
  })

  it('waits as long as a provider says that is down or has had enough, and is drafted once it is back', async () => {
    const path = await order(stage, await handIn(stage), { provider })
    const down = (retryAfterMs?: number): Translator => ({
      key: provider,
      languages: async () => ({ ok: true, pairs: [] }),
      translate: async () => ({
        ok: false,
        reason: retryAfterMs ? 'quota' : 'unavailable',
        detail: 'Not now',
        ...(retryAfterMs && { retryAfterMs }),
      }),
    })
    assert.ok(await look(down()))
    const first = await read(path)
    assert.deepEqual(
      [first.state, first.failure.reason, first.nextTryAt],
      ['requested', 'unavailable', '2026-11-23T09:00:30.000Z'],
    )
    assert.equal(await look(), false)
    clock.advance(30_000)
    assert.ok(await look(down(600_000)))
    assert.equal((await read(path)).nextTryAt, '2026-11-23T09:10:30.000Z')
    clock.advance(600_000)
    assert.ok(await look())
    const { state, failure, nextTryAt } = await read(path)
    assert.deepEqual([state, failure, nextTryAt], ['drafted', null, null])
  })

  it('ends where it would be refused for ever, and says why; a person can still draft it', async () => {
    const release = await handIn(stage)
    const path = await order(stage, release, { provider })
    const wrong = (res: ServerResponse) =>
      res.writeHead(403, { 'content-type': 'application/json' }).end('{"error":"Invalid API key"}')
    server.answers.push(wrong)
    assert.ok(await look())
    const { state, failure, nextTryAt } = await read(path)
    assert.deepEqual([state, failure.reason, nextTryAt], ['requested', 'refused-key', null])
    assert.ok((await kindsOf(stage, release)).includes('translation.failed'))
    assert.equal(await look(), false)
    server.answers.push(wrong)
    const again = expectStatus(await putSeen(stage.submitter, path, 'provider', { provider }), 200).json
    assert.deepEqual([again.failure, again.nextTryAt], [null, clock.now().toISOString()])
    assert.ok(await look())
    assert.equal((await read(path)).failure.reason, 'refused-key')
    const { json } = expectStatus(await putSeen(stage.submitter, path, 'draft', german), 200)
    assert.equal((await putSeen(stage.submitter, path, 'provider', { provider })).problem, 'wrong-state')
    assert.deepEqual([json.state, json.failure, json.machine], ['drafted', null, false])
  })

  it('is asked for again where the source has changed since, on demand', async () => {
    const release = await handIn(stage)
    const path = await order(stage, release)
    expectStatus(await putSeen(stage.submitter, path, 'provider', { provider }), 200)
    assert.ok(await look())
    await revise(stage, release, { editions: [edition('en', '<p>Acme closed</p>')] })
    assert.equal((await read(path)).stale, true)
    const asked = expectStatus(await putSeen(stage.submitter, path, 'provider', { provider }), 200).json
    assert.deepEqual([asked.state, asked.draft, asked.stale], ['requested', null, false])
    assert.ok(await look())
    const { stale, draft } = await read(path)
    assert.deepEqual([stale, draft.body.html], [false, `<p>Acme ${rot13('closed')}</p>`])
    const toPeople = expectStatus(await putSeen(stage.submitter, path, 'provider', { provider: null }), 200).json
    assert.deepEqual([toPeople.state, toPeople.provider, toPeople.machine], ['drafted', null, true])
  })

  it('is taken by one of two workers that look at once, and asked for once', async () => {
    await order(stage, await handIn(stage), { provider })
    const asked = server.asked.length
    const took = await Promise.all([look(), look(), look()])
    assert.equal(took.filter(Boolean).length, 1)
    const headlines = server.asked.slice(asked).filter(({ body }) => JSON.stringify(body.q).includes('Headline'))
    assert.equal(headlines.length, 1)
  })

  it('is dropped by a worker that is too late: a person was faster', async () => {
    const path = await order(stage, await handIn(stage), { provider })
    const started = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    const slow: Translator = {
      key: provider,
      languages: async () => ({ ok: true, pairs: [] }),
      translate: async ({ texts }) => {
        started.resolve()
        await go.promise
        return { ok: true, texts: texts.map(({ content }) => content), lostNames: [] }
      },
    }
    const looking = look(slow)
    await started.promise
    expectStatus(await putSeen(stage.submitter, path, 'draft', german), 200)
    go.resolve()
    await looking
    const { machine, draft } = await read(path)
    assert.deepEqual([machine, draft.headline], [false, german.headline])
  })

  it('is taken by another worker once the lease of one that died has run out; that one’s draft comes too late', async () => {
    const path = await order(stage, await handIn(stage), { provider })
    const started = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    const frozen: Translator = {
      key: provider,
      languages: async () => ({ ok: true, pairs: [] }),
      translate: async ({ texts }) => {
        started.resolve()
        await go.promise
        return { ok: true, texts: texts.map(() => 'Too late'), lostNames: ['Acme'] }
      },
    }
    const looking = look(frozen)
    await started.promise
    assert.equal(await look(), false)
    await stage.deps.db.$executeRaw`UPDATE translations SET lease_expires_at = now() WHERE state = 'requested'`
    assert.ok(await look())
    go.resolve()
    await looking
    const { draft, lostNames } = await read(path)
    assert.deepEqual([draft.headline, lostNames], [rot13('Headline in en'), []])
  })

  it('is given back by a worker that stops, for another to take at once', async () => {
    const path = await order(stage, await handIn(stage), { provider })
    const stopping = new AbortController()
    const patient: Translator = {
      key: provider,
      languages: async () => ({ ok: true, pairs: [] }),
      translate: async (_request, signal) => {
        stopping.abort()
        assert.ok(signal.aborted)
        return { ok: false, reason: 'timeout', detail: 'Stopped' }
      },
    }
    assert.ok(await look(patient, stopping.signal))
    assert.equal((await read(path)).failure, null)
    assert.ok(await look())
    assert.equal((await read(path)).state, 'drafted')
  })

  it('422 a pair that the provider does not know', async () => {
    const release = await handIn(stage)
    const refused = await stage.submitter.post(`${release.path}/translations`, { language: 'ko', provider })
    assert.deepEqual(
      [refused.problem, refused.json.errors[0].pointer, refused.json.errors[0].code],
      ['invalid', '/language', 'language-pair'],
    )
    assert.match(refused.json.errors[0].detail, /does not translate from en into ko/)
  })
})
