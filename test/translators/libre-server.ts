import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text as readBody } from 'node:stream/consumers'
import { z } from 'zod'
import { translateHtml, translateText } from './rot13.ts'

/** How a server is set up; what is left out is as LibreTranslate has it: no keys, no limits. */
export type Setup = {
  /** code points in a text, at most: `--char-limit` */
  charLimit?: number
  /** what /frontend/settings says instead, where a key has another limit */
  shownCharLimit?: number
  /** texts in a request, at most: `--batch-limit` */
  batchLimit?: number
  /** texts in a minute, at most, for each key: `--req-limit` */
  reqLimit?: number
  /** keys that are known; given, one is needed: `--api-keys` with `--require-api-key-secret` */
  keys?: string[]
  /** codes and the codes that each is translated into */
  languages?: Record<string, string[]>
  /** `--url-prefix` */
  prefix?: string
}

/** What was asked of POST /translate: the body, parsed, and the headers. */
export type Asked = { body: z.infer<typeof Body>; headers: IncomingMessage['headers'] }

/** An answer that is given once instead of the server's own. */
export type Answer = (res: ServerResponse, req: IncomingMessage) => void

/** A server that runs. */
export type LibreServer = {
  url: string
  asked: Asked[]
  /** takes the place of the next answers to POST /translate, one each */
  answers: Answer[]
  /** lets a minute pass for the limit on requests */
  nextMinute(): void
  close(): void
}

const Body = z.looseObject({
  q: z.union([z.string(), z.array(z.string())]).optional(),
  source: z.string().optional(),
  target: z.string().optional(),
  format: z.string().nullish(),
  alternatives: z.number().optional(),
  api_key: z.string().optional(),
})

const everyPair = { en: ['de', 'ja', 'zh-Hans'], de: ['en'], ja: ['en', 'zh-Hans'], th: ['en'], 'zh-Hans': ['en'] }

/** Codes of models and what the API shows for them. */
const shown: Record<string, string> = { zh: 'zh-Hans', zt: 'zh-Hant', pb: 'pt-BR' }

/**
 * A stand-in for LibreTranslate on this machine: its models are gigabytes. It speaks the API of its `libretranslate/app.py`, read in
 * July 2026: the routes that Dateline uses, with JSON; the checks of `POST /translate` in their order, with their words; errors as
 * `{"error": …}`; JSON in ASCII. What it says is no language: rot13.ts tells.
 */
export async function openLibreServer(setup: Setup = {}): Promise<LibreServer> {
  const state: State = { asked: [], answers: [], spent: new Map() }
  const server = createServer((req, res) => {
    route(setup, state, req, res).catch((error: unknown) => {
      answer(res, 500, { error: String(error) })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return {
    url: `http://127.0.0.1:${port}${setup.prefix ?? ''}`,
    asked: state.asked,
    answers: state.answers,
    nextMinute: () => state.spent.clear(),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

type State = { asked: Asked[]; answers: Answer[]; spent: Map<string, number> }

async function route(setup: Setup, state: State, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { languages = everyPair, prefix = '', shownCharLimit, charLimit = -1 } = setup
  const route = `${req.method} ${req.url?.replace(prefix, '')}`
  if (route === 'GET /languages') {
    const list = Object.entries(languages).map(([code, targets]) => ({ code, name: code, targets: [code, ...targets] }))
    return answer(res, 200, list)
  }
  if (route === 'GET /frontend/settings') {
    const keys = setup.keys !== undefined
    return answer(res, 200, { charLimit: shownCharLimit ?? charLimit, apiKeys: keys, keyRequired: false, suggestions: false })
  }
  if (route !== 'POST /translate') return void res.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not Found</h1>')
  const json = req.headers['content-type'] === 'application/json'
  const body = Body.parse(json ? JSON.parse(await readBody(req)) : {})
  state.asked.push({ body, headers: req.headers })
  const scripted = state.answers.shift()
  if (scripted) return scripted(res, req)
  const { status, error, translatedText } = translate(setup, state, body)
  return answer(res, status, error === undefined ? { translatedText } : { error })
}

type Verdict = { status: number; error?: string; translatedText?: string | string[] }

/** The checks in the order of the original: key, limit on requests, parameters, limits on texts, languages, format. */
function translate(
  setup: Setup,
  { spent }: State,
  { q, source, target, format, api_key: key = '' }: z.infer<typeof Body>,
): Verdict {
  const { keys, reqLimit, batchLimit = -1, charLimit = -1, languages = everyPair } = setup
  if (keys && key !== '' && !keys.includes(key)) return { status: 403, error: 'Invalid API key' }
  if (keys && key === '') return { status: 400, error: 'Please contact the server operator to get an API key' }
  const texts = Array.isArray(q) ? q : [q ?? '']
  const cost = (spent.get(key) ?? 0) + texts.length
  if (reqLimit !== undefined && cost > reqLimit) return { status: 429, error: `Slowdown: ${reqLimit} per 1 minute` }
  spent.set(key, cost)
  for (const [name, value] of Object.entries({ q: q?.length ? q : undefined, source, target })) {
    if (!value) return { status: 400, error: `Invalid request: missing ${name} parameter` }
  }
  const exceeds = (size: number, limit: number) => `Invalid request: request (${size}) exceeds text limit (${limit})`
  if (Array.isArray(q) && batchLimit !== -1 && q.length > batchLimit) return { status: 400, error: exceeds(q.length, batchLimit) }
  const long = texts.find((text) => charLimit !== -1 && [...text].length > charLimit)
  if (long !== undefined) return { status: 400, error: exceeds([...long].length, charLimit) }
  const [from, to] = [nameOf(source), nameOf(target)]
  const known = new Map(Object.entries(languages).map(([code, targets]) => [nameOf(code), targets.map(nameOf)]))
  for (const code of [from, to]) if (!known.has(code)) return { status: 400, error: `${code} is not supported` }
  if (format && !['text', 'html'].includes(format)) return { status: 400, error: `${format} format is not supported` }
  if (!known.get(from)?.includes(to)) return { status: 400, error: `${to} is not available as a target language from ${from}` }
  const translated = texts.map(format === 'html' ? translateHtml : translateText)
  return { status: 200, translatedText: Array.isArray(q) ? translated : (translated[0] ?? '') }
}

function nameOf(code = ''): string {
  return (shown[code.toLowerCase()] ?? code).toLowerCase()
}

function answer(res: ServerResponse, status: number, value: unknown): void {
  const json = JSON.stringify(value).replace(/[^\0-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  res.writeHead(status, { 'content-type': 'application/json' }).end(`${json}\n`)
}
