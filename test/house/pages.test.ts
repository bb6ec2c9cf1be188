import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { Environment } from '../../src/config.ts'
import { problems } from '../../src/problem.ts'
import { find, read, root } from './tree.ts'

const pages = ['README.md', 'ARCHITECTURE.md', 'STYLE.md', 'CHANGELOG.md', ...find('docs/**/*.md')]
const manifest = JSON.parse(read('package.json'))

describe('docs/problems.md', () => {
  it('lists every problem with its status and title, and nothing else', () => {
    const rows = read('docs/problems.md').matchAll(/^\| `([^`]+)` \| (\d+) \| ([^|]+) \| [^|]+ \|$/gm)
    const listed = [...rows].map(([, key, status, title]) => [key, { status: Number(status), title }])
    assert.deepEqual(Object.fromEntries(listed), problems)
  })
})

describe('.env.example', () => {
  const lines = read('.env.example').matchAll(/^([A-Z][A-Z\d_]*)=(.*)$/gm)
  const values = Object.fromEntries([...lines].map(([, key, value]) => [key, value]))

  it('explains every variable, and nothing else', () => {
    assert.deepEqual(Object.keys(values).sort(), Object.keys(Environment.shape).sort())
  })

  it('shows the defaults', () => {
    const set = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
    assert.deepEqual(Environment.parse(set), Environment.parse({}))
  })
})

describe('Dockerfile', () => {
  it('tells Node what npm start tells it', () => {
    const flags = manifest.scripts.start.split(' ').slice(1, -1).join(' ')
    assert.equal(/NODE_OPTIONS=(.*)/.exec(read('Dockerfile'))?.[1], flags)
  })
})

describe('the pages', () => {
  it('name only commands that there are', () => {
    const gone = pages.flatMap((page) =>
      [...read(page).matchAll(/\bnpm (?:run ([\w:-]+)|(start|test))\b/g)]
        .map(([, named, own]) => named ?? own ?? '')
        .filter((script) => !(script in manifest.scripts))
        .map((script) => `${page}: npm run ${script}`),
    )
    assert.deepEqual(gone, [])
  })

  it('link only to files that there are', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)]
        .map(([, target]) => target ?? '')
        .filter((target) => !existsSync(join(root, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    )
    assert.deepEqual(broken, [])
  })

  it('point only at sources that there are', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/`((?:src|test|prisma|docs)\/[\w./-]+)`/g)]
        .map(([, path]) => path ?? '')
        .filter((path) => !existsSync(join(root, path)))
        .map((path) => `${page}: ${path}`),
    )
    assert.deepEqual(broken, [])
  })
})

describe('docs/decisions/dependencies.md', () => {
  it('says why of every dependency, and of nothing else', () => {
    const entries = [...read('docs/decisions/dependencies.md').matchAll(/^- (.*?):/gm)].map(([, names]) => names ?? '')
    const named = entries.flatMap((names) => [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name))
    assert.deepEqual(named.sort(), Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).sort())
  })
})
