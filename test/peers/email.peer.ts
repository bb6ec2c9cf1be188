import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { after, before, describe, it, mock } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { simpleParser } from 'mailparser'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { openTurns } from '../holds/turns.ts'
import { boilerplates, editions, languages } from '../journeys/fifteen-release.ts'
import { findOpendkim, findSpamassassin, judgeBySpamassassin, verifyByOpendkim } from './mail-judges.ts'
import { enlist } from './mailboxes.ts'
import { findPostfix, type Postfix, startPostfix } from './postfix.ts'

const missing = { postfix: await findPostfix(), opendkim: await findOpendkim(), spamassassin: await findSpamassassin() }
const golden = new URL('../journeys/fifteen/', import.meta.url)
const domain = 'bounces.wire.example'
const keys = {
  '2026': generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  '2026-ed': generateKeyPairSync('ed25519').privateKey,
}
const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()

describe('a release in fifteen languages through a real Postfix', { skip: missing.postfix }, () => {
  const clock = handClock('2026-12-01T04:00:00Z')
  let postfix: Postfix
  let stage: Stage
  let id: string
  before(async () => {
    postfix = await startPostfix({
      main: { virtual_mailbox_domains: 'outlet.example', virtual_mailbox_maps: 'texthash:{dir}/etc/mailboxes' },
      files: { mailboxes: [...languages, 'plain'].map(mailboxLine).join('') },
      doors: [{}],
    })
    const env = {
      SMTP_URL: `smtp://127.0.0.1:${postfix.ports[0]}`,
      BOUNCE_DOMAIN: domain,
      DKIM_DOMAIN: 'wire.example',
      DKIM_SELECTOR: '2026',
      DKIM_KEY: pemOf(keys['2026']),
      DKIM_SECOND_SELECTOR: '2026-ed',
      DKIM_SECOND_KEY: pemOf(keys['2026-ed']),
    }
    stage = await startStage({ clock, env })
    id = await publishFifteen(stage)
    clock.set('2026-12-01T05:00:00Z')
    mock.timers.enable({ apis: ['Date'], now: clock.now() })
    const turns = openTurns(stage.deps, clock)
    const status = async () => expectStatus(await stage.submitter.get(`/v1/releases/${id}/status`), 200).json
    for (let turn = 0; turn < 10 && !(await status()).finished; turn++) await turns.turn()
    mock.timers.reset()
    await turns.close()
    assert.equal((await status()).counts.delivered, languages.length + 1)
  })
  after(async () => {
    await stage?.close()
    await postfix?.close()
  })

  for (const { language, headline } of editions)
    it(`${language}: lies in the mailbox as it was read as a whole page, byte for byte`, async () => {
      const [raw, ...more] = await untilThere(() => postfix.mailbox(language.toLowerCase()))
      assert.ok(raw && more.length === 0, await postfix.log())
      const mail = await simpleParser(raw ?? '')
      assert.equal(mail.subject, `${headline}`)
      for (const [ending, said] of [
        ['txt', mail.text],
        ['html', mail.html],
      ] as const) {
        const file = new URL(`${language}.${ending}`, golden)
        assert.ok(existsSync(file))
        assert.equal(same(String(said), id), readFileSync(file, 'utf8'))
      }
      const head = raw?.toString('latin1').split('\n\n')[0] ?? ''
      assert.match(head, /^Return-Path: <bounce\+[0-9a-f]{52}@bounces\.wire\.example>$/m)
      assert.match(head, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m)
      const feedbackId = `^${id}:${stage.submitter.accountId}:mail:[0-9a-f]{12}$`
      assert.match(String(mail.headers.get('feedback-id')), new RegExp(feedbackId))
      assert.deepEqual(mail.attachments, [])
    })

  it('who wants plain text and the issuer first has both, in an alphabet of its own', async () => {
    const [raw] = await untilThere(() => postfix.mailbox('plain'))
    const mail = await simpleParser(raw ?? assert.fail(await postfix.log()))
    const headline = String(editions.find(({ language }) => language === 'ar')?.headline)
    assert.match(mail.subject ?? '', /^\P{L}*Sunvale Energy/u)
    assert.ok(mail.subject?.includes(headline), String(mail.subject))
    assert.deepEqual([mail.html, mail.attachments], [false, []])
    assert.match(raw?.toString('latin1') ?? '', /^Content-Type: text\/plain; charset="?utf-8/im)
    assert.equal(same(String(mail.text), id), readFileSync(new URL('ar.txt', golden), 'utf8'))
  })

  it('mailauth verifies both signatures in every mailbox', async () => {
    for (const language of languages) {
      const { results } = await dkimVerify(await mailIn(language), { resolver: async (name) => [[recordOf(name)]] })
      const verified = results.map(({ algo, status }) => `${algo} ${status.result}`)
      assert.deepEqual(verified.sort(), ['ed25519-sha256 pass', 'rsa-sha256 pass'], language)
    }
  })

  it('opendkim verifies both signatures in every mailbox', { skip: missing.opendkim }, async () => {
    const records = Object.keys(keys).map((selector): [string, string] => [
      `${selector}._domainkey.wire.example`,
      recordOf(selector),
    ])
    for (const language of languages) {
      const said = await verifyByOpendkim(await mailIn(language), records)
      assert.deepEqual(said, ['rsa-sha256 pass', 'ed25519-sha256 pass'], language)
    }
  })

  it('spamassassin finds nothing to object to', { skip: missing.spamassassin }, async () => {
    const mails = await Promise.all(languages.map(mailIn))
    // The clock of this test is ahead of the machine's, by which the judge goes.
    const dated = mails.map((mail) => Buffer.from(mail.toString('latin1').replace(/^Date: .*$/m, `Date: ${sentNow()}`), 'latin1'))
    const verdicts = await judgeBySpamassassin(dated)
    assert.equal(verdicts.length, languages.length)
    for (const [at, { rules, score }] of verdicts.entries()) {
      assert.deepEqual(
        rules.filter((rule) => !harmless.includes(rule)),
        [],
        String(languages[at]),
      )
      assert.ok(score < 1.5, `${languages[at]}: ${score}`)
    }
  })

  async function mailIn(language: string): Promise<Buffer> {
    const [raw] = await postfix.mailbox(language.toLowerCase())
    return raw ?? assert.fail(`no mail in ${language}`)
  }
})

/** What stands in DNS for a key, by its selector or the whole name. */
function recordOf(name: string): string {
  const [, key] = Object.entries(keys).find(([selector]) => name.split('.')[0] === selector) ?? assert.fail(name)
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' })
  // Ed25519 stands there without the wrapping (RFC 8463, section 4).
  const published = key.asymmetricKeyType === 'rsa' ? der : der.subarray(-32)
  return `v=DKIM1; k=${key.asymmetricKeyType}; p=${published.toString('base64')}`
}

/** An address with its mailbox, in the form of Maildir. */
function mailboxLine(name: string): string {
  return `${name.toLowerCase()}@outlet.example ${name.toLowerCase()}/\n`
}

/**
 * What SpamAssassin notes and nobody could mend: that we run on loopback, that there is HTML, that a release speaks of millions; and of
 * the bytes of Thai and of Han that they look to it like letters that hide others.
 */
const harmless = ['ALL_TRUSTED', 'HTML_MESSAGE', 'LOTS_OF_MONEY', 'MIXED_ES', 'T_TVD_FUZZY_SECTOR']

function sentNow(): string {
  return new Date().toUTCString().replace('GMT', '+0000')
}

/** What is different in every run, replaced. */
function same(text: string, id: string): string {
  return text
    .replaceAll(id, '{release}')
    .replace(/https?:\/\/[^\s"<]*\/v1\/unsubscribe\/[^\s"<]+/g, 'https://wire.example/unsubscribe')
}

async function publishFifteen(stage: Stage): Promise<string> {
  const { admin } = stage
  const named = { name: 'Example Wire', url: 'https://wire.example/', senderAddress: 'news@wire.example' }
  expectStatus(await admin.patch('/v1/wire', named, { 'if-match': '*' }), 200)
  const issuer = { names: { en: 'Sunvale Energy' }, domain: 'sunvale.example', boilerplates }
  expectStatus(await admin.patch(`/v1/issuers/${stage.issuerId}`, issuer, { 'if-match': '*' }), 200)
  const targets: { language: string; outletListId: string }[] = []
  for (const language of languages) {
    const outletListId = await enlist(stage, [`${language.toLowerCase()}@outlet.example`], language)
    targets.push({ language, outletListId })
  }
  const issuerFirst = { format: 'text', settings: { subject: 'issuer-first' } }
  targets.push({ language: 'ar', outletListId: await enlist(stage, ['plain@outlet.example'], 'ar', issuerFirst) })
  const id = await stage.approved({
    source: { kind: 'contentProvider', name: 'Sunvale News' },
    contacts: [{ name: 'Lena Ortiz', email: 'press@sunvale.example', phone: '+971 4 555 0123', public: true }],
    sectors: ['energy', 'top-story'],
    editions,
    targets,
  })
  const hours = { releaseAt: '2026-12-01T05:00:00Z', embargoUntil: '2026-12-01T09:30:00Z' }
  expectStatus(await stage.publish(id, hours), 202)
  return id
}

/** Looks until there is something, for twenty seconds. */
async function untilThere<T>(look: () => Promise<T[]>): Promise<T[]> {
  const deadline = performance.now() + 20_000
  for (;;) {
    const found = await look()
    if (found.length > 0 || performance.now() > deadline) return found
    await setTimeout(50)
  }
}
