import { EventEmitter } from 'node:events'
import pg from 'pg'
import type { AnyDb } from './client.ts'

const channel = 'dateline'

/** Hears what other processes changed. A signal says only «look again»: it may be lost, never believed. */
export type Signals = {
  /** Resolves when something about this id was signalled, or after the time. */
  wait(id: string, timeoutMs: number, abort?: AbortSignal): Promise<void>
  close(): Promise<void>
}

/**
 * Listens on one connection of its own, reopened when it breaks.
 *
 * @param url a direct connection: LISTEN does not pass a pooler
 */
export async function openSignals(url: string): Promise<Signals> {
  const heard = new EventEmitter().setMaxListeners(0)
  let client: pg.Client | undefined
  let closed = false
  let again: NodeJS.Timeout | undefined
  const listen = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, keepAlive: true })
    next.on('notification', ({ payload }) => heard.emit(payload ?? ''))
    // 'end' follows 'error': one place reopens.
    next.on('error', () => {})
    next.on('end', () => {
      if (!closed) again = setTimeout(() => void listen().catch(() => {}), 500)
    })
    client = next
    await next.connect()
    await next.query(`LISTEN ${channel}`)
  }
  await listen()
  return {
    wait: (id, timeoutMs, abort) => waitFor(heard, id, timeoutMs, abort),
    close: async () => {
      closed = true
      clearTimeout(again)
      await client?.end().catch(() => {})
    },
  }
}

/** Signals one id to every process; inside a transaction it is heard at commit. Per batch, never per row. */
export async function signal(db: AnyDb, id: string): Promise<void> {
  await db.$executeRaw`SELECT pg_notify(${channel}, ${id})`
}

function waitFor(heard: EventEmitter, id: string, timeoutMs: number, abort?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      heard.off(id, done)
      abort?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, timeoutMs)
    heard.on(id, done)
    abort?.addEventListener('abort', done)
  })
}
