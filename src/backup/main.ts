import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type Config, readConfig } from '../config.ts'
import { openDatabase } from './database.ts'
import { findKeyCheck, keyFileOf } from './key-check.ts'
import { type Manifest, readBackup } from './manifest.ts'
import { restoreBackup } from './restore-backup.ts'
import { takeBackup } from './take-backup.ts'

/** `npm run backup -- <folder>` and `npm run restore -- <folder>`: status 0, or 1 with a sentence that says what is wrong. */
const usage = 'Usage: npm run backup -- <folder>, npm run restore -- <folder>'

const worthless =
  'without it, the secrets of endpoints cannot be opened, suppressed and erased addresses are not recognised, and unsubscribe ' +
  'links do not work.'

const { command, folder } = readArgs(process.argv.slice(2))
try {
  const config = readConfig(process.env)
  if (command === 'backup') await backup(config)
  else await restore(config)
} catch (error) {
  console.error(explain(error))
  process.exitCode = 1
}

async function backup(config: Config): Promise<void> {
  const database = await openDatabase(config, { create: false })
  try {
    const keyCheck = (await findKeyCheck(config)) ?? ''
    const manifest = await takeBackup({ url: database.url, folder, version: await readVersion(), keyCheck })
    console.log(`Backed up ${sumOf(manifest)} as of ${manifest.takenAt}, into ${folder}.`)
    const where = config.secretKey ? '' : ` It stands in ${keyFileOf(config)}.`
    console.log(`NOT in it: SECRET_KEY. Keep it apart from the backup, and as safe: ${worthless}${where}`)
  } finally {
    await database.close()
  }
}

async function restore(config: Config): Promise<void> {
  // Checked before anything is touched, or even made.
  const manifest = await readBackup(folder)
  const database = await openDatabase(config, { create: true })
  try {
    await restoreBackup({ url: database.url, folder, manifest })
    console.log(
      `Restored ${sumOf(manifest)} as of ${manifest.takenAt}. The wire is held: an admin lifts that once they have looked.`,
    )
    if ((await findKeyCheck(config)) !== manifest.keyCheck) {
      const where = config.secretKey ? 'in SECRET_KEY' : `in ${keyFileOf(config)}`
      console.log(`The SECRET_KEY of this backup is not here. Put it ${where} before you start: ${worthless}`)
    }
  } finally {
    await database.close()
  }
}

function sumOf({ tables }: Manifest): string {
  const all = Object.values(tables)
  return `${all.length} tables with ${all.reduce((sum, { rows }) => sum + rows, 0)} rows`
}

async function readVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}

function readArgs(args: string[]): { command: string; folder: string } {
  try {
    const [command, folder, ...more] = parseArgs({ args, allowPositionals: true }).positionals
    if ((command === 'backup' || command === 'restore') && folder && more.length === 0) return { command, folder }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  }
  console.error(usage)
  process.exit(2)
}

/** What went wrong and why, a line each. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}\n${explain(error.cause)}`
}
