import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { ladder, onlyIn, openers } from './ladder.ts'
import { type Import, importsOf, read, readModules, root } from './tree.ts'

const modules = readModules('src', 'test', 'prisma').map((module) => ({ path: module.path, imports: importsOf(module) }))
const own = modules.filter(({ path }) => path.startsWith('src/'))
const manifest = JSON.parse(read('package.json'))

describe('the ladder', () => {
  it('every folder and file of src/ has a step', () => {
    assert.ok(own.length > 100, `only ${own.length} modules were found`)
    const homeless = new Set(own.map(({ path }) => nameOf(path)).filter((name) => stepOf(name) === -1))
    assert.deepEqual([...homeless], [])
  })

  it('a folder imports only from lower steps', () => {
    const climbs = eachImport(({ path, to }) => {
      if (!to?.startsWith('src/')) return false
      const [from, target] = [nameOf(path), nameOf(to)]
      return from !== target && stepOf(target) >= stepOf(from)
    })
    assert.deepEqual(climbs, [])
  })

  it('src/ imports nothing from outside src/', () => {
    assert.deepEqual(
      eachImport(({ to }) => to !== undefined && !to.startsWith('src/')),
      [],
    )
  })

  it('no module imports itself, by whatever way', () => {
    assert.deepEqual(findCycles(new Map(own.map(({ path, imports }) => [path, targetsOf(imports)]))), [])
  })

  it('only db/ loads the Prisma client; others take its types', () => {
    const loads = eachImport(
      ({ path, to, runtime }) => runtime && to?.startsWith('src/db/generated/') === true && nameOf(path) !== 'db',
    )
    assert.deepEqual(loads, [])
  })

  it('bullmq, undici, pg and their like stay in their folder', () => {
    const strays = eachImport(({ path, from, runtime }) => {
      const home = onlyIn[packageOf(from)]
      return runtime && home !== undefined && ![home, 'demo'].includes(nameOf(path))
    })
    assert.deepEqual(strays, [])
  })

  it('only deps.ts opens connections', () => {
    const opens = eachImport(({ path, to, names }) => {
      const home = to === undefined ? '' : nameOf(to)
      return ![home, 'deps', 'demo', 'backup'].includes(nameOf(path)) && openers.some((opener) => names.includes(opener))
    })
    assert.deepEqual(opens, [])
  })
})

describe('imports', () => {
  it('carry their extension and lead to a file', () => {
    const broken = modules.flatMap(({ path, imports }) =>
      imports
        .filter(({ from, to }) => to !== undefined && (!/\.(ts|mjs|json)$/.test(from) || !existsSync(join(root, to))))
        .map(({ from }) => `${path}: ${from}`),
    )
    assert.deepEqual(broken, [])
  })

  it('go to the module itself: there are no barrels', () => {
    const barrels = modules.filter(
      ({ path, imports }) => path.endsWith('/index.ts') || (imports.length > 0 && imports.every(({ reexport }) => reexport)),
    )
    assert.deepEqual(
      barrels.map(({ path }) => path),
      [],
    )
  })

  it('of packages name a dependency; those for development serve the demo and tests alone', () => {
    const missing = modules.flatMap(({ path, imports }) => {
      const mayDevelop = !path.startsWith('src/') || path.startsWith('src/demo/')
      const known = { ...manifest.dependencies, ...(mayDevelop ? manifest.devDependencies : {}) }
      return imports
        .filter(({ from, to, runtime }) => to === undefined && runtime && !isBuiltin(from) && !(packageOf(from) in known))
        .map(({ from }) => `${path}: ${from}`)
    })
    assert.deepEqual(missing, [])
  })
})

/** The imports of src/ that a rule does not allow, as lines to read. */
function eachImport(refuses: (edge: Import & { path: string }) => boolean): string[] {
  return own.flatMap(({ path, imports }) =>
    imports.filter((edge) => refuses({ ...edge, path })).map(({ from }) => `${path}: ${from}`),
  )
}

/** `src/db/client.ts` belongs to `db`, `src/app.ts` to `app`. */
function nameOf(path: string): string {
  return path.split('/')[1]?.replace(/\.ts$/, '') ?? ''
}

function stepOf(name: string): number {
  return ladder.findIndex((step) => step.includes(name))
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier)
}

function targetsOf(imports: Import[]): string[] {
  // A type leaves no import behind: only what is loaded can go in circles.
  return imports.flatMap(({ to, runtime }) => (to && runtime ? [to] : []))
}

function findCycles(graph: Map<string, string[]>): string[] {
  const done = new Set<string>()
  const visit = (path: string, trail: string[]): string[] => {
    if (trail.includes(path)) return [[...trail.slice(trail.indexOf(path)), path].join(' → ')]
    if (done.has(path)) return []
    const found = (graph.get(path) ?? []).flatMap((target) => visit(target, [...trail, path]))
    done.add(path)
    return found
  }
  return [...graph.keys()].flatMap((path) => visit(path, []))
}
