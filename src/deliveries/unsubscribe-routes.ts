import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { AppDeps } from '../deps.ts'
import { problemResponses } from '../http/errors.ts'
import type { App } from '../http/server.ts'
import { houseOf } from '../languages/houses.ts'
import { wireWords } from '../wire/wire-words.ts'
import { getSubscriber, type Subscriber, unsubscribe } from './unsubscribe.ts'

const tags = ['deliveries']
const config = { roles: 'public' } as const
const Token = z.object({ token: z.string().max(200) })

/**
 * The link in `List-Unsubscribe`. GET shows a page with one button and changes nothing, since scanners follow links; POST
 * suppresses the address, from the button as from a mail program's one click (RFC 8058).
 */
export function unsubscribeRoutes(app: App, deps: AppDeps): void {
  // In a scope of its own: only here is a form taken.
  app.register(async (scope) => linkRoutes(scope.withTypeProvider<ZodTypeProvider>(), deps))
}

function linkRoutes(app: App, deps: AppDeps): void {
  // A mail program posts a form, not JSON. What it says is in the address already.
  for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data']) {
    app.addContentTypeParser(type, { parseAs: 'string', bodyLimit: 4096 }, (_req, _body, done) => done(null, {}))
  }
  const produces = ['text/html']
  const response = { 200: z.string().meta({ example: '<!doctype html>…' }), ...problemResponses(404) }
  const page = async (token: string, asks: boolean) => toPage(await getSubscriber(deps, token), asks)
  app.get(
    '/v1/unsubscribe/:token',
    { config, schema: { tags, summary: 'The page behind an unsubscribe link', params: Token, produces, response } },
    async (req, reply) => reply.type('text/html; charset=utf-8').send(await page(req.params.token, true)),
  )
  app.post(
    '/v1/unsubscribe/:token',
    { config, schema: { tags, summary: 'Unsubscribe with one click (RFC 8058)', params: Token, produces, response } },
    async (req, reply) => {
      await unsubscribe(deps, req.params.token, req.ip)
      return reply.type('text/html; charset=utf-8').send(await page(req.params.token, false))
    },
  )
}

function toPage({ language, wire }: Subscriber, asks: boolean): string {
  const house = houseOf(language)
  const words = wireWords(wire, language)
  const name = escapeHtml(wire.name)
  const say = (phrase: string) => `<p>${escapeHtml(phrase)}</p>`
  const form = `<form method="post"><button>${escapeHtml(words.unsubscribe)}</button></form>`
  const content = asks ? `${say(words.whyReceived)}${form}` : say(words.unsubscribed)
  return `<!doctype html>
<html lang="${house.language}" dir="${house.direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${name}</title>
<style>body{font:18px/1.6 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1.5rem;color:#1a1a1a}
button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:.4rem;background:#14532d;color:#fff;cursor:pointer}</style></head>
<body><h1>${name}</h1>${content}</body></html>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}
