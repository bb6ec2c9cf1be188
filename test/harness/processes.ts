import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Tests that run one after the other in one process. */
type Process = { name: string; files: string[] }

/** Folders of few tests go together, up to so many files. */
const togetherUpTo = 8

/**
 * Writes a file for each process of a run, which loads its tests: to load the service and compile it costs more than most files of
 * tests. Each of those is a suite, so that its hooks are its own.
 *
 * @param dir where they are written
 * @returns their paths, what takes longest first
 */
export async function writeProcesses(dir: string, files: string[]): Promise<string[]> {
  return Promise.all(
    divide(files).map(async (process, at) => {
      // The runner takes them in the order of their names.
      const path = join(dir, `${String(at).padStart(3, '0')}-${process.name}.test.mjs`)
      const suites = process.files.map((file) => {
        const timeout = isPeer(file) ? 300_000 : 120_000
        const address = JSON.stringify(pathToFileURL(resolve(file)).href)
        return `await describe(${JSON.stringify(file)}, { timeout: ${timeout} }, () => import(${address}))`
      })
      await writeFile(path, ["import { describe } from 'node:test'", ...suites, ''].join('\n'))
      return path
    }),
  )
}

/**
 * Those of survival and of peers wait more than they work: each has a process of its own, and they begin by turns with the others, which
 * go folder by folder, the largest first.
 */
function divide(files: string[]): Process[] {
  const [waiting = [], working = []] = [true, false].map((is) => files.filter((file) => waits(file) === is).sort())
  const alone = waiting.map((file) => ({ name: nameOf(file), files: [file] }))
  const folders = [...Map.groupBy(working, (file) => file.split('/').slice(0, 2).join('/')).values()]
  const processes: Process[] = []
  for (const members of folders.sort((a, b) => a.length - b.length)) {
    const last = processes.at(-1)
    if (last && last.files.length + members.length <= togetherUpTo) last.files.push(...members)
    else processes.push({ name: nameOf(members[0] ?? ''), files: members })
  }
  const others = processes.sort((a, b) => b.files.length - a.files.length)
  return others.flatMap((one, at) => [one, ...alone.slice(at, at + 1)]).concat(alone.slice(others.length))
}

function waits(file: string): boolean {
  return file.includes('survival') || isPeer(file)
}

/** Real servers take their time to start. */
function isPeer(file: string): boolean {
  return file.endsWith('.peer.ts')
}

function nameOf(path: string): string {
  return path.replaceAll('/', '-')
}
