import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import yauzl, { type Entry, type ZipFile } from 'yauzl'

/** What is in a ZIP: its files by their paths. */
export async function unpack(bytes: Uint8Array): Promise<Map<string, Buffer>> {
  const open = promisify<Buffer, { lazyEntries: boolean }, ZipFile>(yauzl.fromBuffer)
  const zip = await open(Buffer.from(bytes), { lazyEntries: true })
  const files = new Map<string, Buffer>()
  const { promise, resolve, reject } = Promise.withResolvers<Map<string, Buffer>>()
  zip.on('end', () => resolve(files)).on('error', reject)
  zip.on('entry', (entry: Entry) => {
    zip.openReadStream(entry, async (error, stream) => {
      if (error) return reject(error)
      files.set(entry.fileName, await buffer(stream))
      zip.readEntry()
    })
  })
  zip.readEntry()
  return promise
}
