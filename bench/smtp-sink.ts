import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { remember } from './ends.ts'
import { end, freePort } from './redis.ts'

/** Postfix's own receiver on loopback; it writes each mail to a file of its own. */
export type Sink = {
  port: number
  /** every mail since the last `take`, as it was written: headers of the sink's own, then the mail, lines ended by LF */
  take(): Promise<string[]>
  close(): Promise<void>
}

/** In memory where there is such a place: what the disk is busy with besides is no sender's speed. */
const spool = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** Starts the machine's smtp-sink. As root it runs as `nobody`, as it asks for. */
export async function startSink(): Promise<Sink> {
  const port = await freePort()
  const dir = await mkdtemp(join(spool, 'dateline-sink-'))
  const isRoot = process.getuid?.() === 0
  if (isRoot) await chown(dir, Number(execFileSync('id', ['-u', 'nobody']).toString()), 0)
  const user = isRoot ? ['-u', 'nobody'] : []
  const child = spawn('smtp-sink', [...user, '-d', join(dir, 'mail.'), `127.0.0.1:${port}`, '1024'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const close = remember(async () => {
    await end(child)
    await rm(dir, { recursive: true, force: true })
  })
  try {
    await once(child, 'spawn')
    await listening(child, port)
    return { port, take: () => takeFiles(dir), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error('smtp-sink ended before it listened')
    const socket = connect(port, '127.0.0.1')
    const isThere = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isThere) return
    await setTimeout(20)
  }
}

async function takeFiles(dir: string): Promise<string[]> {
  const mails: string[] = []
  const names = await readdir(dir)
  for (let from = 0; from < names.length; from += 200) {
    const some = names.slice(from, from + 200).map(async (name) => {
      const mail = await readFile(join(dir, name), 'latin1')
      await rm(join(dir, name))
      return mail
    })
    mails.push(...(await Promise.all(some)))
  }
  return mails
}
