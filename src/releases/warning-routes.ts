import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { editors, submitters } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { LanguageTag } from '../languages/language.ts'
import { acceptWarning, doubtAgain } from './accept-warning.ts'
import { changeRelease } from './change-release.ts'
import { ReleaseView } from './release-view.ts'
import { text } from './text.ts'

const tags = ['review']
const params = z.object({
  id: Id,
  number: z.coerce.number().int().min(1).max(100_000),
  language: LanguageTag,
  key: z.string().regex(/^[0-9a-f]{16}$/, 'is the key of a warning, as the edition shows it'),
})
const Acceptance = z
  .strictObject({ reason: text(2000).refine((reason) => reason.trim() !== '', 'is blank: say why it is right as it is') })
  .meta({ example: { reason: 'The quotation is in the original French.' } })

/** An editor's answer to what Dateline doubts of an edition. A submitter answers for its own tests. */
export function warningRoutes(app: App, deps: AppDeps): void {
  const config = { roles: editors, testKeys: submitters }
  const path = '/v1/releases/:id/versions/:number/editions/:language/warnings/:key/acceptance'
  app.put(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Accept a warning of an edition, with the reason',
        params,
        body: Acceptance,
        response: { 200: ReleaseView, ...problemResponses(400, 403, 404, 413, 415, 422) },
      },
    },
    (req, reply) =>
      changeRelease(deps, req, reply, (inside, principal, saved) =>
        acceptWarning(inside, principal, saved, { ...req.params, reason: req.body.reason }),
      ),
  )
  app.delete(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Take the acceptance of a warning back',
        params,
        response: { 200: ReleaseView, ...problemResponses(403, 404) },
      },
    },
    (req, reply) =>
      changeRelease(deps, req, reply, (inside, principal, saved) => doubtAgain(inside, principal, saved, req.params)),
  )
}
