import type { Socket } from 'node:net'
import type { Connect } from '../../net/connect.ts'
import { forNow, NotTaken } from '../files/not-taken.ts'
import type { Control } from './control.ts'

/** Opens connections for data, one for each file. */
export type OpenData = () => Promise<Socket>

/**
 * Passive mode: the server says where, we connect. Always to the host of the control connection, whatever address it names: one from
 * inside of its own network cannot be reached, and another's is none of our business. RFC 2428 leaves it out for that.
 *
 * @param signal its abort ends what is being opened
 */
export function openPassive(connect: Connect, control: Control, signal: AbortSignal): OpenData {
  let knowsEpsv = true
  const askPort = async (): Promise<Named> => {
    if (knowsEpsv) {
      const answer = await control.ask('passive', 'EPSV').catch((error: unknown) => {
        // Older ones know PASV alone.
        if (!(error instanceof NotTaken) || error.outcome.kind === 'temporary') throw error
        knowsEpsv = false
      })
      if (answer) return readEpsv(answer.message)
    }
    return readPasv((await control.ask('passive', 'PASV')).message)
  }
  return async () => {
    const { port, address } = await askPort()
    const host = (control.ftp.socket.remoteAddress ?? '').replace(/^::ffff:/i, '')
    const socket = await connect({ host, port, signal }).catch((error: unknown) => {
      if (signal.aborted) throw error
      const code = error instanceof Error && 'code' in error ? error.code : ''
      const named = address && address !== host ? ` It named ${address} itself, where we do not go.` : ''
      throw forNow('data-connection', `The server lets nobody in at port ${port}, which it named for data (${code}).${named}`)
    })
    const destroy = (): void => void socket.destroy()
    signal.addEventListener('abort', destroy)
    return socket.once('close', () => signal.removeEventListener('abort', destroy))
  }
}

type Named = { port: number; address?: string }

/** `229 Entering Extended Passive Mode (|||6446|)`: RFC 2428, with any character for the bar. */
function readEpsv(message: string): Named {
  const [, , port = ''] = /([!-/:-~])\1\1(\d{1,5})\1/.exec(message) ?? []
  return { port: checkPort(Number(port), message) }
}

/** `227 Entering Passive Mode (192,168,1,100,10,229)`: RFC 959. */
function readPasv(message: string): Named {
  const [, address = '', high = '', low = ''] =
    /(\d{1,3},\d{1,3},\d{1,3},\d{1,3}),(\d{1,3}),(\d{1,3})/.exec(message.slice(3)) ?? []
  return { port: checkPort(Number(high) * 256 + Number(low), message), address: address.replaceAll(',', '.') }
}

function checkPort(port: number, message: string): number {
  if (port > 0 && port < 65_536) return port
  throw forNow('passive-refused', `The server names no port for data: ${message}`)
}
