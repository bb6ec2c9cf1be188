import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import tls from 'node:tls'
import { listenForReturns } from '../../src/returns/listen.ts'
import { openMail, sendMail, told } from '../channels/mail-trial.ts'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { certificates } from '../net/certificates.ts'
import { handIn, writeComplaint } from '../returns/mails.ts'
import { enlist } from './mailboxes.ts'
import { type Policy, startGreylisting } from './policy.ts'
import { freePort } from './ports.ts'
import { findPostfix, type Postfix, startPostfix } from './postfix.ts'

const domain = 'bounces.wire.example'

type Status = { targets: { expanded: boolean }[]; counts: Record<string, number> }

/** Each was tried once. */
function isTried({ targets, counts }: Status): boolean {
  return targets.every(({ expanded }) => expanded) && counts.pending === 0 && counts.sending === 0
}

/** The relay, the mailboxes behind it, the server of another outlet behind that, and the way back: all in one Postfix. */
function startMailWorld(greyPort: number, bouncePort: number): Promise<Postfix> {
  const size = 60_000
  return startPostfix({
    main: {
      virtual_mailbox_domains: 'outlet.example',
      virtual_mailbox_maps: 'texthash:{dir}/etc/mailboxes',
      transport_maps: 'texthash:{dir}/etc/transport',
      // It takes whatever there is, and finds out later, as relays do.
      smtpd_reject_unlisted_recipient: 'no',
      message_size_limit: String(size),
      virtual_mailbox_limit: String(size),
      // One try, then it is given up.
      maximal_queue_lifetime: '0',
      bounce_queue_lifetime: '0',
    },
    files: {
      mailboxes: 'desk@outlet.example desk/\ngrey@outlet.example grey/\nmbox@outlet.example mbox\n',
      transport: `behind.example smtp:[127.0.0.1]:{port:1}\n${domain} smtp:[127.0.0.1]:${bouncePort}\n`,
      refused: [
        'unknown@outlet.example 550 5.1.1 User unknown',
        'quota@outlet.example 452 4.2.2 Mailbox full',
        'overquota@outlet.example 552 5.2.2 Mailbox full',
        '',
      ].join('\n'),
      behind: [
        'gone@behind.example 550 5.1.1 No such user',
        'moved@behind.example 550 5.1.6 Moved, no address left',
        'full@behind.example 552 5.2.2 Over quota',
        'late@behind.example 450 4.2.2 Over quota for now',
        'spam@behind.example 554 5.7.1 We want no such mail',
        '',
      ].join('\n'),
      'expired.pem': `${certificates.expired.key}\n${certificates.expired.cert}\n`,
    },
    mailboxes: { mbox: 'x'.repeat(size - 10) },
    doors: [
      {
        smtpd_recipient_restrictions: `check_recipient_access texthash:{dir}/etc/refused, check_policy_service inet:127.0.0.1:${greyPort}, permit_mynetworks, reject`,
      },
      { smtpd_recipient_restrictions: 'check_recipient_access texthash:{dir}/etc/behind, permit_mynetworks, reject' },
      { smtpd_tls_security_level: 'may', smtpd_tls_chain_files: '{dir}/etc/expired.pem' },
    ],
  })
}

describe('mail that a real Postfix refuses, puts off or sends back', { skip: await findPostfix() }, () => {
  const clock = handClock(new Date())
  let grey: Policy
  let postfix: Postfix
  let stage: Stage
  let listener: Awaited<ReturnType<typeof listenForReturns>>
  let id: string
  before(async () => {
    grey = await startGreylisting((recipient) => recipient.startsWith('grey@'))
    const bouncePort = await freePort()
    postfix = await startMailWorld(grey.port, bouncePort)
    const smtpUrl = `smtp://127.0.0.1:${postfix.ports[0]}`
    stage = await startStage({ clock, env: { SMTP_URL: smtpUrl, BOUNCE_DOMAIN: domain } })
    listener = await listenForReturns(stage.deps, { host: '127.0.0.1', port: bouncePort })
    await stage.work()
    const names = ['desk', 'grey', 'unknown', 'quota', 'overquota', 'nobody', 'mbox'].map((name) => `${name}@outlet.example`)
    const behind = ['gone', 'moved', 'full', 'late', 'spam'].map((name) => `${name}@behind.example`)
    const outletListId = await enlist(stage, [...names, ...behind])
    id = await stage.approved({ targets: [{ language: 'en', outletListId }] })
    expectStatus(await stage.publish(id), 202)
    await stage.until(id, isTried)
  })
  after(async () => {
    await listener?.close()
    await stage?.close()
    await postfix?.close()
    grey?.close()
  })

  /** A delivery by the address that it went to, with what was learned of it. */
  const deliveryTo = async (address: string) => {
    const { items } = expectStatus(await stage.submitter.get(`/v1/releases/${id}/deliveries?limit=200`), 200).json
    const found = items.find(({ outletName }: { outletName: string }) => outletName === address) ?? assert.fail(address)
    return expectStatus(await stage.submitter.get(`/v1/releases/${id}/deliveries/${found.id}`), 200).json
  }
  const becomes = async (address: string) => {
    const { state, reason, facts } = await deliveryTo(address)
    const learned = facts.map(({ kind, reason, status }: Record<string, string>) => `${kind} ${reason} ${status}`)
    return [state, ...(reason === null ? [] : [reason]), ...learned].join(', ')
  }
  const silenced = async (address: string) =>
    (await stage.admin.get(`/v1/suppressions?address=${address}`)).json.items.map(
      ({ reason, origin }: Record<string, string>) => `${reason} by ${origin}`,
    )

  it('what the relay says at once is the outcome: unknown, full, full for now', async () => {
    assert.equal(await becomes('desk@outlet.example'), 'delivered')
    assert.equal(await becomes('unknown@outlet.example'), 'failed, mailbox-unknown')
    assert.equal(await becomes('overquota@outlet.example'), 'failed, mailbox-full')
    assert.equal(await becomes('quota@outlet.example'), 'retrying, mailbox-full')
    assert.deepEqual(await silenced('unknown@outlet.example'), ['hard-bounce by relay'])
    assert.deepEqual(await silenced('overquota@outlet.example'), [])
  })

  it('what comes back later is a fact beside a delivery that stays delivered, and silences where the address is wrong', async () => {
    await stage.until(id, ({ facts }) => facts.hardBounces >= 3 && facts.softBounces >= 4)
    const facts = {
      'nobody@outlet.example': 'hard-bounce mailbox-unknown 5.1.1',
      'gone@behind.example': 'hard-bounce mailbox-unknown 5.1.1',
      'moved@behind.example': 'hard-bounce mailbox-unknown 5.1.6',
      'full@behind.example': 'soft-bounce mailbox-full 5.2.2',
      'late@behind.example': 'soft-bounce mailbox-full 4.2.2',
      'spam@behind.example': 'soft-bounce refused-by-policy 5.7.1',
      'mbox@outlet.example': 'soft-bounce mailbox-full 5.2.2',
    }
    for (const [address, fact] of Object.entries(facts)) {
      assert.equal(await becomes(address), `delivered, ${fact}`, await postfix.log())
      assert.deepEqual(await silenced(address), fact.startsWith('hard') ? ['hard-bounce by bounce'] : [], address)
      const { facts: shown } = await deliveryTo(address)
      assert.ok(shown.every(({ proven, detail }: Record<string, string>) => proven && !detail?.includes(address)))
    }
  })

  it('greylisting costs a second try, which arrives', async () => {
    assert.match(await becomes('grey@outlet.example'), /^retrying, mailbox-busy/)
    clock.advance(3_600_000)
    await stage.until(id, ({ counts }) => counts.retrying <= 1 && counts.pending + counts.sending === 0)
    assert.equal(await becomes('grey@outlet.example'), 'delivered')
  })

  it('the next release goes to nobody whose address is wrong', async () => {
    const { json: lists } = await stage.admin.get('/v1/outlet-lists')
    const next = await stage.approved({ targets: [{ language: 'en', outletListId: lists.items[0].id }] })
    expectStatus(await stage.publish(next), 202)
    const { counts } = await stage.until(next, isTried)
    assert.equal(counts.suppressed, 4)
  })

  it('a complaint about a mail as it lies in a mailbox comes back by the relay, and silences whose it is', async () => {
    const [raw] = await postfix.mailbox('desk')
    const mail = raw?.toString('latin1') ?? assert.fail(await postfix.log())
    const { 1: from = '' } = /^Return-Path: <(.+)>$/m.exec(mail) ?? []
    assert.match(from, /^bounce\+\S+@bounces\.wire\.example$/)
    // As a provider has it: what its user was sent, in a report that it hands to its own relay.
    const report = writeComplaint('abuse', mail.slice(0, mail.indexOf('\n\n')), from)
    assert.match(await handIn(Number(postfix.ports[0]), `complaints@${domain}`, report), /^250 /)
    await stage.until(id, ({ facts }) => facts.complaints === 1)
    assert.match(await becomes('desk@outlet.example'), /^delivered, complaint abuse/)
    assert.deepEqual(await silenced('desk@outlet.example'), ['complaint by complaint'])
  })

  it('a relay whose certificate has ended gets no mail', async () => {
    // Trusted, so that nothing but its end is wrong with it.
    tls.setDefaultCACertificates([...tls.getCACertificates(), certificates.expired.cert])
    const sender = openMail(`smtp://localhost:${postfix.ports[2]}`)
    try {
      assert.match(
        told(await sendMail(sender)),
        /^temporary relay-unreachable: The relay and we could not agree on TLS \(CERT_HAS_EXPIRED\)/,
      )
    } finally {
      await sender.close()
    }
  })
})
