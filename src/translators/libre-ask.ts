import { setTimeout } from 'node:timers/promises'
import type { z } from 'zod'
import { readAnswer, type Trouble } from './libre-answer.ts'
import type { ProviderDeps, Wait } from './provider.ts'

/** A server of LibreTranslate. `url` has no slash at its end. */
export type Libre = { url: string; apiKey: string | undefined }

/** One question. A body makes it a POST, and carries the key and so many texts; `requestMs` bounds each try. */
export type Question<T> = {
  path: string
  body?: Record<string, unknown>
  texts?: number
  schema: z.ZodType<T>
  requestMs: number
}

const maxTries = 4
const firstDelayMs = 1_000
/** Whoever asks for more patience than this is left alone: the caller comes back later. */
const maxDelayMs = 2 * 60_000
const maxDetailLength = 400
const blot = '•••'

/**
 * Asks, and asks again up to four times what a moment may cure: an error of the server, too many requests, a broken connection.
 * Between tries it waits as long as the server says, else 1, 2, 4 seconds, 20 % more or less.
 *
 * @param signal ends it, also while it waits
 */
export async function askLibre<T>(
  deps: ProviderDeps,
  libre: Libre,
  question: Question<T>,
  signal: AbortSignal,
): Promise<{ value: T } | Trouble> {
  const { wait = waitByTimer, random } = deps
  for (let tried = 1; ; tried += 1) {
    const answer = await askOnce(deps, libre, question, signal)
    if ('value' in answer) return answer
    const { refusal } = answer
    const trouble = { ...answer, refusal: { ...refusal, detail: fit(refusal.detail, libre.apiKey) } }
    if (signal.aborted) return toTimeout(trouble)
    const delayMs = refusal.retryAfterMs ?? firstDelayMs * 2 ** (tried - 1) * (0.8 + 0.4 * random())
    const isTooMuch = answer.allows !== undefined && answer.allows < (question.texts ?? 1)
    if (!answer.again || isTooMuch || tried === maxTries || delayMs > maxDelayMs) return trouble
    if (!(await wait(delayMs, signal))) return toTimeout(trouble)
  }
}

async function askOnce<T>(
  { fetch, clock }: ProviderDeps,
  { url, apiKey }: Libre,
  { path, body, schema, requestMs }: Question<T>,
  signal: AbortSignal,
): Promise<{ value: T } | Trouble> {
  // Errors are told apart by their words, which LibreTranslate says in the language that is asked for.
  const headers = { accept: 'application/json', 'accept-language': 'en', 'user-agent': 'Dateline/1' }
  const within = AbortSignal.any([signal, AbortSignal.timeout(requestMs)])
  const request = body
    ? {
        method: 'POST' as const,
        headers: { ...headers, 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(apiKey === undefined ? body : { ...body, api_key: apiKey })),
        signal: within,
      }
    : { method: 'GET' as const, headers, signal: within }
  return readAnswer(await fetch(url + path, request), schema, clock.now())
}

/** What is over when the time is: where a limit or an error was the last word, that is told. */
function toTimeout(trouble: Trouble): Trouble {
  const { detail, retryAfterMs } = trouble.refusal
  const later = retryAfterMs === undefined ? {} : { retryAfterMs }
  const reason = trouble.refusal.reason === 'quota' ? 'quota' : 'timeout'
  return { refusal: { ok: false, reason, detail, ...later }, again: false }
}

/** One line of well-formed text without the key, should the server have repeated it. */
function fit(detail: string, apiKey: string | undefined): string {
  const blotted = apiKey ? detail.replaceAll(apiKey, blot) : detail
  const line = blotted.toWellFormed().replace(/[\p{Cc}\s]+/gu, ' ')
  return [...line.trim()].slice(0, maxDetailLength).join('')
}

const waitByTimer: Wait = (ms, signal) =>
  setTimeout(ms, true, { signal }).catch((error: unknown) => {
    if (signal.aborted) return false
    throw error
  })
