import { parseArgs } from 'node:util'
import { endAll } from './ends.ts'

/** What every bench takes: `full` for the sizes of the table in docs/performance.md. */
type Options = { full: boolean }

/** A bench: what it measured, with the goals that it missed. What it says on the way is for people. */
type Bench = (options: Options, say: (line: string) => void) => Promise<{ missed: string[] }>

/** Loaded when they are run: a peer that one of them needs is not to weigh on the others. */
const benches: Record<string, () => Promise<Bench>> = {
  audience: async () => (await import('./audience.ts')).benchAudience,
  pipeline: async () => (await import('./pipeline.ts')).benchPipeline,
  limits: async () => (await import('./limits.ts')).benchLimits,
  survive: async () => (await import('./survive.ts')).benchSurvive,
  embargo: async () => (await import('./embargo.ts')).benchEmbargo,
  clear: async () => (await import('./clear.ts')).benchClear,
  isolation: async () => (await import('./isolation.ts')).benchIsolation,
  materialise: async () => (await import('./materialise.ts')).benchMaterialise,
  status: async () => (await import('./status.ts')).benchStatus,
  memory: async () => (await import('./memory.ts')).benchMemory,
  hold: async () => (await import('./hold.ts')).benchHold,
  mail: async () => (await import('./mail.ts')).benchMail,
  webhooks: async () => (await import('./webhooks.ts')).benchWebhooks,
  figures: async () => (await import('./figures.ts')).benchFigures,
  languages: async () => (await import('./languages.ts')).benchLanguages,
}

/** `npm run bench -- <name> [--json] [--full]`: what Dateline claims about its speed, measured here and now. */
const usage = `Usage: npm run bench -- <${Object.keys(benches).join(' | ')}> [--json] [--full]`

function readArguments() {
  try {
    const options = { json: { type: 'boolean' }, full: { type: 'boolean' } } as const
    const { positionals, values } = parseArgs({ allowPositionals: true, options })
    const [name, ...rest] = positionals
    const load = Object.entries(benches).find(([key]) => key === name)?.[1]
    if (load && rest.length === 0) return { load, json: values.json ?? false, full: values.full ?? false }
  } catch {
    // An option that there is not: told below.
  }
  console.error(usage)
  return process.exit(2)
}

const { load, json, full } = readArguments()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void endAll().finally(() => process.exit(130)))
// What nobody waited for: it, too, is to leave nothing behind.
process.once('uncaughtException', (error) => {
  console.error(error)
  void endAll().finally(() => process.exit(1))
})
const bench = await load()
// With --json stdout holds the result alone, so that a program can read it.
const result = await bench({ full }, (line) => (json ? console.error(line) : console.log(line)))
console.log(json ? JSON.stringify(result) : result)
for (const missed of result.missed) console.error(`missed: ${missed}`)
if (result.missed.length > 0) process.exitCode = 1
