import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import { everyone } from '../http/principal.ts'
import type { App } from '../http/server.ts'
import { LanguageTag } from '../languages/language.ts'
import { LanguageView, listLanguages, toLanguageView } from './language-view.ts'
import { getWire } from './wire.ts'

const tags = ['languages']
const Languages = z.object({ items: z.array(LanguageView) }).meta({ example: { items: [LanguageView.meta()?.example] } })

/** `/v1/languages`. */
export function serveLanguages(app: App, { db }: AppDeps): void {
  app.get(
    '/v1/languages',
    {
      config: { roles: everyone },
      schema: {
        tags,
        summary: 'List the languages that the wire has words for',
        response: { 200: Languages, ...problemResponses() },
      },
    },
    async () => ({ items: listLanguages(await getWire(db)) }),
  )
  app.get(
    '/v1/languages/:tag',
    {
      config: { roles: everyone },
      schema: {
        tags,
        summary: 'Read how the wire writes a language; any BCP 47 tag, in any spelling',
        params: z.strictObject({ tag: LanguageTag }),
        response: { 200: LanguageView, ...problemResponses(404) },
      },
    },
    async (req) => toLanguageView(await getWire(db), req.params.tag),
  )
}
