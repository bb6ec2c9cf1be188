import { once } from 'node:events'
import { mkdtemp, open, readFile, rename, rm, stat, unlink } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

/** What it says to a command instead of what it would: a line, nothing ('' ), or whatever it likes. `greeting` is a command, too. */
export type Script = Record<string, string | ((socket: Socket, argument: string, data: Promise<Socket> | undefined) => unknown)>

/** An FTP server on loopback that does as it is told, without TLS. */
export type FtpServer = {
  port: number
  user: string
  password: string
  directory: string
  /** commands as they came */
  commands: string[]
  script: Script
  close(): Promise<void>
}

type State = Omit<FtpServer, 'port' | 'close'>
type Connection = {
  socket: Socket
  data: Promise<Socket> | undefined
  from: number
  renamed: string
  passive: Server | undefined
}

export async function startFtpServer(): Promise<FtpServer> {
  const directory = await mkdtemp(join(tmpdir(), 'ftp-server-'))
  const state: State = { user: 'dateline', password: 'pässwort-of-ftp', directory, commands: [], script: {} }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    serve(state, socket)
  })
  const port = await listen(server)
  return Object.assign(state, {
    port,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
      await rm(directory, { recursive: true, force: true })
    },
  })
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return z.object({ port: z.number() }).parse(server.address()).port
}

function serve(state: State, socket: Socket): void {
  const connection: Connection = { socket, data: undefined, from: 0, renamed: '', passive: undefined }
  let waiting = ''
  let turn = answer(state, connection, 'greeting')
  socket
    .on('close', () => connection.passive?.close())
    .on('data', (chunk) => {
      waiting += chunk.toString('utf8')
      const lines = waiting.split('\r\n')
      waiting = lines.pop() ?? ''
      for (const line of lines) {
        state.commands.push(line)
        turn = turn.then(() => answer(state, connection, line))
      }
    })
}

async function answer(state: State, connection: Connection, line: string): Promise<void> {
  const [, command = '', argument = ''] = /^(\w+) ?(.*)$/.exec(line) ?? []
  const told = state.script[command]
  const { socket } = connection
  if (typeof told === 'function') return void (await told(socket, argument, connection.data))
  if (told !== undefined) return void (told && socket.write(`${told}\r\n`))
  const deed = deeds[command]
  const said = deed ? await deed(state, connection, argument).catch(() => '550 No') : '502 Not here'
  if (!socket.destroyed) socket.write(`${said}\r\n`)
}

type Deed = (state: State, connection: Connection, argument: string) => Promise<string>

const say =
  (line: string): Deed =>
  async () =>
    line

const deeds: Readonly<Record<string, Deed>> = {
  greeting: say('220 ready'),
  USER: say('331 and the password?'),
  PASS: async ({ password }, _, given) => (given === password ? '230 in' : '530 Login incorrect.'),
  TYPE: say('200 ok'),
  OPTS: say('200 ok'),
  CWD: async ({ directory }, _, name) => ((await stat(join(directory, name))).isDirectory() ? '250 ok' : '550 no'),
  SIZE: async ({ directory }, _, name) => `213 ${(await stat(join(directory, name))).size}`,
  EPSV: async (_, connection) => `229 Entering Extended Passive Mode (|||${await openPassive(connection)}|)`,
  PASV: async (_, connection) => {
    const port = await openPassive(connection)
    return `227 Entering Passive Mode (127,0,0,1,${port >> 8},${port & 255})`
  },
  REST: async (_, connection, from) => {
    connection.from = Number(from)
    return '350 from there'
  },
  STOR: async ({ directory }, connection, name) => {
    const file = await open(join(directory, name), connection.from > 0 ? 'r+' : 'w')
    connection.socket.write('150 go on\r\n')
    const data = await connection.data
    let at = connection.from
    connection.from = 0
    try {
      for await (const chunk of data ?? []) at += (await file.write(chunk, 0, chunk.length, at)).bytesWritten
    } finally {
      await file.close()
    }
    return '226 stored'
  },
  RETR: async ({ directory }, connection, name) => {
    const bytes = await readFile(join(directory, name))
    connection.socket.write('150 here it is\r\n')
    const data = await connection.data
    data?.end(bytes)
    return '226 sent'
  },
  RNFR: async ({ directory }, connection, name) => {
    await stat(join(directory, name))
    connection.renamed = name
    return '350 to what?'
  },
  RNTO: async ({ directory }, { renamed }, name) => {
    await rename(join(directory, renamed), join(directory, name))
    return '250 renamed'
  },
  DELE: async ({ directory }, _, name) => {
    await unlink(join(directory, name))
    return '250 gone'
  },
  QUIT: say('221 bye'),
}

async function openPassive(connection: Connection): Promise<number> {
  connection.passive?.close()
  const passive = createServer()
  connection.passive = passive
  const port = await listen(passive)
  connection.data = once(passive, 'connection').then(([socket]: Socket[]) => {
    passive.close()
    if (!socket) throw new Error('nobody came')
    return socket.on('error', () => {})
  })
  return port
}
