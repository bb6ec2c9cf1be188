import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Channel, Message, Outcome, Rendering, Sender } from '../../src/channels/channel.ts'
import type { Behaviour } from '../../src/demo/receivers/behaviour.ts'

/** What the far side got: the delivery's id as the channel carries it, and each part in order. */
export type Arrival = { deliveryId: string; parts: Uint8Array[] }

/** A real far side on loopback, and the channel opened towards it. */
export type FarSide = {
  sender: Sender
  /** settings of an endpoint there that behaves so; the same name and behaviour give the same endpoint */
  settings(behaviour: Behaviour): Record<string, unknown>
  /** the secrets in play; none may show up in an outcome */
  secrets: string[]
  /** whether a second hand-over of a delivery takes the place of the first, as a file or a post does */
  keepsOne?: true
  /** what was taken by now */
  arrivals(): Promise<Arrival[]>
  close(): Promise<void>
}

let made = 0

/** A message that is hard on a channel: all scripts, joiners, long lines, spaces that look unneeded. */
export function makeMessage(channel: Channel, change: Partial<Message> = {}): Message {
  made += 1
  // Each is of a release of its own.
  const releaseId = `019a4f2e-7c1b-7d3a-9c56-${String(made).padStart(12, '0')}`
  return {
    deliveryId: `019a4f2e-7c1b-7d3a-9c55-${String(made).padStart(12, '0')}`,
    attempt: 1,
    settings: {},
    renderings: channel.renders(channel.formats[0]).map(makeRendering),
    subject: 'دبي ๑ ไทย 速報 👩‍👩‍👧‍👦 Überraschung',
    language: 'ar',
    direction: 'rtl',
    releasedAt: new Date('2026-12-01T05:00:00Z'),
    sentAt: new Date(),
    sender: { name: 'SeaPRwire – سي', address: 'wire@dateline.example' },
    messageDomain: 'dateline.example',
    unsubscribeUrl: 'https://dateline.example/unsubscribe/1?signature=abc',
    footer: {
      language: 'ar',
      direction: 'rtl',
      why: 'تصلك هذه الرسالة لأن «SeaPRwire» & <غيرها>',
      unsubscribe: 'إلغاء الاشتراك',
    },
    story: {
      releaseId,
      version: 1,
      versionKind: 'original',
      uri: `urn:dateline:${releaseId}:ar`,
      headline: 'دبي ๑ ไทย 速報 👩‍👩‍👧‍👦 Überraschung',
      slug: 'دبي-๑-ไทย-速報-überraschung',
      issuers: ['Überraschung GmbH & Co. – شركة'],
      sectors: [{ key: 'energy', label: 'الطاقة' }],
      attachments: [],
    },
    ...change,
  }
}

const contentTypes = {
  text: 'text/plain; charset=utf-8',
  html: 'text/html; charset=utf-8',
  'html-story': 'text/html; charset=utf-8',
  ninjs: 'application/json',
  'ninjs-2.2': 'application/json; charset=utf-8',
  'newsml-g2': 'application/vnd.iptc.g2.newsitem+xml; charset=utf-8',
  nitf: 'application/nitf+xml; charset=utf-8',
  'json-ld': 'application/ld+json',
}

const hardText = [
  'دبي، 1 ديسمبر – نص عربي مع «اقتباس» ورقم ١٢٣ وفاصلة\u200cصفرية.',
  'ข่าวประชาสัมพันธ์ภาษาไทยที่ไม่มีช่องว่างระหว่างคำ',
  '速報：東京、2026年 — “引用” 한국어 한국어',
  '👩‍👩‍👧‍👦 🇦🇪 e\u0301 é',
  `From the first word to the last, ${'one very long line without an end '.repeat(60)}`,
  '.',
  '..two dots, and spaces at the end   ',
  '=E2=80=93 is not a dash; a tab\tis one',
  '-- ',
  '',
].join('\n')

function makeRendering(format: string): Rendering {
  const known = Object.entries(contentTypes).find(([key]) => key === format)
  const [, contentType] = known ?? assert.fail(`no content type for ${format}`)
  const texts: Record<string, string> = { html: `<p dir="rtl">${hardText}</p>\n`, ninjs: JSON.stringify({ body_text: hardText }) }
  return { format, contentType, bytes: new TextEncoder().encode(texts[format] ?? hardText) }
}

const patience = () => AbortSignal.timeout(20_000)

/** What every channel promises. Runs as tests of its own against a real far side. */
export function checkConformance(channel: Channel, open: () => Promise<FarSide>): void {
  describe(`${channel.key} is a channel`, () => {
    let far: FarSide
    const send = (behaviour: Behaviour, change: Partial<Message> = {}, signal = patience()) =>
      far.sender.send(makeMessage(channel, { settings: far.settings(behaviour), ...change }), signal)
    const arrivalsOf = async (deliveryId: string) => (await far.arrivals()).filter((one) => one.deliveryId === deliveryId)

    before(async () => {
      far = await open()
    })
    after(() => far.close())

    test('hands over each format exactly as it was rendered', async () => {
      for (const format of channel.formats) {
        const message = makeMessage(channel, {
          settings: far.settings('accept'),
          renderings: channel.renders(format).map(makeRendering),
        })
        const outcome = await far.sender.send(message, patience())
        assert.equal(outcome.kind, 'delivered', JSON.stringify(outcome))
        const [arrival, ...more] = await arrivalsOf(message.deliveryId)
        assert.deepEqual(more, [])
        assert.deepEqual(
          arrival?.parts.map(decode),
          message.renderings.map(({ bytes }) => decode(bytes)),
        )
      }
    })

    test('gives a receipt, and reasons in kebab-case with a detail for people', async () => {
      const delivered = await send('accept')
      assert.ok(delivered.kind === 'delivered' && delivered.receipt.length > 0)
      for (const behaviour of ['defer', 'refuse'] as const) {
        const outcome = await send(behaviour)
        assert.ok(outcome.kind !== 'delivered')
        assert.match(outcome.reason, /^[a-z]+(-[a-z0-9]+)*$/)
        assert.ok(channel.reasons[outcome.kind].includes(outcome.reason), `${outcome.reason} is not among its reasons`)
        assert.ok(outcome.detail.length > 0 && outcome.detail.length <= 500)
      }
    })

    test('tells what waiting may cure from what it cannot', async () => {
      assert.equal((await send('defer')).kind, 'temporary')
      assert.equal((await send('refuse')).kind, 'permanent')
    })

    test('a far side that never answers is a timeout once the deadline is over; nothing is handed over later', async () => {
      const message = makeMessage(channel, { settings: far.settings('stall') })
      const outcome = await far.sender.send(message, AbortSignal.timeout(300))
      assert.ok(outcome.kind === 'temporary' && outcome.reason === 'timeout', JSON.stringify(outcome))
      assert.equal((await send('accept')).kind, 'delivered')
      assert.deepEqual(await arrivalsOf(message.deliveryId), [])
    })

    test('begins nothing once the deadline is over', async () => {
      const message = makeMessage(channel, { settings: far.settings('accept') })
      const outcome = await far.sender.send(message, AbortSignal.abort())
      assert.ok(outcome.kind === 'temporary' && outcome.reason === 'timeout', JSON.stringify(outcome))
      assert.deepEqual(await arrivalsOf(message.deliveryId), [])
    })

    test('two attempts of a delivery arrive under one id', async () => {
      const message = makeMessage(channel, { settings: far.settings('fail-once') })
      assert.equal((await far.sender.send(message, patience())).kind, 'temporary')
      assert.equal((await far.sender.send({ ...message, attempt: 2, sentAt: new Date() }, patience())).kind, 'delivered')
      assert.equal((await far.sender.send({ ...message, attempt: 3, sentAt: new Date() }, patience())).kind, 'delivered')
      assert.equal((await arrivalsOf(message.deliveryId)).length, far.keepsOne ? 1 : 2)
    })

    test('fifty at once, one of them stalled: each arrives once, under its own id', async () => {
      const stall = new AbortController()
      const stalled = send('stall', {}, stall.signal)
      const messages = Array.from({ length: 50 }, () => makeMessage(channel, { settings: far.settings('accept') }))
      const outcomes = await Promise.all(messages.map((message) => far.sender.send(message, patience())))
      assert.deepEqual(new Set(outcomes.map(({ kind }) => kind)), new Set(['delivered']))
      const arrivals = await far.arrivals()
      for (const { deliveryId } of messages) {
        assert.equal(arrivals.filter((one) => one.deliveryId === deliveryId).length, 1)
      }
      stall.abort()
      assert.equal((await stalled).kind, 'temporary')
    })

    test('no outcome holds a secret', async () => {
      const outcomes: Outcome[] = []
      for (const behaviour of ['accept', 'defer', 'refuse'] as const) outcomes.push(await send(behaviour))
      outcomes.push(await send('stall', {}, AbortSignal.timeout(200)))
      for (const secret of far.secrets) assert.ok(!JSON.stringify(outcomes).includes(secret), JSON.stringify(outcomes))
    })

    test('whoever wants to see what goes over the line is shown it, and no secret of it', async () => {
      for (const behaviour of ['accept', 'refuse'] as const) {
        const [sent, heard] = await overhear(channel, far, behaviour)
        assert.ok(sent.length > 0 && heard.length > 0, `${behaviour}: ${sent.length} bytes sent, ${heard.length} heard`)
        const address = channel.address(far.settings(behaviour))
        for (const secret of far.secrets.filter((one) => one !== address)) {
          for (const form of [secret, encodeURIComponent(secret), ...inBase64(secret)])
            assert.ok(![sent, heard].some((said) => said.includes(form)), `${behaviour}: ${form} is in it`)
        }
      }
    })

    test('settings are strict, and its address and host can be told from them', () => {
      const settings = far.settings('accept')
      assert.equal(channel.settings.safeParse(settings).success, true)
      assert.equal(channel.settings.safeParse({ ...settings, surprise: 1 }).success, false)
      const address = channel.address(settings)
      // An address is no secret to whom it is shown here, though it is one in an outcome.
      for (const secret of far.secrets) assert.ok(secret === address || !address.includes(secret))
      assert.ok(channel.host(settings).length > 0)
    })
  })
}

/** What was sent and heard while a message went its way. */
async function overhear(channel: Channel, { sender, settings }: FarSide, behaviour: Behaviour): Promise<[Buffer, Buffer]> {
  const pieces: Record<'sent' | 'heard', Uint8Array[]> = { sent: [], heard: [] }
  const take = (which: keyof typeof pieces) => (piece: string | Uint8Array) => void pieces[which].push(Buffer.from(piece))
  const transcript = { sent: take('sent'), heard: take('heard') }
  await sender.send(makeMessage(channel, { settings: settings(behaviour), transcript }), patience())
  return [Buffer.concat(pieces.sent), Buffer.concat(pieces.heard)]
}

/** A text inside of something longer that was encoded has three shapes, by where it begins: of each what does not depend on its neighbours. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.from(`${'.'.repeat(before)}${text}`)
      .toString('base64')
      .replace(/=+$/, '')
    return encoded.slice(before === 0 ? 0 : before + 1, -2)
  })
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}
