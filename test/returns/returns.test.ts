import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { unsubscribeUrl } from '../../src/deliveries/unsubscribe-link.ts'
import { listenForReturns } from '../../src/returns/listen.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { handIn, writeBounce, writeComplaint } from './mails.ts'

const domain = 'bounces.wire.example'
const dayMs = 86_400_000

describe('mail that comes back', () => {
  const clock = handClock(new Date())
  let stage: Stage
  let listener: Awaited<ReturnType<typeof listenForReturns>>
  before(async () => {
    stage = await startStage({ clock, keep: true, env: { BOUNCE_DOMAIN: domain } })
    listener = await listenForReturns(stage.deps, { host: '127.0.0.1', port: 0 })
    await stage.work()
  })
  after(async () => {
    await listener.close()
    await stage.close()
  })

  /** A release that has reached new mailboxes, and what is known of each. */
  const sent = async (mailboxes = 1, listId?: string) => {
    const list = listId ?? (await stage.list(Array.from({ length: mailboxes }, () => ({ channel: 'email' as const })))).id
    const id = await stage.approved({ targets: [{ language: 'en', outletListId: list }] })
    const before = stage.mail.received.length
    expectStatus(await stage.publish(id), 202)
    const status = await stage.until(id, (now) => now.finished)
    const mails = stage.mail.received.slice(before).map(({ from, to, messageId }) => ({
      from,
      to,
      messageId,
      deliveryId: messageId.split('@')[0] ?? '',
    }))
    return { id, listId: list, status, mails, mail: mails[0] ?? { from: '', to: '', messageId: '', deliveryId: '' } }
  }
  const take = (to: string, raw: string | Buffer) => handIn(listener.port, to, raw)
  const factsOf = async (id: string, deliveryId: string) =>
    expectStatus(await stage.submitter.get(`/v1/releases/${id}/deliveries/${deliveryId}`), 200).json.facts
  const suppressionsOf = async (address: string) =>
    (await stage.admin.get(`/v1/suppressions?address=${encodeURIComponent(address)}`)).json.items

  it('goes to an address that tells of which delivery it is, and that fits into every mail server', async () => {
    const { mail } = await sent()
    assert.match(mail.from, /^bounce\+[0-9a-f]{52}@bounces\.wire\.example$/)
    assert.ok(mail.from.indexOf('@') <= 64)
    assert.ok(mail.from.includes(mail.deliveryId.replaceAll('-', '')))
  })

  it('a hard bounce is a fact beside a delivery that stays delivered, and silences the address', async () => {
    const { id, listId, mails, mail } = await sent(2)
    const said = { diagnostic: `smtp; 550 5.1.1 <${mail.to}>: no such user`, recipient: mail.to }
    assert.match(await take(mail.from, writeBounce(said)), /^250 /)
    const { json } = expectStatus(await stage.submitter.get(`/v1/releases/${id}/deliveries/${mail.deliveryId}`), 200)
    assert.equal(json.state, 'delivered')
    assert.deepEqual(
      json.facts.map(({ at: _, ...fact }: Record<string, unknown>) => fact),
      [
        {
          kind: 'hard-bounce',
          reason: 'mailbox-unknown',
          status: '5.1.1',
          detail: '550 5.1.1 <•••>: no such user',
          reporter: 'mx.outlet.example',
          proven: true,
        },
      ],
    )
    const status = expectStatus(await stage.submitter.get(`/v1/releases/${id}/status`), 200).json
    assert.deepEqual(status.facts, { hardBounces: 1, softBounces: 0, complaints: 0 })
    const found = expectStatus(await stage.submitter.get(`/v1/releases/${id}/deliveries?fact=hard-bounce`), 200).json.items
    assert.deepEqual(
      found.map((one: { id: string }) => one.id),
      [mail.deliveryId],
    )
    const [suppression, ...more] = await suppressionsOf(mail.to)
    assert.deepEqual(more, [])
    assert.deepEqual(
      [suppression.reason, suppression.origin, suppression.channel, suppression.deliveryId],
      ['hard-bounce', 'bounce', 'email', mail.deliveryId],
    )
    const events = (await stage.submitter.get(`/v1/events?releaseId=${id}&kind=delivery.bounced`)).json.items
    assert.deepEqual(
      events.map(({ reason, data }: Record<string, unknown>) => [reason, data]),
      [['mailbox-unknown', { kind: 'hard-bounce', proven: true, status: '5.1.1' }]],
    )
    const next = await sent(0, listId)
    assert.deepEqual(
      next.mails.map(({ to }) => to),
      mails.slice(1).map(({ to }) => to),
    )
  })

  it('a complaint silences the address, whatever way it names the delivery', async () => {
    const { id, mails } = await sent(3)
    const [byEnvelope, byPath, byLink] = mails
    assert.ok(byEnvelope && byPath && byLink)
    const link = unsubscribeUrl(stage.deps, byLink.deliveryId)
    const complaints = `complaints@${domain}`
    assert.match(await take(byEnvelope.from, writeComplaint('abuse')), /^250 /)
    assert.match(await take(complaints.toUpperCase(), writeComplaint('fraud', 'Subject: x\n', byPath.from)), /^250 /)
    const returned = `Message-ID: <${byLink.messageId}>\nList-Unsubscribe: <${link}>\n`
    assert.match(await take(complaints, writeComplaint('other', returned)), /^250 /)
    for (const { to, deliveryId } of mails) {
      assert.deepEqual(
        (await suppressionsOf(to)).map(({ reason }: { reason: string }) => reason),
        ['complaint'],
      )
      const [fact] = await factsOf(id, deliveryId)
      assert.deepEqual([fact.kind, fact.proven], ['complaint', true])
    }
    const { facts } = expectStatus(await stage.submitter.get(`/v1/releases/${id}/status`), 200).json
    assert.deepEqual(facts, { hardBounces: 0, softBounces: 0, complaints: 3 })
  })

  it('a report that comes twice, or ten times at once, is kept once', async () => {
    const { id, mail } = await sent()
    const replies = await Promise.all(Array.from({ length: 10 }, () => take(mail.from, writeBounce({ recipient: mail.to }))))
    assert.ok(replies.every((reply) => reply.startsWith('250 ')))
    assert.equal((await factsOf(id, mail.deliveryId)).length, 1)
    assert.equal((await stage.submitter.get(`/v1/events?releaseId=${id}&kind=delivery.bounced`)).json.items.length, 1)
  })

  it('a bounce of who was forwarded the mail is shown, and never silences who forwarded it', async () => {
    const { id, listId, mail } = await sent()
    const exIntern = { recipient: 'ex-intern@outlet.example', diagnostic: 'smtp; 550 5.1.1 <ex-intern@outlet.example>: gone' }
    let next = { id, mail }
    for (let day = 0; day < 6; day++) {
      assert.match(await take(next.mail.from, writeBounce(exIntern)), /^250 /)
      const [{ kind, reason, status, detail, proven }] = await factsOf(next.id, next.mail.deliveryId)
      const shown = ['soft-bounce', 'forwarded', '5.1.1', '550 5.1.1 <•••>: gone', true]
      assert.deepEqual([kind, reason, status, detail, proven], shown)
      if (day < 5) next = await sent(0, listId)
      clock.advance(dayMs)
    }
    assert.deepEqual(await suppressionsOf(mail.to), [])
    // The next on a sixth day would be one too many, if those before it had counted.
    const full = { status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 Over quota' }
    const { mail: own } = await sent(0, listId)
    assert.match(await take(own.from, writeBounce({ ...full, recipient: own.to.toUpperCase() })), /^250 /)
    assert.deepEqual(await suppressionsOf(mail.to), [])
    assert.match(await take(own.from, writeBounce({ recipient: own.to })), /^250 /)
    assert.equal((await suppressionsOf(mail.to)).length, 1)
  })

  it('soft bounces silence on the fifth day of thirty, and after a lifting they are counted anew', async () => {
    const { listId, mail } = await sent()
    const bounce = async (status = '5.2.2') => {
      const { mail: next } = await sent(1, listId)
      assert.match(
        await take(next.from, writeBounce({ status, diagnostic: `smtp; 552 ${status} over quota`, recipient: next.to })),
        /^250 /,
      )
    }
    const reasons = async () => (await suppressionsOf(mail.to)).map(({ reason }: { reason: string }) => reason)
    for (let n = 0; n < 2; n++) await bounce()
    assert.deepEqual(await reasons(), [])
    for (let day = 2; day <= 4; day++) {
      clock.advance(dayMs)
      await bounce('4.2.2')
    }
    assert.deepEqual(await reasons(), [])
    clock.advance(dayMs)
    await bounce()
    assert.deepEqual(await reasons(), ['soft-bounce'])
    const [{ id }] = await suppressionsOf(mail.to)
    expectStatus(await stage.admin.delete(`/v1/suppressions/${id}?reason=emptied`), 204)
    clock.advance(dayMs)
    await bounce()
    assert.deepEqual(await reasons(), [])
    for (let day = 0; day < 2; day++) {
      clock.advance(15 * dayMs)
      await bounce()
    }
    assert.deepEqual(await reasons(), [], 'too far apart')
  })

  it('a report that anybody could have written is kept, shown as that, and silences nobody', async () => {
    const { id, mail } = await sent()
    const returned = `Message-ID: <${mail.messageId}>\nList-Unsubscribe: <https://wire.example/v1/unsubscribe/${mail.deliveryId}.forged>\n`
    const forged = { status: '5.1.3', diagnostic: 'smtp; 550 5.1.3 Words of a forger', reporter: 'dns; forger.example' }
    assert.match(await take(`complaints@${domain}`, writeBounce({ ...forged, recipient: mail.to }, returned)), /^250 /)
    const [fact] = await factsOf(id, mail.deliveryId)
    assert.deepEqual(
      [fact.kind, fact.proven, fact.status, fact.detail],
      ['hard-bounce', false, '5.1.3', '550 5.1.3 Words of a forger'],
    )
    assert.deepEqual(await suppressionsOf(mail.to), [])
    // The true one may come later, and is kept in words of its own.
    clock.advance(1000)
    assert.match(await take(mail.from, writeBounce({ recipient: mail.to }, returned)), /^250 /)
    const [{ at, ...proven }, ...more] = await factsOf(id, mail.deliveryId)
    assert.deepEqual(proven, {
      ...{ kind: 'hard-bounce', reason: 'mailbox-unknown', status: '5.1.1', detail: '550 5.1.1 User unknown' },
      ...{ reporter: 'mx.outlet.example', proven: true },
    })
    assert.deepEqual([at > fact.at, more], [true, []])
    assert.equal((await suppressionsOf(mail.to)).length, 1)
  })

  it('to a forged return path, or to anybody else, is refused', async () => {
    const { mail } = await sent()
    const forged = [
      mail.from.replace(/.@/, (end) => (end === '0@' ? '1@' : '0@')),
      mail.from.replace(/\+./, (begin) => (begin === '+0' ? '+1' : '+0')),
      mail.from.replace(domain, 'wire.example'),
      `bounce+@${domain}`,
      `postmaster@${domain}`,
      'desk@outlet.example',
    ]
    for (const to of forged) assert.match(await take(to, writeBounce()), /^550 5\.1\.1 /, to)
    assert.deepEqual(await suppressionsOf(mail.to), [])
  })

  it('that is a holiday, garbage or about nothing of ours is heard and changes nothing', async () => {
    const { id, mail } = await sent()
    const holiday = 'From: desk@outlet.example\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nBack on Monday.\r\n'
    for (const raw of [holiday, '\r\n', Buffer.from([0, 255, 13, 10, 200, 46, 13, 10]), writeBounce({ action: 'delayed' })]) {
      assert.match(await take(mail.from, raw), /^250 /)
    }
    const unknown = '<019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f@wire.example>'
    assert.match(await take(`complaints@${domain}`, writeComplaint('abuse', `Message-ID: ${unknown}\n`)), /^250 /)
    assert.deepEqual(await factsOf(id, mail.deliveryId), [])
    assert.deepEqual(await suppressionsOf(mail.to), [])
    assert.ok(
      stage.mail.received.every(({ to }) => to.endsWith('@outlet.example')),
      'nobody was answered',
    )
  })

  it('with all of a large mail in it is read as far as it matters; one beyond all measure is refused', async () => {
    const { id, mail } = await sent()
    assert.match(
      await take(mail.from, writeBounce({ recipient: mail.to }, `Subject: x\n\n${'A line of the mail.\n'.repeat(200_000)}`)),
      /^250 /,
    )
    assert.equal((await factsOf(id, mail.deliveryId)).length, 1)
    const beyond = Buffer.alloc(26 * 1024 * 1024, 'a line that is well formed, and another one\r\n')
    assert.match(await take(mail.from, beyond), /^552 /)
  })

  it('what the far side said of somebody who was erased is not kept, before nor after', async () => {
    const { admin } = stage
    const journalist = expectStatus(await admin.post('/v1/journalists', { name: 'Nadia Example', languages: ['en'] }), 201).json
    const settings = { to: 'nadia@outlet.example' }
    expectStatus(await admin.post(`/v1/journalists/${journalist.id}/endpoints`, { channel: 'email', settings }), 201)
    const list = expectStatus(await admin.post('/v1/outlet-lists', { name: 'Nadia' }), 201).json
    expectStatus(await admin.post(`/v1/outlet-lists/${list.id}/members`, { journalistIds: [journalist.id] }), 200)
    const { id, mail } = await sent(0, list.id)
    assert.match(
      await take(mail.from, writeBounce({ status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 Nadia has left', recipient: mail.to })),
      /^250 /,
    )
    clock.advance(1000)
    expectStatus(await admin.put(`/v1/journalists/${journalist.id}/erasure`, { reason: 'Asked by letter' }), 200)
    assert.match(await take(mail.from, writeBounce({ diagnostic: 'smtp; 550 5.1.1 Nadia is gone', recipient: mail.to })), /^250 /)
    const facts = await factsOf(id, mail.deliveryId)
    assert.deepEqual(
      facts.map(({ kind, detail, reporter }: Record<string, unknown>) => [kind, detail, reporter]),
      [
        ['soft-bounce', null, null],
        ['hard-bounce', null, null],
      ],
    )
  })
})

describe('the door for mail that comes back', () => {
  it('says come again while Postgres is away, and takes it in after that', async () => {
    const stage = await startStage({ env: { BOUNCE_DOMAIN: domain } })
    const listener = await listenForReturns(stage.deps, { host: '127.0.0.1', port: 0 })
    try {
      await stage.work()
      const list = await stage.list([{ channel: 'email' }])
      const id = await stage.approved({ targets: [{ language: 'en', outletListId: list.id }] })
      expectStatus(await stage.publish(id), 202)
      await stage.until(id, (now) => now.finished)
      const { from: to = '', to: recipient = '' } = stage.mail.received[0] ?? {}
      await stage.deps.db.$executeRaw`ALTER TABLE delivery_facts RENAME TO away`
      assert.match(await handIn(listener.port, to, writeBounce({ recipient })), /^451 4\.3\.0 /)
      await stage.deps.db.$executeRaw`ALTER TABLE away RENAME TO delivery_facts`
      assert.match(await handIn(listener.port, to, writeBounce({ recipient })), /^250 /)
      assert.equal(expectStatus(await stage.submitter.get(`/v1/releases/${id}/status`), 200).json.facts.hardBounces, 1)
    } finally {
      await listener.close()
      await stage.close()
    }
  })
})
