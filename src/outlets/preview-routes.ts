import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { everyone, isStaff, principalOf } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { Id } from '../ids.ts'
import { LanguageTag } from '../languages/language.ts'
import { getList } from './find-lists.ts'
import { Preview, previewTarget } from './preview.ts'

const PreviewQuery = z.strictObject({
  language: LanguageTag.optional().meta({ description: 'of the edition; left out: everybody, whatever they read' }),
  excludeOutletIds: z
    .union([z.array(Id).max(100), Id.transform((id) => [id])])
    .default([])
    .meta({ description: 'repeat it for several' }),
})

/** `/v1/outlet-lists/:id/preview`: whom a target would reach now. */
export function servePreview(app: App, deps: AppDeps): void {
  const schema = {
    tags: ['outlet lists'],
    summary: 'Count whom a target would reach: never who that is',
    description: 'For every list that the key sees, also those that its account is not entitled to.',
    params: z.strictObject({ id: Id.toLowerCase() }),
    querystring: PreviewQuery,
    response: { 200: Preview, ...problemResponses(404, 422) },
  }
  app.get('/v1/outlet-lists/:id/preview', { config: { roles: everyone }, schema }, async (req) => {
    const principal = principalOf(req)
    const { id: outletListId } = await getList(deps, principal, req.params.id)
    const { language = null, excludeOutletIds } = req.query
    // Staff look at it for whoever will send; a submitter's own suppressions count.
    const accountId = isStaff(principal) ? null : principal.accountId
    const target = { outletListId, language, excludeOutletIds, accountId, at: deps.clock.now() }
    return previewTarget(deps, target, isStaff(principal))
  })
}
