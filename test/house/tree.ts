import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Node, SourceFile } from 'typescript/unstable/ast'
import { isExportDeclaration, isImportDeclaration, isStringLiteral } from 'typescript/unstable/ast/is'
import { API } from 'typescript/unstable/sync'

/** The folder that holds package.json. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** A file of the repository as text, `path` from its root. */
export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** Paths from the root that match a glob, in order; what is generated or installed is not the house's. */
export function find(pattern: string): string[] {
  return globSync(pattern, { cwd: root, exclude: ['node_modules', 'src/db/generated'] }).sort()
}

/** One module: `path` from the root, and its syntax tree as the compiler of `npm run check` reads it. */
export type Module = { path: string; text: string; tree: SourceFile }

/** Every module below some folders of the root. */
export function readModules(...folders: string[]): Module[] {
  const api = new API({ cwd: root })
  try {
    const [project] = api.updateSnapshot({ openProject: join(root, 'tsconfig.json') }).getProjects()
    if (!project) throw new Error('tsconfig.json could not be read')
    return folders.flatMap((folder) =>
      find(`${folder}/**/*.ts`).flatMap((path) => {
        const tree = project.program.getSourceFile(join(root, path))
        return tree ? [{ path, text: tree.text, tree }] : []
      }),
    )
  } finally {
    api.close()
  }
}

/** Every node of a tree, parents before children. */
export function* walk(node: Node): Generator<Node> {
  yield node
  const children: Node[] = []
  node.forEachChild((child) => void children.push(child))
  for (const child of children) yield* walk(child)
}

/** One import: `to` is a path from the root where `from` is relative; `names` are those that exist at run time. */
export type Import = { from: string; to: string | undefined; names: string[]; runtime: boolean; reexport: boolean }

/** What a module imports or re-exports, statically. */
export function importsOf({ path, tree }: Module): Import[] {
  return tree.statements.flatMap((statement) => {
    if (!isImportDeclaration(statement) && !isExportDeclaration(statement)) return []
    const specifier = statement.moduleSpecifier
    if (!specifier || !isStringLiteral(specifier)) return []
    const from = specifier.text
    const to = from.startsWith('.') ? relative(root, join(root, dirname(path), from)) : undefined
    const names = runtimeNames(tree.text.slice(statement.getStart(tree), specifier.getStart(tree)))
    return [{ from, to, names, runtime: names.length > 0, reexport: isExportDeclaration(statement) }]
  })
}

/** The names between `import` and `from` that stay once types are stripped; a bare import counts as one. */
function runtimeNames(clause: string): string[] {
  if (/^(import|export)\s+type\b/.test(clause)) return []
  const names = clause.replace(/^(import|export)\b|\bfrom\s*$/g, '').split(/[{},]/)
  const kept = names.map((name) => name.trim()).filter((name) => name !== '' && !name.startsWith('type '))
  return /\bfrom\s*$/.test(clause) ? kept : ['*']
}

/** The line that a node begins on, for a message: `src/app.ts:12`. */
export function placeOf({ path, text, tree }: Module, node: Node): string {
  return `${path}:${text.slice(0, node.getStart(tree)).split('\n').length}`
}
