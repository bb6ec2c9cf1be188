import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { sha256 } from '../ids.ts'
import { Problem } from '../problem.ts'
import type { App } from './server.ts'

/** Every role that a key may have. */
export const roles = ['submitter', 'editor', 'admin', 'auditor'] as const

/** `submitter` acts for an account; the others for the wire: `auditor` reads everything and changes nothing. */
export type Role = (typeof roles)[number]

/** What a key is for. */
export const modes = ['live', 'test'] as const
/** One of modes. */
export type Mode = (typeof modes)[number]

/** Who is asking. */
export type Principal = {
  keyId: string
  keyName: string
  accountId: string
  role: Role
  /** a test key sees and makes test releases only */
  mode: Mode
  /** how many requests of its account a process answers at once; left out: any number */
  concurrency?: number
  ip: string
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** who may call this route; every route says it, `public` included */
    roles?: readonly Role[] | 'public'
    /**
     * who may call it with a test key. Left out: whom `roles` names where it only reads, and nobody where it changes
     * something, so that a new route is closed to tests until it says otherwise
     */
    testKeys?: readonly Role[]
    /** a token that opens this route and nothing else, beside keys, and without asking the database; left out: none does */
    token?: string
  }
  interface FastifyRequest {
    principalOrNull: Principal | null
  }
}

/** Whoever has a key. */
export const everyone: readonly Role[] = roles
/** Whoever may hand in and publish. */
export const submitters: readonly Role[] = ['submitter', 'editor', 'admin']
/** Whoever reviews. */
export const editors: readonly Role[] = ['editor', 'admin']
/** Whoever manages the wire. */
export const admins: readonly Role[] = ['admin']
/** Whoever reads what is the wire’s own. */
export const staffReaders: readonly Role[] = ['editor', 'admin', 'auditor']

/**
 * Asks for a key on every route and lets in only the roles that the route names. A route that names none does not start.
 *
 * @param authenticate turns the token of `Authorization: Bearer` into a principal, undefined for a token that is not valid
 */
export function guardRoutes(app: App, authenticate: (token: string, ip: string) => Promise<Principal | undefined>): void {
  app.decorateRequest('principalOrNull', null)
  app.addHook('onRoute', (route) => {
    if (!route.config?.roles) throw new Error(`${route.method} ${route.url} does not say who may call it: set config.roles`)
  })
  app.addHook('onRequest', async (req) => {
    const { roles: named, testKeys, token } = req.routeOptions.config
    if (!named || named === 'public') return
    const given = readToken(req)
    if (token !== undefined && timingSafeEqual(sha256(given), sha256(token))) return
    const principal = await authenticate(given, req.ip)
    if (!principal) throw unauthorized('The key is unknown, revoked or expired. Ask an admin of the wire for a new one.')
    const allowed = principal.mode === 'live' ? named : (testKeys ?? (reads(req) ? named : []))
    if (allowed.length === 0) {
      throw new Problem('test-key', 'A test key makes test releases and sends them nowhere; this needs a live key.')
    }
    if (!allowed.includes(principal.role)) {
      throw new Problem('forbidden', `This needs the role ${allowed.join(' or ')}; your key has the role ${principal.role}.`)
    }
    req.principalOrNull = principal
  })
}

/** Who is asking, on a route that is not public. */
export function principalOf(req: FastifyRequest): Principal {
  if (!req.principalOrNull) throw unauthorized('This route needs a key.')
  return req.principalOrNull
}

/** Whether a principal acts for the wire and so sees every account. */
export function isStaff({ role }: Principal): boolean {
  return role !== 'submitter'
}

/**
 * Whether a principal decides what the wire's editors decide. The submitter of a test does too: whoever tries the API out
 * should not have to wait for an editor, and nothing of it reaches anybody.
 */
export function mayReview({ role, mode }: Principal): boolean {
  return editors.includes(role) || (mode === 'test' && role === 'submitter')
}

function reads({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

/**
 * The token of `Authorization: Bearer <token>`.
 *
 * @param detail what whoever sends none is told
 * @throws unauthorized without one
 */
export function readToken(req: FastifyRequest, detail = 'Send your API key: Authorization: Bearer <key>.'): string {
  const [scheme, token, ...rest] = (req.headers.authorization ?? '').trim().split(/\s+/)
  if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) {
    throw unauthorized(detail)
  }
  return token
}

/** Nobody who is known asks: what to do about it. */
export function unauthorized(detail: string): Problem {
  return new Problem('unauthorized', detail, { headers: { 'www-authenticate': 'Bearer realm="dateline"' } })
}
