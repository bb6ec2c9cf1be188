import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'

/** Connections opened ahead: name, TCP and TLS are done, and no byte of a request was sent. */
export type Warmth = {
  /** hands out a warm connection where there is one, else opens one */
  connect: buildConnector.connector
  /** Opens a connection to where a URL points. Never throws: what cannot be reached is told to whoever sends there. */
  warm(url: URL): Promise<void>
  /** Closes what nobody took. */
  close(): void
}

/** Few for each origin: the next ones are opened while these are at work. All together a fraction of the files a process may open. */
const perOrigin = 4
const atMost = 512
/** Servers wait about a minute for a request to begin, and nobody arms longer than some seconds ahead. */
const keptMs = 30_000

/** @param open opens, guards and bounds the time */
export function openWarmth(open: buildConnector.connector): Warmth {
  const shelf = openShelf()
  return {
    connect: (options, callback) => {
      const socket = shelf.take(`${options.protocol}//${options.host}`)
      // Not at once: undici does not expect a connection before it has turned its back.
      if (socket) queueMicrotask(() => callback(null, socket))
      else open(options, callback)
    },
    warm: async ({ protocol, host, hostname, port }) => {
      const put = shelf.reserve(`${protocol}//${host}`)
      if (!put) return
      const options = { protocol, host, hostname: hostname.replace(/^\[|\]$/g, ''), port }
      await new Promise<void>((resolve) => {
        open(options, (_error, socket) => resolve(put(socket)))
      })
    },
    close: shelf.close,
  }
}

/** Empty until its connection is open. */
type Place = { socket?: Socket }

type Shelf = {
  take(origin: string): Socket | undefined
  /** a place, to be filled with what came of the opening; undefined where there is no room */
  reserve(origin: string): ((socket: Socket | null) => void) | undefined
  close(): void
}

/** What nobody took yet. A place counts from when it is reserved, so that a hundred calls at once open no hundred. */
function openShelf(): Shelf {
  const places = new Map<string, Set<Place>>()
  let total = 0
  let closed = false
  const clear = (origin: string, place: Place): void => {
    const all = places.get(origin)
    if (!all?.delete(place)) return
    total -= 1
    if (all.size === 0) places.delete(origin)
  }
  return {
    take: (origin) => {
      for (const place of places.get(origin) ?? []) {
        if (!place.socket) continue
        clear(origin, place)
        if (isFresh(place.socket)) return place.socket
        place.socket.destroy()
      }
      return undefined
    },
    reserve: (origin) => {
      const all = places.get(origin) ?? new Set()
      if (closed || total >= atMost || all.size >= perOrigin) return undefined
      const place: Place = {}
      places.set(origin, all.add(place))
      total += 1
      return (socket) => {
        if (closed) socket?.destroy()
        if (!socket || closed) return clear(origin, place)
        place.socket = socket
        closeUntaken(socket, () => all.has(place))
        socket.once('close', () => clear(origin, place))
      }
    },
    close: () => {
      closed = true
      for (const all of places.values()) for (const { socket } of all) socket?.destroy()
    },
  }
}

function closeUntaken(socket: Socket, isThere: () => boolean): void {
  setTimeout(() => {
    if (isThere()) socket.destroy()
  }, keptMs).unref()
}

/** Who hung up, or speaks before being asked, is not to be trusted with a release. */
function isFresh(socket: Socket): boolean {
  return !socket.destroyed && socket.writable && socket.readableLength === 0
}
