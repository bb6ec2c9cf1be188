import { parseArgs } from 'node:util'
import { benchAudience } from './audience.ts'
import { benchHold } from './hold.ts'

/** `npm run bench -- <name> [--json] [--full]`: what Dateline claims about its speed, measured here and now. */
const benches = { audience: benchAudience, hold: benchHold } as const

const usage = `Usage: npm run bench -- <${Object.keys(benches).join(' | ')}> [--json] [--full]`

function readArguments() {
  try {
    const options = { json: { type: 'boolean' }, full: { type: 'boolean' } } as const
    const { positionals, values } = parseArgs({ allowPositionals: true, options })
    const [name, ...rest] = positionals
    const bench = Object.entries(benches).find(([key]) => key === name)?.[1]
    if (bench && rest.length === 0) return { bench, json: values.json ?? false, full: values.full ?? false }
  } catch {
    // An option that there is not: told below.
  }
  console.error(usage)
  return process.exit(2)
}

const { bench, json, full } = readArguments()
// With --json stdout holds the result alone, so that a program can read it.
const result = await bench({ full }, (line) => (json ? console.error(line) : console.log(line)))
console.log(json ? JSON.stringify(result) : result)
for (const missed of result.missed) console.error(`missed: ${missed}`)
if (result.missed.length > 0) process.exitCode = 1
