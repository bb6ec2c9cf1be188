import { readdir, readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { Arrival } from './conformance.ts'

/** Files of a directory that are whole: what somebody who watches it would take. Each is named after its delivery. */
export async function readArrivals(directory: string): Promise<Arrival[]> {
  const names = (await readdir(directory)).filter((name) => !name.startsWith('.'))
  return Promise.all(
    names.map(async (name) => ({ deliveryId: basename(name, extname(name)), parts: [await readFile(join(directory, name))] })),
  )
}
