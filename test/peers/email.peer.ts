import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { after, before, describe, it, mock } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { simpleParser } from 'mailparser'
import { expectStatus } from '../harness/client.ts'
import { handClock } from '../harness/clock.ts'
import { type Stage, startStage } from '../harness/stage.ts'
import { openTurns } from '../holds/turns.ts'
import { boilerplates, editions, languages } from '../journeys/fifteen-release.ts'
import { findPostfix, type Postfix, startPostfix } from './postfix.ts'

const missing = await findPostfix()
const golden = new URL('../journeys/fifteen/', import.meta.url)
const domain = 'bounces.wire.example'

describe('a release in fifteen languages through a real Postfix', { skip: missing }, () => {
  const clock = handClock('2026-12-01T04:00:00Z')
  let postfix: Postfix
  let stage: Stage
  let id: string
  before(async () => {
    postfix = await startPostfix({
      main: { virtual_mailbox_domains: 'outlet.example', virtual_mailbox_maps: 'texthash:{dir}/etc/mailboxes' },
      files: { mailboxes: languages.map(mailboxLine).join('') },
      doors: [{}],
    })
    const env = { SMTP_URL: `smtp://127.0.0.1:${postfix.ports[0]}`, BOUNCE_DOMAIN: domain }
    stage = await startStage({ clock, env })
    id = await publishFifteen(stage)
    clock.set('2026-12-01T05:00:00Z')
    mock.timers.enable({ apis: ['Date'], now: clock.now() })
    const turns = openTurns(stage.deps, clock)
    const status = async () => expectStatus(await stage.submitter.get(`/v1/releases/${id}/status`), 200).json
    for (let turn = 0; turn < 10 && !(await status()).finished; turn++) await turns.turn()
    mock.timers.reset()
    await turns.close()
    assert.equal((await status()).counts.delivered, languages.length)
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
      assert.deepEqual(mail.attachments, [])
    })
})

/** An address with its mailbox, in the form of Maildir. */
function mailboxLine(name: string): string {
  return `${name.toLowerCase()}@outlet.example ${name.toLowerCase()}/\n`
}

/** What is different in every run, replaced. */
function same(text: string, id: string): string {
  return text
    .replaceAll(id, '{release}')
    .replace(/https?:\/\/[^\s"<]*\/v1\/unsubscribe\/[^\s"<]+/g, 'https://wire.example/unsubscribe')
}

async function publishFifteen(stage: Stage): Promise<string> {
  const { admin } = stage
  const named = { name: 'Example Wire', url: 'https://wire.example/' }
  expectStatus(await admin.patch('/v1/wire', named, { 'if-match': '*' }), 200)
  const issuer = { names: { en: 'Sunvale Energy' }, domain: 'sunvale.example', boilerplates }
  expectStatus(await admin.patch(`/v1/issuers/${stage.issuerId}`, issuer, { 'if-match': '*' }), 200)
  const targets: { language: string; outletListId: string }[] = []
  for (const language of languages) {
    const outletListId = await enlist(stage, [{ to: `${language.toLowerCase()}@outlet.example` }], language)
    targets.push({ language, outletListId })
  }
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

/** A list of outlets with one mailbox each. */
async function enlist({ admin }: Stage, mailboxes: { to: string }[], language = 'en'): Promise<string> {
  const outletIds: string[] = []
  for (const settings of mailboxes) {
    const profile = { country: 'AE', languages: [language], sectors: [], timeZone: 'Asia/Dubai' }
    const outlet = expectStatus(await admin.post('/v1/outlets', { name: settings.to, ...profile }), 201).json
    expectStatus(await admin.post(`/v1/outlets/${outlet.id}/endpoints`, { channel: 'email', settings }), 201)
    outletIds.push(outlet.id)
  }
  const list = expectStatus(await admin.post('/v1/outlet-lists', { name: `${language} ${outletIds[0]}` }), 201).json
  expectStatus(await admin.post(`/v1/outlet-lists/${list.id}/members`, { outletIds }), 200)
  return list.id
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
