import { STATUS_CODES } from 'node:http'
import swagger from '@fastify/swagger'
import type { FastifySchema } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { serveReference } from './reference.ts'
import type { App } from './server.ts'

const description = `Hand in a press release once; Dateline delivers it at the same moment to every outlet on the chosen lists.

Send \`Authorization: Bearer <key>\`. Bodies are JSON in UTF-8. Instants are RFC 3339 in UTC; where you hand one in it may
carry a zone (RFC 9557). Errors are \`application/problem+json\` (RFC 9457). A POST that creates honours \`Idempotency-Key\`;
an edit needs \`If-Match\`; a poll may send \`If-None-Match\`.

Try it with a test key, \`dl_test_…\`: what is handed in with one is a test for ever. It is checked, reviewed (its submitter may do that
alone), scheduled, expanded over the real lists and rendered like any other, and each delivery ends in a sink: no outlet hears of it.
A test key sees tests only, a live key none, and with a test key nothing else can be changed.

A delivery is handed over once, as far as the world allows: a crash between the far side's answer and our record can send it a
second time, with the same id (\`webhook-id\`, \`Message-ID\`). Receivers should drop what they have seen.`

// In the order in which a reader needs them.
const tags = [
  { name: 'releases', description: 'Hand in a release in all its languages; change its draft.' },
  { name: 'attachments', description: 'Pictures and documents of a release: handed in first, then named by it.' },
  { name: 'review', description: 'Submit, recall, approve, return, hold, decline. State belongs to the version.' },
  {
    name: 'translations',
    description: 'Order an edition in another language: drafted by people or a machine, reviewed, delivered.',
  },
  { name: 'publications', description: 'Send an approved version out: when, under which embargo, to whom.' },
  { name: 'deliveries', description: 'What became of it: status in figures, the ledger row by row, every attempt.' },
  { name: 'outlet lists', description: 'Named sets of outlets and journalists, by hand and by rule, and whom they would reach.' },
  { name: 'outlets', description: 'Media that receive.' },
  { name: 'journalists', description: 'People who receive.' },
  { name: 'endpoints', description: 'Ways to reach an outlet or a journalist.' },
  {
    name: 'imports',
    description: 'Outlets, journalists and endpoints by the file: checked first, then applied; and all of them as a file.',
  },
  { name: 'fetching', description: 'What an outlet fetches, with a key of its endpoint.' },
  { name: 'suppressions', description: 'Addresses that must not be written to.' },
  { name: 'accounts', description: 'Who submits and pays, and which issuers they act for.' },
  { name: 'keys', description: 'API keys: shown once, live or test, with a role, revocable.' },
  { name: 'issuers', description: 'The organisations that releases speak for.' },
  { name: 'wire', description: 'This installation: its name and what it says around every edition.' },
  { name: 'sectors', description: 'The wire’s own vocabulary.' },
  { name: 'languages', description: 'How the wire writes each language.' },
  { name: 'events', description: 'Who did what, when, and why.' },
  { name: 'operations', description: 'For those who run it.' },
] as const

/**
 * OpenAPI 3.1 from the same Zod schemas that check requests, at /openapi.json; a browsable reference at /docs.
 * Registered before the routes.
 */
export async function serveOpenApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Dateline', version: '1', description },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }],
      tags: [...tags],
    },
    transform: (route) => withHeaders(withAnswers(jsonSchemaTransform(route))),
    transformObject: jsonSchemaTransformObject,
  })
  app.get('/openapi.json', { config: { roles: 'public' }, schema: { hide: true } }, async () => app.swagger())
  serveReference(app)
}

/** Says of each answer what it means, and that problems are problems (RFC 9457). */
function withAnswers<Route extends { schema: FastifySchema }>(route: Route): Route {
  const answers = Object.entries(Object(route.schema.response)).map(([status, schema]) => {
    const description = STATUS_CODES[status] ?? 'Answer'
    if (Number(status) >= 400) return [status, { description, content: { 'application/problem+json': { schema } } }]
    return [status, { description, ...Object(schema) }]
  })
  return { ...route, schema: { ...route.schema, response: Object.fromEntries(answers) } }
}

const headers = {
  'idempotency-key': {
    type: 'string',
    maxLength: 255,
    description: 'Makes a repeat of this request harmless: it gets the first answer.',
  },
  prefer: {
    type: 'string',
    description: '`wait=30`: with If-None-Match, answer as soon as there is news, or with 304 after so many seconds (RFC 7240).',
  },
  'if-match': { type: 'string', description: 'The ETag that you have seen; refused when it has changed since.' },
  'if-none-match': { type: 'string', description: 'The ETag that you have; 304 while nothing has changed.' },
}

/**
 * Names the headers that a route heeds, told by its answers: whoever creates with 201 heeds Idempotency-Key, whoever refuses
 * with 412 If-Match, and needs it where it answers 428, whoever answers 304 If-None-Match. Zod schemas for headers would hide all others from the handlers.
 */
function withHeaders<Route extends { schema: FastifySchema; url: string }>(route: Route): Route {
  const answers = Object.keys(Object(route.schema.response))
  const named = {
    ...(answers.includes('201') && { 'idempotency-key': headers['idempotency-key'] }),
    ...(answers.includes('412') && { 'if-match': headers['if-match'] }),
    ...(answers.includes('304') && { 'if-none-match': headers['if-none-match'] }),
    ...((route.url.endsWith('/status') || route.url === '/v1/wire/items') && { prefer: headers.prefer }),
  }
  if (Object.keys(named).length === 0) return route
  // An approval may name the hash in its body instead.
  const required = answers.includes('428') && !route.url.endsWith('/approval') ? ['if-match'] : []
  return { ...route, schema: { ...route.schema, headers: { type: 'object', properties: named, required } } }
}
