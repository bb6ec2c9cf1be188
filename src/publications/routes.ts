import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { everyone, principalOf, submitters } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { places } from '../releases/place.ts'
import { cancelPublication } from './cancel.ts'
import { NewPublication } from './new-publication.ts'
import { PublicationView } from './publication.ts'
import { getPublication, publishVersion } from './publish.ts'

const tags = ['publications']

/** `…/publication` of a release: its newest version, or one by number. */
export function publicationRoutes(app: App, deps: AppDeps): void {
  for (const place of places) publicationRoutesAt(app, deps, place)
}

function publicationRoutesAt(app: App, deps: AppDeps, { path, params, named }: (typeof places)[number]): void {
  const url = `${path}/publication`
  app.put(
    url,
    {
      config: { roles: submitters },
      schema: {
        tags,
        summary: `Publish an approved version, or give its publication another hour${named}`,
        params,
        body: NewPublication,
        response: { 202: PublicationView, ...problemResponses(400, 403, 404, 409, 422) },
      },
    },
    async (req, reply) => reply.code(202).send(await publishVersion(deps, principalOf(req), req.params, req.body)),
  )
  app.get(
    url,
    {
      config: { roles: everyone },
      schema: {
        tags,
        summary: `How a version goes out${named}`,
        params,
        response: { 200: PublicationView, ...problemResponses(403, 404) },
      },
    },
    async (req) => getPublication(deps, principalOf(req), req.params),
  )
  app.delete(
    url,
    {
      config: { roles: submitters },
      schema: {
        tags,
        summary: `Cancel a publication${named}`,
        params,
        response: { 200: PublicationView, ...problemResponses(403, 404, 409) },
      },
    },
    async (req) => cancelPublication(deps, principalOf(req), req.params),
  )
}
