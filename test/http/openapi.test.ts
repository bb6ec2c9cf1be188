import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'

const Schema = z.looseObject({ $ref: z.string().optional(), example: z.unknown().optional() })
const Settings = z.object({ title: z.string(), properties: z.record(z.string(), z.unknown()), required: z.array(z.string()) })
const Content = z.object({ content: z.record(z.string(), z.object({ schema: Schema })).optional() })
const Operation = z.object({
  summary: z.string(),
  tags: z.array(z.string()).min(1),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean().default(false) })).default([]),
  requestBody: Content.optional(),
  responses: z.record(z.string(), Content),
})
const OpenApi = z.object({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), Schema) }),
})

describe('/openapi.json', () => {
  let service: Service
  let openApi: z.infer<typeof OpenApi>
  before(async () => {
    service = await startService()
    openApi = OpenApi.parse(expectStatus(await service.as().get('/openapi.json'), 200).json)
  })
  after(() => service.close())

  const operations = () =>
    Object.entries(openApi.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
    )
  const hasExample = (content: z.infer<typeof Content> | undefined): boolean => {
    return Object.values(content?.content ?? {}).every(({ schema }) => {
      const target = schema.$ref ? openApi.components.schemas[schema.$ref.split('/').at(-1) ?? ''] : schema
      return target?.example !== undefined
    })
  }

  it('is 3.1 and names the routes', () => {
    assert.match(openApi.openapi, /^3\.1/)
    for (const path of [
      '/v1/me',
      '/v1/accounts/{id}/keys/{keyId}',
      '/v1/issuers/{id}',
      '/v1/events',
      '/v1/wire',
      '/v1/sectors/{key}',
    ]) {
      assert.ok(openApi.paths[path], path)
    }
  })

  it('requires If-Match where its lack is answered with 428, unless the body may say the same', () => {
    const needing = operations().filter(({ operation }) => '428' in operation.responses)
    assert.ok(needing.length > 10)
    for (const { name, operation } of needing) {
      const header = operation.parameters.find((one) => one.in === 'header' && one.name === 'if-match')
      assert.equal(header?.required, !name.endsWith('/approval'), name)
    }
  })

  it('says what an endpoint of each channel is set up with', () => {
    const Body = z.object({ properties: z.object({ settings: z.object({ anyOf: z.array(Settings) }) }) })
    const body = openApi.paths['/v1/outlets/{id}/endpoints']?.post?.requestBody?.content?.['application/json']?.schema
    const told = Body.parse(body).properties.settings.anyOf.map(({ title, properties, required }) => [
      title,
      Object.keys(properties),
      required,
    ])
    const upload = ['host', 'user', 'directory', 'fileName', 'package', 'connections']
    assert.deepEqual(told, [
      ['email', ['to', 'name', 'subject'], ['to']],
      ['webhook', ['url', 'signature', 'secret', 'signingKey'], ['url']],
      ['pull', ['id'], []],
      ['feed', ['id', 'title', 'entries', 'markKillsForDays'], []],
      ['sftp', [...upload, 'port', 'hostKeys', 'password', 'privateKey', 'passphrase'], ['host', 'user', 'hostKeys']],
      ['ftp', [...upload, 'port', 'tls', 'certificates', 'password'], ['host', 'user', 'password']],
      [
        'wordpress',
        [
          ...['url', 'user', 'applicationPassword', 'postType', 'status'],
          ...['author', 'categories', 'alwaysCategories', 'withdrawal'],
        ],
        ['url', 'user', 'applicationPassword'],
      ],
    ])
  })

  it('has an example for every body and every answer', () => {
    for (const { name, operation } of operations()) {
      assert.ok(hasExample(operation.requestBody), `the body of ${name}`)
      for (const [status, answer] of Object.entries(operation.responses)) assert.ok(hasExample(answer), `${status} of ${name}`)
    }
  })

  it('lists the problems of every operation that needs a key', () => {
    for (const { name, operation } of operations()) {
      if (name.includes('/v1/')) assert.ok(operation.responses['401'] && operation.responses['500'], name)
    }
  })
})
