import { z } from 'zod'
import { openSenders } from '../channels/list.ts'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { admins, principalOf } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { EndpointTest, NewEndpointTest } from './endpoint-test.ts'
import { toSenderDeps } from './sender-deps.ts'
import { testEndpoint } from './test-endpoint.ts'

/** `POST /v1/endpoints/:id/tests`: tries an endpoint out. The channels are opened by the first. */
export function endpointTestRoutes(app: App, deps: AppDeps): void {
  let opened: ReturnType<typeof openSenders> | undefined
  const senders = () => {
    opened ??= openSenders(toSenderDeps(deps))
    return opened.senders
  }
  app.addHook('onClose', async () => opened?.close())
  const schema = {
    tags: ['endpoints'],
    summary: 'Send a test release to an endpoint',
    description:
      'Goes out now, over the real channel, and says in its language that it is a test and no news. The answer has the exact bytes and what the far side said; nothing of it stands in the ledger.',
    params: z.strictObject({ id: Id }),
    body: NewEndpointTest,
    response: { 200: EndpointTest, ...problemResponses(400, 403, 404, 409, 413, 415, 422, 429, 503) },
  }
  app.post('/v1/endpoints/:id/tests', { config: { roles: admins }, schema }, (req) =>
    testEndpoint({ ...deps, senders }, principalOf(req), req.params.id, req.body),
  )
}
