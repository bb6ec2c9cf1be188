import type { FastifyRequest } from 'fastify'
import type { AppDeps } from '../deps.ts'
import { authenticateEndpoint, type FetchingEndpoint } from '../outlets/authenticate-endpoint.ts'
import { Problem } from '../problem.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/**
 * The endpoint whose key a request carries: `Authorization: Bearer <key>`.
 *
 * @throws unauthorized
 */
export async function requireEndpoint(deps: Deps, req: FastifyRequest): Promise<FetchingEndpoint> {
  const [, token = ''] = /^\s*bearer\s+(\S+)\s*$/i.exec(req.headers.authorization ?? '') ?? []
  const endpoint = await authenticateEndpoint(deps, token)
  if (endpoint) return endpoint
  const detail = 'Send the key of your endpoint: Authorization: Bearer dl_outlet_…. The wire’s admins make it and revoke it.'
  throw new Problem('unauthorized', detail, { headers: { 'www-authenticate': 'Bearer realm="dateline"' } })
}
