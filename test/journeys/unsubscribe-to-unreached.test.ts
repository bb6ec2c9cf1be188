import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { simpleParser } from 'mailparser'
import { expectStatus } from '../harness/client.ts'
import { type Stage, startStage } from '../harness/stage.ts'

// From the footer of a mail to the list for the phone, all of it over HTTP and SMTP.
let stage: Stage
before(async () => {
  stage = await startStage({ keep: true })
  await stage.work()
})
after(() => stage.close())

it('a mail, its link, one click, silence: and a name and a number for whoever has to call', async () => {
  const { admin, editor } = stage
  const list = await stage.list([
    { channel: 'email', languages: ['ar'] },
    { channel: 'webhook', languages: ['ar'] },
  ])
  const [outletId] = list.outletIds
  const outlet = await admin.get(`/v1/outlets/${outletId}`)
  const named = { name: 'Gulf Morning', phone: '+971 4 000 0000' }
  expectStatus(await admin.patch(`/v1/outlets/${outletId}`, named, { 'if-match': String(outlet.headers.etag) }), 200)
  const release = async () => {
    const id = await stage.approved({ targets: [{ language: 'ar', outletListId: list.id }] })
    expectStatus(await stage.publish(id), 202)
    return { id, ...(await stage.until(id, (now) => now.finished)) }
  }
  const first = await release()
  assert.equal(first.counts.delivered, 2)
  assert.deepEqual((await editor.get(`/v1/releases/${first.id}/unreached`)).json, { items: [], nextCursor: null })

  // The reader presses the link in the body, in either part; it is the one that mail programs find in the header.
  const mail = await simpleParser(stage.mail.received[0]?.raw ?? '')
  const [link] = /https:\/\/wire\.example\/v1\/unsubscribe\/\S+$/m.exec(String(mail.text)) ?? assert.fail('no link in the text')
  assert.ok(String(mail.html).includes(`<a href="${link}"`))
  const header = mail.headers.get('list')
  assert.ok(header && typeof header === 'object' && JSON.stringify(header).includes(link))
  const clicked = await stage.app.inject({
    method: 'POST',
    url: new URL(link).pathname,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'List-Unsubscribe=One-Click',
  })
  assert.equal(clicked.statusCode, 200)

  // The wire sees where the silence comes from.
  const [suppression, ...more] = (await admin.get(`/v1/suppressions?endpointId=${list.endpointIds[0]}`)).json.items
  assert.deepEqual(more, [])
  const { reason, origin, channel, accountId, deliveryId } = suppression
  assert.deepEqual(
    { reason, origin, channel, accountId },
    { reason: 'unsubscribe', origin: 'link', channel: 'email', accountId: null },
  )

  // The next release passes it over; of the first it is on the list for the phone.
  const second = await release()
  assert.deepEqual([second.counts.delivered, second.counts.suppressed], [1, 1])
  const answer = expectStatus(await editor.get(`/v1/releases/${first.id}/unreached`), 200)
  const [{ handedAt, ...called }] = answer.json.items
  assert.ok(handedAt)
  assert.deepEqual(called, {
    deliveryId,
    version: 1,
    language: 'ar',
    channel: 'email',
    outletId,
    journalistId: null,
    ...{ name: 'Gulf Morning', country: 'AE', phone: '+971 4 000 0000', phoneOf: 'outlet' },
    why: 'suppressed',
    since: suppression.createdAt,
    suppression: { id: suppression.id, reason: 'unsubscribe', origin: 'link' },
  })
  assert.equal(answer.json.items.length, 1)
  // Whoever was handed nothing has nothing to be told.
  assert.deepEqual((await editor.get(`/v1/releases/${second.id}/unreached`)).json.items, [])

  // Lifted by name, it can be reached again.
  expectStatus(await admin.delete(`/v1/suppressions/${suppression.id}?reason=Called%20and%20asked`), 204)
  assert.deepEqual((await editor.get(`/v1/releases/${first.id}/unreached`)).json.items, [])
  assert.equal((await release()).counts.delivered, 2)
})
