import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import tls, { TLSSocket } from 'node:tls'
import { z } from 'zod'
import { certificates } from '../net/certificates.ts'

/** What a relay can be told to do otherwise: `greet`, a command's first word, `body` (the first bytes of a mail) or `.`. */
export type Step = 'greet' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'body' | '.' | 'RSET' | 'QUIT'

/** A relay on loopback that does as it is told, at the level of bytes. */
export type ScriptedRelay = {
  url: string
  /** every connection that it got */
  sockets: Socket[]
  /** commands as they came: one entry for each chunk */
  chunks: string[]
  /** mails that it took */
  mails: string[]
  /** what it does from now on */
  script: Script
  close(): Promise<void>
}

type Script = Partial<Record<Step, (socket: Socket) => unknown>>

/**
 * @param extensions what it offers after EHLO; PIPELINING alone by default
 * @param protocol `smtps` speaks TLS from the first byte
 */
export async function startRelay(
  script: Script = {},
  extensions = ['PIPELINING'],
  protocol: 'smtp' | 'smtps' = 'smtp',
): Promise<ScriptedRelay> {
  const relay: Omit<ScriptedRelay, 'url' | 'close'> = { sockets: [], chunks: [], mails: [], script }
  const greet = (socket: Socket): void => {
    relay.sockets.push(socket)
    say(relay, socket, { step: 'greet', reply: '220 relay.example ESMTP' })
    listen(relay, socket, extensions)
  }
  const server = protocol === 'smtp' ? createServer(greet) : tls.createServer({ ...certificates.good }, greet)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return Object.assign(relay, {
    url: `${protocol}://localhost:${port}`,
    close: async () => {
      for (const socket of relay.sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  })
}

type State = Omit<ScriptedRelay, 'url' | 'close'>

function listen(relay: State, socket: Socket, extensions: string[]): void {
  let waiting = ''
  let inBody = false
  socket.on('error', () => {})
  const hear = (bytes: Buffer): void => {
    const chunk = bytes.toString('latin1')
    if (inBody && relay.script.body) return void relay.script.body(socket)
    if (!inBody) relay.chunks.push(chunk)
    waiting += chunk
    for (;;) {
      const end = waiting.indexOf(inBody ? '\r\n.\r\n' : '\r\n')
      if (end === -1) return
      const said = waiting.slice(0, end)
      waiting = waiting.slice(end + (inBody ? 5 : 2))
      if (inBody) {
        inBody = false
        if (say(relay, socket, { step: '.', reply: '250 2.0.0 Taken' })) relay.mails.push(said)
        continue
      }
      const word = said.split(' ')[0]?.toUpperCase() ?? ''
      if (word === 'STARTTLS' && !relay.script.STARTTLS) return void startTls(relay, socket, hear)
      const step = steps.find((one) => one === word) ?? 'QUIT'
      inBody = say(relay, socket, { step, reply: replyTo(step, extensions) }) && word === 'DATA'
      if (word === 'QUIT') socket.end()
    }
  }
  socket.on('data', hear)
}

const steps: Step[] = ['EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'RSET', 'QUIT']

function replyTo(step: Step, extensions: string[]): string {
  if (step === 'EHLO') return ['250-relay.example', ...extensions.map((one) => `250-${one}`), '250 HELP'].join('\r\n')
  return { DATA: '354 Go on', QUIT: '221 Bye', AUTH: '235 2.7.0 In' }[String(step)] ?? '250 2.1.0 Ok'
}

/** @returns whether it did as relays do */
function say({ script }: State, socket: Socket, { step, reply }: { step: Step; reply: string }): boolean {
  const own = script[step]
  if (own) own(socket)
  else socket.write(`${reply}\r\n`)
  return !own
}

function startTls(relay: State, socket: Socket, hear: (bytes: Buffer) => void): void {
  socket.off('data', hear)
  socket.write('220 Go ahead\r\n')
  const secure = new TLSSocket(socket, { isServer: true, ...certificates.good })
  relay.chunks.push('(TLS)')
  listen(relay, secure, ['PIPELINING', 'AUTH PLAIN'])
}
