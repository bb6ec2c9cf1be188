import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate, setTimeout } from 'node:timers/promises'

/** What a scanner says of a file. `unavailable`: it says nothing, and why. */
export type Verdict =
  | { kind: 'clean' }
  | { kind: 'infected'; name: string }
  | { kind: 'too-large' }
  | { kind: 'unavailable'; detail: string }

/**
 * Looks through bytes for what a scanner knows. Never throws for what the scanner does.
 *
 * @param read gives the bytes from their beginning; asked more than once where the scanner breaks off
 */
export type Scan = (read: () => AsyncIterable<Uint8Array>) => Promise<Verdict>

/** Longer than any step of a scan takes: clamd is silent while it looks. */
const silenceMs = 120_000

/**
 * The way to a clamd: `INSTREAM` of its protocol, a connection for each file (clamd(8), under COMMANDS).
 *
 * @param url `tcp://host:port` or `unix:///path`
 */
export function openScan(url: string): Scan {
  const { protocol, hostname, port, pathname } = new URL(url)
  const place = protocol === 'unix:' ? { path: pathname } : { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) }
  return async (read) => {
    let verdict = await ask(place, frame(read()))
    for (const pauseMs of pausesMs) if (verdict === 'broken-off') verdict = await ask(place, frameSlowly(read(), pauseMs))
    return verdict === 'broken-off' ? { kind: 'unavailable', detail: 'clamd hangs up in the middle of a file' } : verdict
  }
}

/**
 * Where clamd hangs up because a file is too large, the line may break before it was heard why. Then each length is sent ahead of its
 * chunk by so much: clamd goes by the length, and loses nothing of what it says where nothing lies unread.
 */
const pausesMs = [5, 20, 80]

async function ask(place: Place, frames: AsyncIterable<Uint8Array>): Promise<Verdict | 'broken-off'> {
  const socket = connect(place)
  try {
    const reply = readReply(socket)
    // Broken off where it has heard enough: then its reply says why.
    pipeline(Readable.from(frames), socket, { end: false }).catch(() => {})
    return toVerdict(await reply)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EPIPE' || code === 'ECONNRESET') return 'broken-off'
    return { kind: 'unavailable', detail: error instanceof Error ? error.message : String(error) }
  } finally {
    socket.destroy()
  }
}

type Place = { path: string } | { host: string; port: number }

/** The command, then chunks with their length in front, then one of no length. */
async function* frame(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield Buffer.from('zINSTREAM\0')
  for await (const chunk of bytes) {
    if (chunk.length === 0) continue
    // What clamd says is read before more is written: it hangs up where it has heard enough, and a broken line loses what it said.
    await setImmediate()
    yield Buffer.concat([lengthOf(chunk.length), chunk])
  }
  yield lengthOf(0)
}

/** The same, each length by itself and a while before its chunk. */
async function* frameSlowly(bytes: AsyncIterable<Uint8Array>, pauseMs: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('zINSTREAM\0')
  for await (const chunk of bytes) {
    if (chunk.length === 0) continue
    yield lengthOf(chunk.length)
    await setTimeout(pauseMs)
    yield chunk
  }
  yield lengthOf(0)
}

function lengthOf(count: number): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(count)
  return length
}

/** @returns the first reply, without the zero at its end */
function readReply(socket: Socket): Promise<string> {
  let heard = ''
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => (heard === '' ? reject(error) : resolve(heard))
    socket.setTimeout(silenceMs, () => fail(new Error(`clamd said nothing for ${silenceMs / 1000} s`)))
    socket.on('error', fail)
    socket.on('close', () => fail(new Error('clamd closed the connection')))
    socket.on('data', (chunk) => {
      heard = (heard + chunk.toString('utf8')).slice(0, 4096)
      const end = heard.indexOf('\0')
      if (end >= 0) resolve(heard.slice(0, end))
    })
  })
}

function toVerdict(reply: string): Verdict {
  const text = reply.trim()
  if (/^stream: OK$/.test(text)) return { kind: 'clean' }
  const found = /^stream: (.+) FOUND$/.exec(text)
  if (found?.[1]) return { kind: 'infected', name: found[1] }
  if (/size limit exceeded/i.test(text)) return { kind: 'too-large' }
  return { kind: 'unavailable', detail: `clamd answered ${text.slice(0, 200)}` }
}
