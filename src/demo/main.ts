import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseOptions, usage } from './options.ts'
import { runDemo } from './run.ts'
import { openScreen } from './screen.ts'

/** `npm run demo`: the wire's main job from end to end, on embedded Postgres and loopback. */
const options = parseOptions(process.argv.slice(2))
if (typeof options === 'string') {
  console.error(`${options}\n\n${usage}`)
  process.exit(2)
}

const interrupted = Promise.withResolvers<void>()
let askedAt: number | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Whoever asks again does not want to wait. Not at once, though: npm passes on what the terminal has sent already.
    if (askedAt !== undefined && performance.now() - askedAt > 1000) process.exit(130)
    askedAt ??= performance.now()
    interrupted.resolve()
  })
}

const dir = join(process.env.DATA_DIR || '.dateline', 'demo')
const screen = openScreen(process.stdout)
const stack = new AsyncDisposableStack()
let stopDatabase = async () => {}
const onDatabase = (stop: () => Promise<void>) => {
  stopDatabase = stop
}
const demo = runDemo({ options, dir, env: process.env, screen, stack, onDatabase, interrupted: interrupted.promise })
try {
  const verdict = await Promise.race([demo, interrupted.promise])
  await end()
  if (!options.exit) process.exit(0)
  if (!verdict) process.exit(130)
  console.log(JSON.stringify(verdict))
  process.exit(verdict.consistent ? 0 : 1)
} catch (error) {
  console.error(`\n${explain(error)}\n\n${join(dir, 'service.log')} may tell more.`)
  await end()
  process.exit(1)
}

/** Closes everything. What is asked for in mid-delivery waits no longer than a person would; the database is ended in any case. */
async function end(): Promise<void> {
  demo.catch(() => {})
  if (askedAt !== undefined) screen.line('\n  Ending… (Ctrl-C again ends at once)')
  screen.mute()
  const patience = askedAt === undefined ? 20_000 : 3000
  await Promise.race([stack.disposeAsync(), setTimeout(patience)]).catch(() => {})
  await stopDatabase()
}

/** What went wrong and why, a line each: Prisma's messages show the query first and say what is wrong last. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const message = error.message.trim().split('\n').at(-1) ?? ''
  return error.cause === undefined ? message : `${message}\n${explain(error.cause)}`
}
