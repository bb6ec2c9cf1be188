import { toPartName } from './file-name.ts'
import { forNow } from './not-taken.ts'

/** A file that is to lie in an outlet's directory. */
export type OutgoingFile = { name: string; bytes: Uint8Array }

/** The directory of an endpoint, over whatever protocol. Everything throws NotTaken or what a broken connection throws. */
export type Folder = {
  /** bytes; `unknown` where the server does not tell sizes */
  findSize(name: string): Promise<number | 'missing' | 'unknown'>
  read(name: string): Promise<Uint8Array>
  /**
   * Writes a file to its end.
   *
   * @param from how much of it lies there already. 0 begins anew
   * @returns what came of it, once the server says that it has it all
   */
  write(name: string, bytes: Uint8Array, from: number): Promise<Written>
  /** Gives a file its name, in place of another that has it. */
  rename(from: string, to: string): Promise<void>
}

/** `began`: the byte that it began with, since not every server goes on in the middle. `isWhole`: whether we saw all of it go. */
export type Written = { began: number; isWhole: boolean }

type Options = {
  /** which attempt this is: before the first, nothing of ours can lie there */
  attempt: number
  /** told what is begun, for whoever has to say how far it came */
  begin(step: string): void
}

/**
 * Uploads a file so that nobody ever sees half of it: under another name, and renamed once it is complete. What an attempt before has
 * left there is gone on with; a file that is there already, byte by byte, is not sent again.
 *
 * @returns the receipt
 */
export async function handIn(folder: Folder, file: OutgoingFile, { attempt, begin }: Options): Promise<string> {
  const { name, bytes } = file
  const part = toPartName(name, bytes)
  const size = `${name} (${bytes.length} bytes)`
  begin('looking for what an attempt before has left')
  if (attempt > 1 && (await isThere(folder, file))) return `there already: ${size}`
  const from = attempt > 1 ? await findStart(folder, part, bytes.length) : 0
  begin('uploading')
  const { began, isWhole } = await folder.write(part, bytes, from)
  begin('asking for the size')
  const written = await folder.findSize(part)
  if (written === 'unknown' && !isWhole) {
    throw forNow('incomplete', 'The connection broke, and the server says that it has all, and does not tell how much that is')
  }
  if (written !== 'unknown' && written !== bytes.length) {
    throw forNow('incomplete', `Of ${bytes.length} bytes the server has ${written}`)
  }
  begin('renaming')
  await folder.rename(part, name)
  return began > 0 ? `stored, gone on with from byte ${began}: ${size}` : `stored: ${size}`
}

async function isThere(folder: Folder, { name, bytes }: OutgoingFile): Promise<boolean> {
  if ((await folder.findSize(name)) !== bytes.length) return false
  return Buffer.compare(await folder.read(name), bytes) === 0
}

/** The part has its content in its name: its bytes are ours, as far as they go. */
async function findStart(folder: Folder, part: string, sizeBytes: number): Promise<number> {
  const there = await folder.findSize(part)
  return typeof there === 'number' && there <= sizeBytes ? there : 0
}
