import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { isNotModified } from '../http/etag.ts'
import type { App } from '../http/server.ts'
import { authenticateEndpoint } from '../outlets/authenticate-endpoint.ts'
import { notFound } from '../problem.ts'
import { markAfterAnswer } from './after-answer.ts'
import { getFeed } from './get-feed.ts'

const Token = z.object({ token: z.string().max(200) })
const response = {
  200: z.string().meta({ example: '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">…' }),
  304: z.null().meta({ description: 'nothing has changed' }),
  ...problemResponses(404),
}

/** `/v1/feeds/<key>`: the private feed of an endpoint. Whoever has the address has the feed; the log does not have it. */
export function serveFeeds(app: App, deps: AppDeps): void {
  const schema = {
    tags: ['fetching'],
    summary: 'Read a private feed: Atom, RSS 2.0 or JSON Feed',
    description:
      'The address holds a key of the endpoint. Ask with If-None-Match or If-Modified-Since: nothing new is 304, and costs nobody anything.',
    params: Token,
    produces: ['application/atom+xml', 'application/rss+xml', 'application/feed+json'],
    response,
  }
  app.get('/v1/feeds/:token', { config: { roles: 'public' }, schema }, async (req, reply) => {
    const { token } = req.params
    const endpoint = await authenticateEndpoint(deps, token)
    // Somebody else's feed looks like a missing one.
    if (endpoint?.channel !== 'feed') throw notFound('feed')
    const { contentType, etag, changedAt, answered, write } = await getFeed(deps, endpoint)
    const isKnown = isUnchanged(req, { etag, changedAt })
    // Before the validators: an answer that fails has none.
    const text = isKnown ? '' : await write(`${deps.publicUrl}/v1/feeds/${token}`)
    // Asked again each time: what is called back must go from every copy.
    reply.headers({
      etag,
      'last-modified': changedAt.toUTCString(),
      'cache-control': 'private, no-cache',
      'x-robots-tag': 'noindex',
    })
    if (isKnown) return reply.code(304).send(null)
    if (req.method === 'GET') markAfterAnswer(deps, reply, { answered, receipt: 'fetched as a feed' })
    return reply.type(contentType).send(text)
  })
}

/** RFC 9110, 13.2.2: an ETag decides where one is sent, and the date only where none is. */
function isUnchanged(req: FastifyRequest, { etag, changedAt }: { etag: string; changedAt: Date }): boolean {
  if (req.headers['if-none-match'] !== undefined) return isNotModified(req, etag)
  const since = Date.parse(req.headers['if-modified-since'] ?? '')
  // To the second, as such dates are.
  return !Number.isNaN(since) && Math.floor(changedAt.getTime() / 1000) * 1000 <= since
}
