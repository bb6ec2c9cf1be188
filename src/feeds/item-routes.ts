import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { readWaitMs } from '../http/prefer.ts'
import type { App } from '../http/server.ts'
import { markAfterAnswer } from './after-answer.ts'
import { requireEndpoint } from './caller.ts'
import { getItems } from './get-items.ts'
import { ItemPage, ItemQuery } from './item.ts'

/** `/v1/wire/items`: what an outlet fetches, and by which it closes its gaps. The key is the endpoint's own. */
export function serveItems(app: App, deps: AppDeps): void {
  const schema = {
    tags: ['fetching'],
    summary: 'Fetch what was sent to your endpoint since a number',
    description:
      'With the key of an endpoint, not of the API. What may be had comes with its content and counts as handed over once the answer is through; ask since `next` the next time. `Prefer: wait=30` waits until there is something.',
    querystring: ItemQuery,
    response: { 200: ItemPage, ...problemResponses(401, 422) },
  }
  app.get('/v1/wire/items', { config: { roles: 'public' }, schema }, async (req, reply) => {
    const endpoint = await requireEndpoint(deps, req)
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const { page, answered } = await getItems(deps, endpoint, { ...req.query, waitMs: readWaitMs(req), abort: gone.signal })
    if (req.method === 'GET') markAfterAnswer(deps, reply, { answered, receipt: 'fetched from /v1/wire/items' })
    return reply.header('cache-control', 'no-store').send(page)
  })
}
