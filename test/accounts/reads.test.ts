import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Client, expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'

const hour = 3_600_000

// A little behind: receivers refuse a signature from another hour.
const clock = handClock(new Date(Date.now() - 60_000))

describe('reading a text that is not public', () => {
  let stage: Stage
  let listId: string
  before(async () => {
    stage = await startStage({ clock })
    await stage.work()
    listId = (await stage.list([{}])).id
  })
  after(() => stage.close())

  const approved = () => stage.approved({ targets: [{ language: 'en', outletListId: listId }] })
  const readsOf = (releaseId: string) =>
    stage.deps.db.event.findMany({ where: { kind: 'release.read', releaseId }, orderBy: { id: 'asc' } })

  /** How many readings somebody’s reading leaves on record. */
  const reads = async (client: Client, id: string, at = ''): Promise<number> => {
    const before = await readsOf(id)
    expectStatus(await client.get(`/v1/releases/${id}${at}`), 200)
    return (await readsOf(id)).length - before.length
  }

  it('is on record for staff and submitters alike: who, from where, which revision, and nothing of the text', async () => {
    const id = await approved()
    const auditor = await stage.client('auditor')
    const before = await readsOf(id)
    const { json } = expectStatus(await auditor.get(`/v1/releases/${id}`), 200)
    expectStatus(await stage.submitter.get(`/v1/releases/${id}/versions/1`), 200)
    const [byAuditor, bySubmitter, ...more] = (await readsOf(id)).slice(before.length)
    assert.deepEqual(more, [])
    const { key } = (await auditor.get('/v1/me')).json
    assert.deepEqual([byAuditor?.keyId, byAuditor?.actor, byAuditor?.ip], [key.id, 'A auditor', '127.0.0.1'])
    assert.deepEqual(byAuditor?.data, { version: 1, revision: 1, hash: json.revision.hash })
    assert.equal(bySubmitter?.accountId, stage.submitter.accountId)
    const seen = await stage.submitter.get(`/v1/events?kind=release.read&releaseId=${id}`)
    assert.deepEqual(
      expectStatus(seen, 200)
        .json.items.slice(0, 2)
        .map(({ actor }: { actor: string }) => actor),
      ['A submitter', 'A auditor'],
    )
    assert.ok(!seen.text.includes('Headline') && !seen.text.includes('Text in'))
  })

  it('304, 404, a look without a body and a list leave nothing on record', async () => {
    const id = await approved()
    const { headers } = await stage.editor.get(`/v1/releases/${id}`)
    const stranger = await stage.client('submitter')
    const count = () => stage.deps.db.event.count()
    const before = await count()
    expectStatus(await stage.editor.get(`/v1/releases/${id}`, { 'if-none-match': String(headers.etag) }), 304)
    expectStatus(await stranger.get(`/v1/releases/${id}`), 404)
    expectStatus(await stage.submitter.get(`/v1/releases/${id}/versions/2`), 404)
    expectStatus(await stage.editor.get('/v1/releases'), 200)
    expectStatus(await stage.editor.get(`/v1/releases/${id}/status`), 200)
    const authorization = `Bearer ${stage.editor.key}`
    const head = await stage.app.inject({ method: 'HEAD', url: `/v1/releases/${id}`, headers: { authorization } })
    assert.equal(head.statusCode, 200)
    assert.equal(await count(), before)
  })

  it('is on record while it is scheduled or under embargo, and no longer once it is public', async () => {
    const id = await approved()
    const releaseAt = new Date(clock.now().getTime() + hour).toISOString()
    expectStatus(await stage.publish(id, { releaseAt }), 202)
    assert.equal(await reads(stage.submitter, id), 1)
    expectStatus(await stage.submitter.delete(`/v1/releases/${id}/publication`), 200)
    assert.equal(await reads(stage.editor, id), 1)
    const embargoUntil = new Date(clock.now().getTime() + hour).toISOString()
    expectStatus(await stage.publish(id, { releaseAt: null, embargoUntil }), 202)
    await stage.until(id, ({ publication }) => publication === 'released')
    assert.equal(await reads(stage.editor, id), 1)
    clock.advance(hour)
    assert.equal(await reads(stage.editor, id), 0)
    assert.equal(await reads(stage.submitter, id, '/versions/1'), 0)
  })
})
