import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { everyone, principalOf, submitters } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { places } from '../releases/place.ts'
import { cancelPublication } from './cancel.ts'
import { NewPublication } from './new-publication.ts'
import { PublicationView } from './publication.ts'
import { getPublication, publishVersion } from './publish.ts'
import { tellRecipientsLeft } from './recipient-quota.ts'

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
      config: { roles: submitters, testKeys: submitters },
      schema: {
        tags,
        summary: `Publish an approved version, or give its publication another hour${named}`,
        params,
        body: NewPublication,
        response: { 202: PublicationView, ...problemResponses(400, 403, 404, 409, 422) },
      },
    },
    async (req, reply) => {
      const publication = await publishVersion(deps, principalOf(req), req.params, req.body)
      await tellRecipientsLeft(deps, reply, publication.releaseId)
      return reply.code(202).send(publication)
    },
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
      config: { roles: submitters, testKeys: submitters },
      schema: {
        tags,
        summary: `Cancel a publication${named}`,
        params,
        response: { 200: PublicationView, ...problemResponses(403, 404, 409) },
      },
    },
    async (req, reply) => {
      const publication = await cancelPublication(deps, principalOf(req), req.params)
      await tellRecipientsLeft(deps, reply, publication.releaseId)
      return publication
    },
  )
}
