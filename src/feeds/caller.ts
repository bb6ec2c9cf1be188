import type { FastifyRequest } from 'fastify'
import type { AppDeps } from '../deps.ts'
import { readToken, unauthorized } from '../http/principal.ts'
import { authenticateEndpoint, type FetchingEndpoint } from '../outlets/authenticate-endpoint.ts'

type Deps = Pick<AppDeps, 'db' | 'clock'>

/**
 * The endpoint whose key a request carries: `Authorization: Bearer <key>`.
 *
 * @throws unauthorized
 */
export async function requireEndpoint(deps: Deps, req: FastifyRequest): Promise<FetchingEndpoint> {
  const detail = 'Send the key of your endpoint: Authorization: Bearer dl_outlet_…. The wire’s admins make it and revoke it.'
  const endpoint = await authenticateEndpoint(deps, readToken(req, detail))
  if (!endpoint) throw unauthorized(detail)
  return endpoint
}
