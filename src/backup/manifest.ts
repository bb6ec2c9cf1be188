import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'

const Name = z.string().regex(/^[a-z_][a-z0-9_]*$/)

/** What a backup says of itself: `manifest.json`, beside one `<table>.copy.gz` for each table. */
export const Manifest = z.object({
  /** of the folder; grows when an older Dateline could not read it */
  format: z.literal(1),
  /** of Dateline */
  version: z.string(),
  /** the instant of the snapshot, UTC */
  takenAt: z.iso.datetime(),
  /** which database it was taken of, as `wires.home` has it */
  home: z.string().nullable(),
  /** tells one SECRET_KEY from another, and nothing more of it */
  keyCheck: z.string(),
  /** what the database had been migrated by, in order */
  migrations: z.array(z.string()).min(1),
  /** the tables that are cut by month → their months, such as `2026_11` */
  months: z.record(Name, z.array(z.string().regex(/^\d{4}_\d\d$/))),
  tables: z.record(
    Name,
    z.object({ columns: z.array(Name), rows: z.int(), sizeBytes: z.int(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
})
export type Manifest = z.infer<typeof Manifest>

/** The file of a table, from the folder. */
export function fileOf(table: string): string {
  return `${table}.copy.gz`
}

/**
 * Reads a backup's manifest and checks every file against it.
 *
 * @throws a sentence for whatever is missing, cut off or not what was written
 */
export async function readBackup(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch((error: unknown) => {
    throw new Error(`There is no backup in ${folder}: manifest.json cannot be read.`, { cause: error })
  })
  const manifest = Manifest.safeParse(parse(text))
  if (!manifest.success)
    throw new Error(`${folder} is not a backup that this version can read: its manifest.json says other things.`)
  for (const [table, { sizeBytes, sha256 }] of Object.entries(manifest.data.tables)) {
    const path = join(folder, fileOf(table))
    const size = (await stat(path).catch(() => undefined))?.size
    if (size === undefined) throw new Error(`The backup is not whole: ${path} is missing.`)
    if (size !== sizeBytes) throw new Error(`The backup is damaged: ${path} has ${size} bytes and should have ${sizeBytes}.`)
    if ((await hash(path)) !== sha256) throw new Error(`The backup is damaged: ${path} is not what was written.`)
  }
  return manifest.data
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function hash(path: string): Promise<string> {
  const digest = createHash('sha256')
  await pipeline(createReadStream(path), digest)
  return digest.digest('hex')
}
