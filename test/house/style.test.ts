import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { describe, it } from 'node:test'
import { type Node, SyntaxKind } from 'typescript/unstable/ast'
import { find, type Module, placeOf, read, readModules, walk } from './tree.ts'

const modules = readModules('src', 'test', 'bench', 'prisma')
const own = modules.filter(({ path }) => path.startsWith('src/'))
const tests = modules.filter(({ path }) => path.startsWith('test/'))

describe('types', () => {
  it('src/ has no any, no ! and no as but `as const`', () => {
    assert.deepEqual(findNodes(own, isEscape), [])
  })

  it('src/ silences neither compiler nor linter', () => {
    const silenced = own.filter(({ text }) => /@ts-(ignore|expect-error|nocheck)|biome-ignore/.test(text))
    assert.deepEqual(
      silenced.map(({ path }) => path),
      [],
    )
  })
})

describe('files', () => {
  it('have at most 300 lines, and half of them fewer than 80', () => {
    const counts = modules.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    const long = counts.filter(({ lines }) => lines > 300)
    assert.deepEqual(long, [])
    const median = counts.map(({ lines }) => lines).sort((a, b) => a - b)[counts.length >> 1] ?? 0
    assert.ok(median < 80, `the median is ${median}`)
  })

  it('are named after a thing or a deed', () => {
    const nameless = /^(utils?|helpers?|common|types?|services?|managers?|misc|index)$/
    const bad = own.filter(({ path }) => path.split('/').some((part) => nameless.test(basename(part, '.ts'))))
    assert.deepEqual(
      bad.map(({ path }) => path),
      [],
    )
  })
})

describe('functions', () => {
  it('of src/ fit on a screen: 40 lines', () => {
    const functions = [SyntaxKind.FunctionDeclaration, SyntaxKind.ArrowFunction, SyntaxKind.MethodDeclaration]
    const long = findNodes(own, (node, { path, text, tree }) => {
      // A table of routes is as long as there are routes.
      if (!functions.includes(node.kind) || path.endsWith('routes.ts')) return false
      return text.slice(node.getStart(tree), node.end).split('\n').length > 40
    })
    assert.deepEqual(long, [])
  })
})

describe('comments', () => {
  it('stand above every export of src/', () => {
    assert.deepEqual(own.flatMap(findUndocumented), [])
  })

  it('leave nothing to do without the number of an issue', () => {
    const pages = find('{src,test,bench,prisma,docs}/**/*.{ts,md,prisma,sql}').map((path) => ({ path, text: read(path) }))
    // Put together here, so that this file does not hold the word itself.
    const marker = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME'].join('|')})\\b(?! ?\\(?#\\d+)`)
    assert.deepEqual(
      pages.filter(({ text }) => marker.test(text)).map(({ path }) => path),
      [],
    )
  })
})

describe('tests', () => {
  it('do not sleep: they wait for a fact', () => {
    const waits = tests.filter(({ path }) => path.endsWith('.test.ts'))
    const sleeps = findNodes(waits, (node, { text, tree }) => {
      if (node.kind !== SyntaxKind.CallExpression) return false
      return /^(await\s+)?(sleep|delay|setTimeout|timers\.setTimeout)\s*\(/.test(text.slice(node.getStart(tree), node.end))
    })
    assert.deepEqual(sleeps, [])
  })
})

function isEscape(node: Node, { text, tree }: Module): boolean {
  if (node.kind === SyntaxKind.AnyKeyword || node.kind === SyntaxKind.NonNullExpression) return true
  return node.kind === SyntaxKind.AsExpression && !/\bas\s+const$/.test(text.slice(node.getStart(tree), node.end))
}

function findNodes(among: Module[], is: (node: Node, module: Module) => boolean): string[] {
  return among.flatMap((module) => [...walk(module.tree)].filter((node) => is(node, module)).map((node) => placeOf(module, node)))
}

const exported = /^export\s+(?:async\s+)?(?:const|function\*?|class|type|interface)\s+(\w+)/

/** A type that is read off a documented constant of the same name needs no second docstring. */
function findUndocumented(module: Module): string[] {
  const { tree, text } = module
  const documented = new Set<string>()
  return tree.statements.flatMap((statement) => {
    const start = statement.getStart(tree)
    const name = exported.exec(text.slice(start, start + 200))?.[1]
    if (name === undefined) return []
    const hasDocstring = /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.test(text.slice(statement.pos, start))
    if (hasDocstring) documented.add(name)
    return documented.has(name) ? [] : [`${placeOf(module, statement)} ${name}`]
  })
}
