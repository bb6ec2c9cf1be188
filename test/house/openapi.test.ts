import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { openApiPath, writeOpenApi } from './openapi.ts'
import { read } from './tree.ts'

const Schema = z.looseObject({ $ref: z.string().optional(), example: z.unknown().optional(), examples: z.unknown().optional() })
const Media = z.looseObject({ schema: Schema.optional(), example: z.unknown().optional(), examples: z.unknown().optional() })
const Content = z.record(z.string(), Media)
const Operation = z.looseObject({
  summary: z.string().min(1).optional(),
  tags: z.array(z.string()).min(1).optional(),
  requestBody: z.looseObject({ content: Content }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: Content.optional() })),
})
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), Schema) }),
})

const current = await writeOpenApi()
const { paths, components } = Document.parse(JSON.parse(current))
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, ...operation })),
)

describe('the OpenAPI document', () => {
  it('is the committed one; `npm run openapi` brings that up to date', () => {
    assert.ok(operations.length > 40, `only ${operations.length} operations`)
    // Not compared by deepEqual: a difference of thousands of lines helps nobody.
    const [left, right] = [current.split('\n'), read(openApiPath).split('\n')]
    const at = left.findIndex((line, index) => line !== right[index])
    assert.ok(current === read(openApiPath), `line ${at + 1} of ${openApiPath} should read: ${left[at]}. Run npm run openapi.`)
  })

  it('says of every operation what it does, and under which heading', () => {
    assert.deepEqual(
      names(({ summary, tags }) => !summary || !tags),
      [],
    )
  })

  it('shows an example of every body that is sent', () => {
    assert.deepEqual(
      names(({ requestBody }) => requestBody !== undefined && !hasExample(requestBody.content)),
      [],
    )
  })

  it('shows an example of every success', () => {
    assert.deepEqual(
      names(({ responses }) => {
        const answers = Object.entries(responses).filter(([status]) => /^20[0-3]$/.test(status))
        return answers.some(([, { content }]) => content === undefined || !hasExample(content))
      }),
      [],
    )
  })

  it('lists the problems of every operation', () => {
    const open = ['GET /healthz', 'GET /readyz']
    assert.deepEqual(
      names(({ name, responses }) => !open.includes(name) && !Object.keys(responses).some((status) => /^4/.test(status))),
      [],
    )
  })
})

type Named = z.infer<typeof Operation> & { name: string }

function names(lacks: (operation: Named) => boolean): string[] {
  return operations.filter(lacks).map(({ name }) => name)
}

function hasExample(content: z.infer<typeof Content>): boolean {
  return Object.values(content).every((media) => {
    const name = media.schema?.$ref?.split('/').at(-1)
    const schema = name === undefined ? media.schema : components.schemas[name]
    return [media, schema].some((holder) => holder?.example !== undefined || holder?.examples !== undefined)
  })
}
