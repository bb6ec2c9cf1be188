import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import type { Outcome } from '../../src/channels/channel.ts'
import { restUrl } from '../../src/channels/wordpress/site.ts'
import { wordpress } from '../../src/channels/wordpress/wordpress.ts'
import { openFetch } from '../../src/net/fetch.ts'
import { makeMessage } from './conformance.ts'

const applicationPassword = 'abcd EFGH 1234 ijkl MNOP 5678'
const login = Buffer.from(`wire:${applicationPassword}`).toString('base64')
const { fetch, close } = openFetch({ allow: ['127.0.0.0/8'] })
const html = { 'content-type': 'text/html; charset=UTF-8' }
const json = { 'content-type': 'application/json; charset=UTF-8' }

let reply: (res: ServerResponse) => void
let asked: { url: string; authorization: string }[] = []
let url: string
const server = createServer((req, res) => {
  asked.push({ url: req.url ?? '', authorization: req.headers.authorization ?? '' })
  req.resume().on('end', () => reply(res))
})

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`
})
after(async () => {
  await close()
  server.closeAllConnections()
  server.close()
})

/** What becomes of a delivery to a site that answers everything so. */
async function outcomeAt(
  how: (res: ServerResponse) => void,
  deadlineMs = 10_000,
): Promise<Exclude<Outcome, { kind: 'delivered' }>> {
  asked = []
  reply = how
  const message = makeMessage(wordpress, { settings: { url, user: 'wire', applicationPassword } })
  const outcome = await wordpress.open({ fetch, smtpUrl: undefined }).send(message, AbortSignal.timeout(deadlineMs))
  assert.ok(outcome.kind !== 'delivered', JSON.stringify(outcome))
  assert.ok(wordpress.reasons[outcome.kind].includes(outcome.reason), JSON.stringify(outcome))
  assert.ok(outcome.detail.length > 0 && outcome.detail.length <= 500)
  return outcome
}

const says =
  (status: number, body: string, headers: Record<string, string> = html) =>
  (res: ServerResponse) => {
    res.writeHead(status, headers).end(body)
  }
const refuses = (status: number, code: string) =>
  says(status, JSON.stringify({ code, message: 'Sorry.', data: { status } }), json)
const page = '<!doctype html><title>Briefly unavailable</title>'

const worlds: [string, (res: ServerResponse) => void, string][] = [
  ['a plugin answers HTML with 200', says(200, page), 'temporary unreadable'],
  [
    'a plugin prints a warning in front of the JSON',
    says(200, '<br />\n<b>Warning</b>: x in y.php\n[]', json),
    'temporary unreadable',
  ],
  ['a plugin answers JSON of its own', says(200, '{"success":true}', json), 'temporary unreadable'],
  ['nothing at all with 200', says(200, '', json), 'temporary unreadable'],
  ['a page of maintenance', says(503, page, { ...html, 'retry-after': '600' }), 'temporary server-error'],
  ['the database is away', says(500, '<h1>Error establishing a database connection</h1>'), 'temporary server-error'],
  ['too many requests', refuses(429, 'too_many'), 'temporary rate-limited'],
  ['the REST API is off: a page with 404', says(404, page), 'permanent no-rest-api'],
  ['the type of post is not in the API', refuses(404, 'rest_no_route'), 'permanent no-rest-api'],
  ['the API is for people who are logged in', refuses(401, 'rest_not_logged_in'), 'permanent unauthorized'],
  ['a firewall answers 403', says(403, page), 'permanent unauthorized'],
  [
    'a reader asks for drafts',
    says(400, '{"code":"rest_invalid_param","data":{"code":"rest_forbidden_status"}}', json),
    'permanent unauthorized',
  ],
  ['a field is not to its liking', refuses(400, 'rest_invalid_param'), 'permanent rejected'],
  ['its disk is full', says(507, page), 'temporary server-error'],
  ['https instead of http', says(301, '', { location: 'https://outlet.example/wp-json/' }), 'permanent redirected'],
  ['www in front', says(308, '', { location: 'http://www.outlet.example/' }), 'permanent redirected'],
  [
    'half an answer',
    (res) => res.writeHead(200, { ...json, 'content-length': '100' }).write('[{"id":', () => res.destroy()),
    'temporary reset',
  ],
  ['no answer', (res) => res.destroy(), 'temporary reset'],
]

for (const [name, how, becomes] of worlds) {
  test(`${name}: ${becomes}, after one request`, async () => {
    const outcome = await outcomeAt(how)
    assert.equal(`${outcome.kind} ${outcome.reason}`, becomes, outcome.detail)
    assert.equal(asked.length, 1)
  })
}

test('an answer that comes too late: timeout; one that never ends: too-slow', async () => {
  assert.equal((await outcomeAt(() => {}, 300)).reason, 'timeout')
  assert.equal((await outcomeAt((res) => res.writeHead(200, json).write('[', () => {}), 300)).reason, 'too-slow')
})

test('a redirect is told with its target, and the password goes nowhere but to the site', async () => {
  const outcome = await outcomeAt(says(301, '', { location: 'https://www.outlet.example/wp-json/' }))
  assert.match(outcome.detail, /https:\/\/www\.outlet\.example\/wp-json\//)
  assert.deepEqual(
    asked.map(({ authorization }) => authorization),
    [`Basic ${login}`],
  )
})

test('a site that says when to come again is heard, and slows its host down', async () => {
  const outcome = await outcomeAt(says(503, page, { 'retry-after': '600' }))
  assert.ok(outcome.kind === 'temporary')
  assert.deepEqual([outcome.retryAfterSeconds, outcome.slowDown], [600, true])
})

test('a site that repeats the password, in whatever form, does not get it into the ledger', async () => {
  const repeats = [applicationPassword, applicationPassword.replaceAll(' ', ''), login]
  for (const status of [200, 302, 400, 401, 404, 503]) {
    const said = repeats.join(' and ')
    const outcome = await outcomeAt(says(status, said, { location: `https://elsewhere.example/?${repeats[1]}` }))
    for (const secret of repeats) assert.ok(!JSON.stringify(outcome).includes(secret), JSON.stringify(outcome))
  }
})

test('the line is taken down byte for byte for who wants to see it, but for the password', async () => {
  const [sent, heard]: [Uint8Array[], Uint8Array[]] = [[], []]
  const take = (pieces: Uint8Array[]) => (piece: string | Uint8Array) => void pieces.push(Buffer.from(piece))
  reply = says(200, `${page}${applicationPassword}`)
  const message = makeMessage(wordpress, {
    settings: { url, user: 'wire', applicationPassword },
    transcript: { sent: take(sent), heard: take(heard) },
  })
  await wordpress.open({ fetch, smtpUrl: undefined }).send(message, AbortSignal.timeout(5_000))
  const [said, answered] = [sent, heard].map((pieces) => Buffer.concat(pieces).toString())
  assert.match(
    said ?? '',
    /^GET \/wp-json\/wp\/v2\/posts\?\S+ HTTP\/1\.1\r\n[\s\S]*\r\nauthorization: Basic •••\r\n[\s\S]*\r\n\r\n$/,
  )
  assert.match(answered ?? '', /^HTTP\/1\.1 200 OK\r\ncontent-type: [\s\S]*Briefly unavailable/)
  for (const secret of [applicationPassword, login]) assert.ok(!`${said}${answered}`.includes(secret))
})

test('the API is found behind any address of a site', () => {
  const expected = {
    'https://outlet.example': 'https://outlet.example/wp-json/wp/v2/posts?a=1',
    'https://outlet.example/blog/': 'https://outlet.example/blog/wp-json/wp/v2/posts?a=1',
    'https://outlet.example/blog/wp-json/': 'https://outlet.example/blog/wp-json/wp/v2/posts?a=1',
    'https://outlet.example/?rest_route=/': 'https://outlet.example/?rest_route=%2Fwp%2Fv2%2Fposts&a=1',
  }
  for (const [site, wanted] of Object.entries(expected)) assert.equal(restUrl(site, 'posts', { a: '1' }), wanted)
})
