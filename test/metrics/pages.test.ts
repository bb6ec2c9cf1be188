import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { expectStatus } from '../harness/client.ts'
import { type Service, startService } from '../harness/service.ts'
import { read } from '../house/tree.ts'
import { type Exposition, readExposition } from './exposition.ts'

const Dashboard = z.object({
  panels: z.array(
    z.looseObject({
      id: z.int(),
      type: z.string(),
      title: z.string().min(1),
      gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
      targets: z.array(z.looseObject({ refId: z.string(), expr: z.string().min(1) })).default([]),
    }),
  ),
})

const rule =
  /^ {6}- alert: (\w+)\n {8}expr: (?:>-\n((?: {10}.*\n)+)|(.+)\n)(?: {8}for: \d+[smh]\n)?( {8}labels: \{ severity: (?:page|ticket) \}\n {8}annotations:\n {10}summary: .+)$/gm

describe('docs/operations/', () => {
  let service: Service
  let { types, helps }: Pick<Exposition, 'types' | 'helps'> = { types: new Map(), helps: new Map() }
  before(async () => {
    service = await startService()
    const told = readExposition(expectStatus(await service.admin.get('/metrics'), 200).text)
    types = told.types
    helps = told.helps
  })
  after(() => service.close())

  /** The series that an expression of Prometheus names and that no process tells. */
  const unknown = (expressions: string[]): string[] =>
    expressions
      .flatMap((expression) => expression.match(/\b(?:dateline|process|nodejs)_\w+/g) ?? [])
      .filter((name) => !types.has(name) && types.get(name.replace(/_(bucket|sum|count)$/, '')) !== 'histogram')

  it('dashboard.json is one, of series that there are', () => {
    const { panels } = Dashboard.parse(JSON.parse(read('docs/operations/dashboard.json')))
    const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))
    assert.ok(expressions.length > 30)
    assert.deepEqual(unknown(expressions), [])
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length)
    assert.ok(panels.every(({ gridPos }) => gridPos.x + gridPos.w <= 24))
    assert.ok(panels.every(({ type, targets }) => (type === 'row') === (targets.length === 0)))
  })

  it('alerts.yml has rules whose series there are, each with a severity and a sentence', () => {
    const text = read('docs/operations/alerts.yml')
    const rules = [...text.matchAll(rule)].map(([, name = '', lines, line = '']) => ({ name, expr: lines ?? line }))
    assert.equal(rules.length, text.match(/- alert:/g)?.length, 'a rule is not written as the others are')
    assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length)
    assert.deepEqual(unknown(rules.map(({ expr }) => expr)), [])
    for (const { name, expr } of rules) assert.equal(expr.match(/[({[]/g)?.length ?? 0, expr.match(/[)}\]]/g)?.length ?? 0, name)
  })

  it('metrics.md lists every series with its type and what it says', () => {
    const rows = [...read('docs/operations/metrics.md').matchAll(/^\| `(dateline_\w+)` \| (\w+) \| [^|]* \| ([^|]+) \|$/gm)]
    const listed = rows.map(([, name, type, help]) => [name, type, help])
    const told = [...types].filter(([name]) => name.startsWith('dateline_')).map(([name, type]) => [name, type, helps.get(name)])
    assert.deepEqual(listed, told)
  })
})
