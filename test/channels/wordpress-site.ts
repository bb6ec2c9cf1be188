import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { z } from 'zod'
import { type Behaviour, refusesNow } from '../../src/demo/receivers/behaviour.ts'
import { answerRoute, NoSuch, type Store } from './wordpress-rest.ts'

/** What a user may do there. */
export type Role = 'administrator' | 'editor' | 'author' | 'contributor' | 'subscriber'

/** A text that was taken as a post, as it is kept. */
export type TakenPost = { deliveryId: string; content: string }

/** A WordPress site on loopback: a real one, or what stands for it where there is none. */
export type WordpressSite = {
  url: string
  /** settings of an endpoint whose user has this role, or treats what comes so */
  settings(who: Role | Behaviour): { url: string; user: string; applicationPassword: string }
  /** each time that a text was put into a post that is not a beginning */
  taken(): Promise<TakenPost[]>
  close(): Promise<void>
}

/**
 * Starts a server that answers as the REST API of WordPress 6 does, as far as the channel asks it. test/peers asks a real WordPress the
 * same things.
 */
export async function startWordpressSite(): Promise<WordpressSite> {
  const store: Store = {
    posts: [],
    media: [],
    categories: [{ id: 1, slug: 'uncategorized', name: 'Uncategorized' }],
    lastId: 1,
    taken: [],
  }
  const failed = new Set<string>()
  const server = createServer((req, res) => {
    answer(req, res, { store, failed }).catch(() => res.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`
  return {
    url,
    settings: (who) => ({ url, user: who, applicationPassword: passwordOf(who) }),
    taken: async () => store.taken,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

const passwordOf = (user: string) => `pass ${Buffer.from(user).toString('hex')} word`
const roles: Role[] = ['administrator', 'editor', 'author', 'contributor', 'subscriber']
const behaviours: Behaviour[] = ['accept', 'refuse', 'defer', 'fail-once', 'stall']

async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  { store, failed }: { store: Store; failed: Set<string> },
): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://site')
  const body = await buffer(req)
  const user = userOf(req.headers.authorization)
  const deliveryId = String(req.headers['dateline-delivery'] ?? '')
  const behaviour = behaviours.find((one) => one === user)
  if (behaviour === 'stall') return
  if (behaviour && refusesNow(behaviour, deliveryId, failed))
    return end(res, 503, { code: 'later', message: 'Later', data: null })
  const role = roles.find((one) => one === user) ?? (behaviour === 'refuse' ? 'subscriber' : behaviour ? 'author' : undefined)
  const route = /^\/wp-json\/wp\/v2\/(.*)$/.exec(url.pathname)?.[1]
  if (route === undefined) return void res.writeHead(404, { 'content-type': 'text/html' }).end('<!doctype html><p>Not found')
  try {
    const { status, value } = answerRoute(store, {
      method: req.method ?? '',
      route,
      query: url.searchParams,
      body,
      headers: req.headers,
      role,
      deliveryId,
    })
    end(res, status, value)
  } catch (error) {
    if (!(error instanceof NoSuch)) throw error
    end(res, error.status, { code: error.code, message: error.message, data: { status: error.status, ...error.data } })
  }
}

function userOf(authorization = ''): string | undefined {
  const [user = '', password] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
    .toString()
    .split(':')
  return password?.replaceAll(' ', '') === passwordOf(user).replaceAll(' ', '') ? user : undefined
}

function end(res: ServerResponse, status: number, value: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(value))
}
