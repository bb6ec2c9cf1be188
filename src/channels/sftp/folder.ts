import ssh2, { type SFTPWrapper } from 'ssh2'
import { z } from 'zod'
import type { Transcript } from '../channel.ts'
import { asBuffer } from '../files/as-buffer.ts'
import type { Folder, Written } from '../files/hand-in.ts'
import { NotTaken } from '../files/not-taken.ts'
import { hungUp } from '../files/session.ts'
import { pathOf } from '../files/settings.ts'
import type { SftpSettings } from './settings.ts'
import { codes, type Operation, Status, toNotTaken } from './status.ts'

const chunkBytes = 32 * 1024
/** So many chunks are on their way at once: one after the other, each would take a round trip. */
const chunksAhead = 16

type Done<T> = (error: Error | null | undefined, value: T) => void
/** Asks the server for something; what it refuses is thrown as NotTaken. `label` is what a transcript tells. */
type Ask = <T>(operation: Operation, label: string, run: (done: Done<T>) => void) => Promise<T>

/** The endpoint's directory over SFTP, version 3 (draft-ietf-secsh-filexfer-02), with OpenSSH's extensions where there are some. */
export function openFolder(sftp: SFTPWrapper, settings: SftpSettings, transcript: Transcript | undefined): Folder {
  const ask = openAsk(transcript)
  const remove = (path: string) => ask<void>('remove', `remove ${path}`, (done) => sftp.unlink(path, (error) => done(error)))
  const sizeOf = (path: string): Promise<number | 'missing'> => {
    const { promise, resolve, reject } = Promise.withResolvers<number | 'missing'>()
    transcript?.sent(`stat ${path}`)
    sftp.stat(path, (error, stats) => {
      const size = error ? 'missing' : stats.size
      transcript?.heard(error ? error.message : `${size} bytes`)
      const status = readStatus(error)
      if (status && status.code !== codes.noSuchFile) reject(toNotTaken(status, 'stat'))
      else if (error && !status) reject(hungUp())
      else resolve(size)
    })
    return promise
  }
  return {
    findSize: (name) => sizeOf(pathOf(settings, name)),
    read: (name) => ask<Buffer>('read', `read ${pathOf(settings, name)}`, (done) => sftp.readFile(pathOf(settings, name), done)),
    write: (name, bytes, from) => write({ sftp, ask, path: pathOf(settings, name) }, asBuffer(bytes), from),
    rename: async (from, to) => {
      const [old, path] = [pathOf(settings, from), pathOf(settings, to)]
      const move = (run: (done: Done<void>) => void) => ask('rename', `rename ${old} to ${path}`, run)
      const moved = await extended(() => move((done) => sftp.ext_openssh_rename(old, path, (error) => done(error))))
      if (moved) return
      const plainly = () => move((done) => sftp.rename(old, path, (error) => done(error)))
      await plainly().catch(async (error: unknown) => {
        if (!(error instanceof NotTaken) || error.outcome.kind === 'permanent') throw error
        // A plain rename does not replace an earlier file of this name. Nothing is removed unless there is one to take its place:
        // another attempt may have put it there meanwhile.
        if ((await sizeOf(old)) === 'missing') throw error
        await remove(path).catch(throwOthers('not-found'))
        await plainly()
      })
    },
  }
}

function openAsk(transcript: Transcript | undefined): Ask {
  return (operation, label, run) =>
    new Promise((resolve, reject) => {
      transcript?.sent(label)
      run((error, value) => {
        transcript?.heard(error ? error.message : 'ok')
        if (!error) return resolve(value)
        const status = readStatus(error)
        reject(status ? toNotTaken(status, operation) : hungUp())
      })
    })
}

/** @returns undefined where the server gave no answer at all */
function readStatus(error: unknown): Status | undefined {
  return Status.safeParse(error).data
}

/** @returns false where the server does not have the extension, which ssh2 throws at once */
async function extended(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run()
    return true
  } catch (error) {
    if (error instanceof Error && /does not support this extended/.test(error.message)) return false
    throw error
  }
}

function throwOthers(reason: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof NotTaken) || error.outcome.reason !== reason) throw error
  }
}

type Open = { sftp: SFTPWrapper; ask: Ask; path: string }

async function write({ sftp, ask, path }: Open, bytes: Buffer, from: number): Promise<Written> {
  // A chunk that failed may have left a hole before those that were on their way with it.
  const start = Math.max(0, from - chunksAhead * chunkBytes)
  const flags = start === 0 ? 'w' : ssh2.utils.sftp.OPEN_MODE.WRITE
  const handle = await ask<Buffer>('open', `open ${path} to write from byte ${start}`, (done) => sftp.open(path, flags, done))
  let next = start
  const writeOn = async (): Promise<void> => {
    while (next < bytes.length) {
      const at = next
      const size = Math.min(chunkBytes, bytes.length - at)
      next += size
      const label = `write ${size} bytes at ${at}`
      await ask<void>('write', label, (done) => sftp.write(handle, bytes, at, size, at, (error) => done(error)))
    }
  }
  try {
    await Promise.all(Array.from({ length: chunksAhead }, writeOn))
    // A server that loses its power after the rename still has the file.
    await extended(() => ask<void>('sync', 'sync', (done) => sftp.ext_openssh_fsync(handle, (error) => done(error))))
  } catch (error) {
    // It has failed for another reason already.
    await ask<void>('close', 'close', (done) => sftp.close(handle, (failed) => done(failed))).catch(() => {})
    throw error instanceof NotTaken ? await withSpace(sftp, path, error) : error
  }
  await ask<void>('close', 'close', (done) => sftp.close(handle, (error) => done(error)))
  // Each chunk was answered.
  return { began: start, isWhole: true }
}

/** What OpenSSH tells of the room on a file system. */
const Space = z.object({ f_bavail: z.number() })

/** A failure says nothing of why; where there is no room left, that is why. */
function withSpace(sftp: SFTPWrapper, path: string, failed: NotTaken): Promise<NotTaken> {
  const { promise, resolve } = Promise.withResolvers<NotTaken>()
  if (failed.outcome.reason !== 'write-failed') return Promise.resolve(failed)
  try {
    sftp.ext_openssh_statvfs(path, (_, told: unknown) => {
      const isFull = Space.safeParse(told).data?.f_bavail === 0
      resolve(isFull ? toNotTaken({ code: codes.noSpace, message: 'the disk is full' }, 'write') : failed)
    })
  } catch {
    // It has not the extension.
    resolve(failed)
  }
  return promise
}
