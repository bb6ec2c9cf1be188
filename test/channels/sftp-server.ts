import { once } from 'node:events'
import { type FileHandle, mkdtemp, open, rename, rm, stat, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ssh2, { type AuthContext, type SFTPWrapper } from 'ssh2'
import { z } from 'zod'
import { fingerprintOf } from '../../src/channels/sftp/host-key.ts'
import { makeSshKey } from './ssh-key.ts'

/** What it can be told to answer with another status than its own: a number of draft-ietf-secsh-filexfer. */
export type Request = 'OPEN' | 'WRITE' | 'STAT' | 'RENAME' | 'CLOSE'

/** An SFTP server on loopback that knows no extension, and does as it is told. */
export type SftpServer = {
  port: number
  user: string
  password: string
  hostKey: string
  directory: string
  /** what it answers from now on; a request that is not in it is done */
  answers: Partial<Record<Request, number>>
  /** how it lets people in */
  door: 'password' | 'questions'
  /** whether it opens SFTP */
  opens: boolean
  close(): Promise<void>
}

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp

export async function startSftpServer(): Promise<SftpServer> {
  const key = makeSshKey()
  const hostKey = fingerprintOf(Buffer.from(key.public.split(' ')[1] ?? '', 'base64'))
  const directory = await mkdtemp(join(tmpdir(), 'sftp-server-'))
  const server = new ssh2.Server({ hostKeys: [key.private] })
  const connections = new Set<{ end(): unknown }>()
  const state: Omit<SftpServer, 'port' | 'close'> = {
    ...{ user: 'dateline', password: 'pässwort-of-sftp', hostKey, directory },
    ...{ answers: {}, door: 'password', opens: true },
  }
  server.on('connection', (connection) => {
    connections.add(connection)
    connection
      .on('error', () => {})
      .on('close', () => connections.delete(connection))
      .on('authentication', (context) => letIn(state, context))
      .on('session', (accept) => {
        accept().on('sftp', (acceptSftp, reject) => {
          if (state.opens) serve(state, acceptSftp())
          else reject()
        })
      })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return Object.assign(state, {
    port,
    close: async () => {
      for (const connection of connections) connection.end()
      server.close()
      await rm(directory, { recursive: true, force: true })
    },
  })
}

type State = Omit<SftpServer, 'port' | 'close'>

function letIn({ user, password, door }: State, context: AuthContext): void {
  const isRight = (answer: string) => (context.username === user && answer === password ? context.accept() : context.reject())
  if (door === 'password' && context.method === 'password') isRight(context.password)
  else if (door === 'questions' && context.method === 'keyboard-interactive') {
    context.prompt([{ prompt: 'Password: ', echo: false }], ([answer = '']) => isRight(answer))
  } else context.reject([door === 'password' ? 'password' : 'keyboard-interactive'])
}

function serve(state: State, sftp: SFTPWrapper): void {
  const files = new Map<number, FileHandle>()
  let opened = 0
  let over = false
  /** Node takes a file that nobody closes for a fault of the process. */
  const closeAll = async (): Promise<void> => {
    over = true
    const left = [...files.values()]
    files.clear()
    await Promise.all(left.map((file) => file.close()))
  }
  const at = (path: string): string => join(state.directory, path)
  const fileOf = (handle: Buffer): FileHandle => {
    const file = files.get(handle.readUInt32BE(0))
    if (!file) throw new Error('no such handle')
    return file
  }
  /** Does what is asked for, or says why not. */
  const reply = (id: number, request: Request | undefined, work: () => Promise<unknown>): void => {
    const told = request && state.answers[request]
    if (told !== undefined) return void sftp.status(id, told)
    work().then(
      (done) => done !== 'answered' && sftp.status(id, STATUS_CODE.OK),
      (error: unknown) => sftp.status(id, codeOf(error)),
    )
  }
  sftp
    .on('OPEN', (id, path, flags) =>
      reply(id, 'OPEN', async () => {
        const mode = flags & OPEN_MODE.WRITE ? (flags & OPEN_MODE.TRUNC ? 'w' : 'r+') : 'r'
        files.set(++opened, await open(at(path), mode))
        if (over) await closeAll()
        const handle = Buffer.alloc(4)
        handle.writeUInt32BE(opened)
        sftp.handle(id, handle)
        return 'answered'
      }),
    )
    .on('WRITE', (id, handle, offset, data) => reply(id, 'WRITE', () => fileOf(handle).write(data, 0, data.length, offset)))
    .on('READ', (id, handle, offset, length) =>
      reply(id, undefined, async () => {
        const { bytesRead, buffer } = await fileOf(handle).read(Buffer.alloc(length), 0, length, offset)
        if (bytesRead === 0) sftp.status(id, STATUS_CODE.EOF)
        else sftp.data(id, buffer.subarray(0, bytesRead))
        return 'answered'
      }),
    )
    .on('CLOSE', (id, handle) =>
      reply(id, 'CLOSE', async () => {
        const file = fileOf(handle)
        files.delete(handle.readUInt32BE(0))
        await file.close()
      }),
    )
    .on('close', () => void closeAll())
    .on('FSTAT', (id, handle) => reply(id, undefined, async () => tellAttributes(sftp, id, await fileOf(handle).stat())))
    .on('STAT', (id, path) => reply(id, 'STAT', async () => tellAttributes(sftp, id, await stat(at(path)))))
    .on('REMOVE', (id, path) => reply(id, undefined, () => unlink(at(path))))
    // As version 3 has it: not in place of another file.
    .on('RENAME', (id, from, to) =>
      reply(id, 'RENAME', async () => {
        const isThere = await stat(at(to)).catch(() => undefined)
        if (isThere) throw new Error('is there')
        await rename(at(from), at(to))
      }),
    )
}

function tellAttributes(
  sftp: SFTPWrapper,
  id: number,
  { size, mode, uid, gid }: { size: number; mode: number; uid: number; gid: number },
) {
  sftp.attrs(id, { size, mode, uid, gid, atime: 0, mtime: 0 })
  return 'answered'
}

function codeOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  return code === 'ENOENT' ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE
}
