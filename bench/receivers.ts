import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { remember } from './ends.ts'
import { end } from './redis.ts'

/**
 * How a host treats what comes.
 *
 * - `dead`: nobody listens, the connection is refused
 * - `hang`: takes the request and says nothing until the sender hangs up
 * - else the status that it answers with, so many milliseconds after the request is complete
 */
export type Behaviour = 'dead' | 'hang' | { status: number; afterMs: number }

/** One request with a signature that is right. Instants are machineMs() of the receiver's process, which is everybody's. */
export type Received = {
  /** its `webhook-id` */
  id: string
  /** which host it came to */
  host: number
  path: string
  /** its head had come */
  openedMs: number
  /** its body had come and its signature is right; null if it never did */
  takenMs: number | null
  /** it was answered, or the sender hung up; null while it is open */
  endedMs: number | null
  /** 0 unless answered */
  status: number
  /** the receiver's wall clock when its head had come, epoch milliseconds */
  wallMs: number
}

/** Webhook receivers in a process of their own: as many hosts as wanted, each an address in 127.0.0.0/8, on one port. */
export type Receivers = {
  /** whsec_…, the same for every host: what comes with another signature is answered with 401 and counted */
  secret: string
  urlOf(host: number, path?: string): string
  /** everything since the start or the last `forget`, and how many signatures or requests were wrong */
  read(): Promise<{ received: Received[]; wrong: number }>
  /** how many requests were answered with 2xx */
  countAccepted(): Promise<number>
  /** when the latest of those that were answered with 2xx began: its `openedMs`, 0 before the first */
  lastBegunMs(): Promise<number>
  /** Starts anew: what came until now is forgotten, what is open is hung up on, and hosts behave so from now on. */
  forget(hosts?: readonly Behaviour[]): Promise<void>
  close(): Promise<void>
}

const processPath = fileURLToPath(new URL('receivers-process.ts', import.meta.url))

/** The secret of every receiver here. */
export const receiversSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

/** Where nobody listens. */
const deadPort = 1

/** Starts the receivers. Linux only, where all of 127.0.0.0/8 is this machine. */
export async function startReceivers(hosts: readonly Behaviour[]): Promise<Receivers> {
  const child = fork(processPath, [], { serialization: 'advanced', execArgv: [] })
  const close = remember(() => end(child))
  const waiting = new Map<number, (answer: Answer) => void>()
  let asked = 0
  let behaviours = hosts
  child.on('message', (answer: Answer) => waiting.get(answer.n)?.(answer))
  const ask = (question: Question): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const n = asked++
      const fail = () => reject(new Error('the receivers ended'))
      child.once('exit', fail)
      waiting.set(n, (answer) => {
        waiting.delete(n)
        child.off('exit', fail)
        resolve(answer)
      })
      child.send({ n, question } satisfies Asked)
    })
  try {
    await once(child, 'spawn')
    const { port = 0 } = await ask({ ask: 'open', hosts, secret: receiversSecret })
    return {
      secret: receiversSecret,
      urlOf: (host, path = '/') => {
        const address = `127.${1 + (host >> 16)}.${(host >> 8) & 255}.${host & 255}`
        return `http://${address}:${behaviours[host] === 'dead' ? deadPort : port}${path}`
      },
      read: async () => {
        const { received = [], wrong = 0 } = await ask({ ask: 'read' })
        return { received, wrong }
      },
      countAccepted: async () => (await ask({ ask: 'count' })).accepted ?? 0,
      lastBegunMs: async () => (await ask({ ask: 'count' })).lastBegunMs ?? 0,
      forget: async (next = behaviours) => {
        behaviours = next
        await ask({ ask: 'forget', hosts: next })
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** What the receivers' process is asked. */
export type Question =
  | { ask: 'open'; hosts: readonly Behaviour[]; secret: string }
  | { ask: 'forget'; hosts: readonly Behaviour[] }
  | { ask: 'read' }
  | { ask: 'count' }

/** A question as it travels. */
export type Asked = { n: number; question: Question }

/** What it answers; `n` is the question's. */
export type Answer = {
  n: number
  port?: number
  received?: Received[]
  wrong?: number
  accepted?: number
  lastBegunMs?: number
}

/** The ids of what was accepted, once for each time. */
export function acceptedIds(received: readonly Received[]): string[] {
  return received.filter(({ status }) => status >= 200 && status < 300).map(({ id }) => id)
}

/** Set arithmetic over ids: what should have come and did not, and what came oftener than once or uncalled for. */
export function checkIds(expected: readonly string[], seen: readonly string[]): { missing: string[]; doubled: string[] } {
  const left = new Set(expected)
  const doubled = seen.filter((id) => !left.delete(id))
  return { missing: [...left], doubled }
}

/** @throws where an id is missing or came twice: such a run is a failure, not a figure */
export function requireOnce(expected: readonly string[], seen: readonly string[], what: string): void {
  const { missing, doubled } = checkIds(expected, seen)
  if (missing.length + doubled.length === 0) return
  throw new Error(`${what}: of ${expected.length} ids ${missing.length} are missing and ${doubled.length} came too often`)
}
