import type { z } from 'zod'
import type { Fetch } from '../../net/fetch.ts'
import { blotted } from '../blot.ts'
import type { Message } from '../channel.ts'
import { readAnswer } from './answer.ts'
import type { WordpressSettings } from './settings.ts'

/** A body of its own type: a picture with what belongs to it. */
export type Upload = { contentType: string; bytes: Uint8Array }

/** One question to a site. */
export type Call = {
  method: 'GET' | 'POST' | 'DELETE'
  /** behind `wp/v2/`, such as `posts/12` */
  route: string
  query: Record<string, string>
  json?: Record<string, unknown>
  upload?: Upload
  /** ends it earlier than the attempt */
  signal?: AbortSignal
}

/** The REST API of one site, asked as its user for one attempt. */
export type Site = {
  settings: WordpressSettings
  /** @throws SiteError for whatever is not an answer of this shape */
  ask<T>(schema: z.ZodType<T>, call: Call): Promise<T>
}

/**
 * Opens a site for one attempt.
 *
 * @param signal aborted when the attempt must end
 */
export function openSite(
  fetch: Fetch,
  settings: WordpressSettings,
  { message, signal }: { message: Message; signal: AbortSignal },
): Site {
  const secrets = secretsOf(settings)
  const tap = message.transcript && blotted(message.transcript, secrets)
  const own = { authorization: `Basic ${loginOf(settings)}`, accept: 'application/json', 'user-agent': 'Dateline/1' }
  return {
    settings,
    ask: async (schema, call) => {
      const { type, body } = writeBody(call)
      const headers = { ...own, ...type, 'dateline-delivery': message.deliveryId, ...sequenceOf(call, settings, message) }
      const request = { method: call.method, headers, ...body, signal: call.signal ?? signal, tap }
      const answer = await fetch(restUrl(settings.url, call.route, call.query), request)
      return readAnswer(schema, answer, { sentAt: message.sentAt, secrets })
    },
  }
}

/** The number of a delivery goes with what makes, changes or withdraws its post: not every site keeps our `meta`. */
function sequenceOf({ method, route }: Call, { postType }: WordpressSettings, { sequence }: Message): Record<string, string> {
  const isPost = route === postType || route.startsWith(`${postType}/`)
  return sequence === undefined || method === 'GET' || !isPost ? {} : { 'dateline-sequence': String(sequence) }
}

/** The application password in each form in which a site could repeat it. */
export function secretsOf(settings: WordpressSettings): string[] {
  const { applicationPassword } = settings
  return [applicationPassword, applicationPassword.replaceAll(' ', ''), loginOf(settings)]
}

/** RFC 7617, in UTF-8. */
function loginOf({ user, applicationPassword }: WordpressSettings): string {
  return Buffer.from(`${user}:${applicationPassword}`).toString('base64')
}

/**
 * Where a route of the REST API is. A site without permalinks has it behind a parameter: its address may be given with that, as
 * its pages name it (`https://outlet.example/?rest_route=/`).
 */
export function restUrl(siteUrl: string, route: string, query: Record<string, string> = {}): string {
  const url = new URL(siteUrl)
  url.hash = ''
  if (url.searchParams.has('rest_route')) url.searchParams.set('rest_route', `/wp/v2/${route}`)
  else url.pathname = `${url.pathname.replace(/\/*(wp-json\/*)?$/, '')}/wp-json/wp/v2/${route}`
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

function writeBody({ json, upload }: Call): { type: Record<string, string>; body: { body?: Uint8Array } } {
  if (upload) return { type: { 'content-type': upload.contentType }, body: { body: upload.bytes } }
  if (!json) return { type: {}, body: {} }
  return { type: { 'content-type': 'application/json' }, body: { body: new TextEncoder().encode(JSON.stringify(json)) } }
}
