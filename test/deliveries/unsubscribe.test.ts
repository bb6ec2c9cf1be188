import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { simpleParser } from 'mailparser'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'

describe('one click unsubscribes', () => {
  let stage: Stage
  let listId: string
  let link: string
  before(async () => {
    stage = await startStage({ keep: true })
    await stage.work()
    listId = (
      await stage.list([
        { channel: 'email', languages: ['ar'] },
        { channel: 'webhook', languages: ['ar'] },
      ])
    ).id
    await release()
    const mail = await simpleParser(stage.mail.received[0]?.raw ?? '')
    const header = mail.headers.get('list')
    assert.ok(header && typeof header === 'object' && 'unsubscribe' in header)
    link = new URL(String((header.unsubscribe as { url: string }).url)).pathname
  })
  after(() => stage.close())

  const release = async () => {
    const id = await stage.approved({ targets: [{ language: 'ar', outletListId: listId }] })
    expectStatus(await stage.publish(id), 202)
    return stage.until(id, (now) => now.finished)
  }

  it('a look at the page changes nothing: scanners follow links', async () => {
    const page = expectStatus(await stage.as().get(link), 200)
    assert.match(page.text, /<html lang="ar" dir="rtl">/)
    assert.match(page.text, /<form method="post">/)
    assert.equal((await release()).counts.delivered, 2)
  })

  it('the POST of a mail program suppresses the address for good, and for that channel only', async () => {
    const clicked = await stage.app.inject({
      method: 'POST',
      url: link,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'List-Unsubscribe=One-Click',
    })
    assert.equal(clicked.statusCode, 200)
    assert.match(clicked.body, /لن تصلك رسائل أخرى/)
    assert.doesNotMatch(clicked.body, /<button>/)
    const before = stage.mail.received.length
    const status = await release()
    assert.deepEqual([status.counts.delivered, status.counts.suppressed], [1, 1])
    assert.equal(stage.mail.received.length, before)
    const again = await stage.app.inject({
      method: 'POST',
      url: link,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: '',
    })
    assert.equal(again.statusCode, 200)
    const suppressions = (await stage.admin.get('/v1/suppressions')).json.items
    assert.deepEqual(
      suppressions.map(({ reason, channel, origin }: Record<string, string>) => [channel, reason, origin]),
      [['email', 'unsubscribe', 'link']],
    )
    const events = (await stage.admin.get('/v1/events?kind=suppression.created')).json.items
    assert.deepEqual(
      events.map(({ actor, keyId, ip }: Record<string, string | null>) => [actor, keyId, ip]),
      [['reader', null, '127.0.0.1']],
    )
  })

  it('404 a link that is not ours', async () => {
    for (const forged of ['/v1/unsubscribe/x', `${link}x`, link.replace(/[0-9a-f]{8}/, '00000000')]) {
      assert.equal((await stage.as().post(forged)).problem, 'not-found')
    }
    assert.equal((await stage.admin.get('/v1/suppressions')).json.items.length, 1)
  })
})

describe('an address that is suppressed after the list was expanded', () => {
  it('is not written to: the transport asks again', async () => {
    const clock = handClock(new Date())
    const stage = await startStage({ clock })
    try {
      const list = await stage.list([{ channel: 'email' }, { channel: 'email' }])
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      expectStatus(await stage.publish(id, { releaseAt: new Date(clock.now().getTime() + 60_000).toISOString() }), 202)
      await stage.work()
      await stage.until(id, (now) => now.targets[0]?.expanded)
      const endpoint = await stage.admin.get(`/v1/endpoints/${list.endpointIds[0]}`)
      expectStatus(await stage.admin.post('/v1/suppressions', { channel: 'email', address: endpoint.json.address }), 201)
      clock.advance(60_000)
      const status = await stage.until(id, (now) => now.finished)
      assert.deepEqual([status.counts.delivered, status.counts.suppressed], [1, 1])
      assert.equal(stage.mail.received.length, 1)
    } finally {
      await stage.close()
    }
  })

  it('nor is a domain that this account may not write to; what another may not is no matter', async () => {
    const clock = handClock(new Date())
    const stage = await startStage({ clock })
    try {
      await stage.work()
      const other = await stage.client('submitter')
      const list = await stage.list([{ channel: 'email' }, { channel: 'webhook' }])
      for (const { accountId, delivered } of [
        { accountId: other.accountId, delivered: 2 },
        { accountId: stage.submitter.accountId, delivered: 1 },
      ]) {
        const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
        expectStatus(await stage.publish(id, { releaseAt: new Date(clock.now().getTime() + 60_000).toISOString() }), 202)
        await stage.until(id, (now) => now.targets[0]?.expanded)
        const silenced = { domain: 'outlet.example', accountId }
        expectStatus(await stage.admin.post('/v1/suppressions', silenced), 201)
        clock.advance(60_000)
        const { counts } = await stage.until(id, (now) => now.finished)
        assert.deepEqual([counts.delivered, counts.suppressed], [delivered, 2 - delivered])
      }
    } finally {
      await stage.close()
    }
  })

  it('a mailbox that does not exist is not tried by the next release', async () => {
    const stage = await startStage()
    try {
      await stage.work()
      const list = await stage.list([{ channel: 'email', behave: 'refuse' }, { channel: 'email' }])
      for (const expected of [
        { failed: 1, suppressed: 0 },
        { failed: 0, suppressed: 1 },
      ]) {
        const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
        expectStatus(await stage.publish(id), 202)
        const { counts } = await stage.until(id, (now) => now.finished)
        assert.deepEqual({ failed: counts.failed, suppressed: counts.suppressed }, expected)
      }
      const [{ reason, origin, deliveryId }] = (await stage.admin.get('/v1/suppressions')).json.items
      assert.deepEqual([reason, origin], ['hard-bounce', 'relay'])
      assert.ok(deliveryId)
    } finally {
      await stage.close()
    }
  })
})
