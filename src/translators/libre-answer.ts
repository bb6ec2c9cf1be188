import { z } from 'zod'
import type { Response } from '../net/exchange.ts'
import type { FetchFailure } from '../net/failure.ts'
import { readRetryAfterMs } from '../net/retry-after.ts'
import type { Refusal } from './translator.ts'

/**
 * An answer that is none. `again`: what waiting for a moment may cure. `exceeds`: what the server counted, and its limit.
 * `allows`: texts that may be asked for in one go, by a limit on requests: no waiting lets more of them through at once.
 */
export type Trouble = { refusal: Refusal; again: boolean; exceeds?: { size: number; limit: number }; allows?: number }

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How many bytes of an answer are read (net/exchange.ts): one that is as long was cut. */
const maxAnswerBytes = 64 * 1024

/**
 * The value in an answer of LibreTranslate.
 *
 * @param now where the answer has no `Date` of its own
 * @returns `garbled` for what is no JSON, or not of this shape
 */
export function readAnswer<T>(answer: Response | FetchFailure, schema: z.ZodType<T>, now: Date): { value: T } | Trouble {
  if ('failure' in answer) return readFailure(answer)
  if (answer.status !== 200) return readRefusal(answer, now)
  if (Buffer.byteLength(answer.body) >= maxAnswerBytes) return garbled('LibreTranslate answered more than 64 KiB')
  const parsed = schema.safeParse(parseJson(answer.body))
  if (parsed.success) return { value: parsed.data }
  // Not the answer itself: it may hold a text that is not yet public.
  return garbled(`LibreTranslate answered 200, but not what was asked for. ${parsed.error.issues[0]?.message ?? ''}`)
}

function readFailure({ failure, detail }: FetchFailure): Trouble {
  if (failure === 'timeout' || failure === 'too-slow') return trouble('timeout', `LibreTranslate: ${detail}`, { again: true })
  if (failure === 'protocol' || failure === 'headers-too-large') return garbled(`LibreTranslate: ${detail}`)
  if (failure !== 'refused') return trouble('unavailable', `LibreTranslate cannot be reached: ${detail}`, { again: true })
  return trouble('unavailable', `${detail}. LIBRETRANSLATE_URL must lead there.`)
}

const LibreError = z.object({ error: z.string() })

/** What a status means, and the words beside it: LibreTranslate tells with 400 and 403 several things apart by words alone. */
function readRefusal({ status, headers, body }: Response, now: Date): Trouble {
  const said = LibreError.safeParse(parseJson(body)).data?.error ?? ''
  const detail = `LibreTranslate answered ${status}${said && `: ${said}`}`
  const retryAfterMs = readRetryAfterMs(headers, now)
  if (status === 429) return readSlowdown(detail, said, retryAfterMs)
  if (status >= 500 || status === 408 || status === 425) return trouble('unavailable', detail, { again: true, retryAfterMs })
  // Who broke a limit too often is banned for a while; an operator may also answer so once a quota is spent.
  if (status === 402 || (status === 403 && /limit|quota|too many/i.test(said))) return trouble('quota', detail, { retryAfterMs })
  if (status === 401 || status === 403) return trouble('refused-key', detail)
  if (status === 413) return trouble('too-long', detail)
  if (status === 400) return readBadRequest(detail, said)
  if (status >= 300 && status < 400)
    return trouble('unavailable', `${detail} and points elsewhere: set LIBRETRANSLATE_URL to that.`)
  return trouble('unavailable', detail)
}

/** `Slowdown: 80 per 1 minute` passes within the minute, `1000 per 1 day` is a quota that is spent. */
function readSlowdown(detail: string, said: string, retryAfterMs: number | undefined): Trouble {
  const [, count, unit] = /(\d+) per (?:\d+ )?(minute|hour|day|month)/i.exec(said) ?? []
  const allows = count === undefined ? {} : { allows: Number(count) }
  // Every refused try may count towards a ban: the whole minute is waited for.
  const usualMs = unit && { minute: minuteMs, hour: hourMs, day: dayMs, month: dayMs }[unit.toLowerCase()]
  const again = unit === undefined || unit.toLowerCase() === 'minute'
  return { ...trouble('quota', detail, { again, retryAfterMs: retryAfterMs ?? (usualMs || undefined) }), ...allows }
}

function readBadRequest(detail: string, said: string): Trouble {
  if (/api key/i.test(said)) return trouble('refused-key', detail)
  if (/not supported|not available as a target/i.test(said)) return trouble('language-pair', detail)
  const [, size, limit] = /\((\d+)\).*\((\d+)\)/.exec(said) ?? []
  if (limit === undefined) return garbled(detail)
  return { ...trouble('too-long', detail), exceeds: { size: Number(size), limit: Number(limit) } }
}

function garbled(detail: string): Trouble {
  return trouble('garbled', detail)
}

type More = { again?: boolean; retryAfterMs?: number | undefined }

function trouble(reason: Refusal['reason'], detail: string, { again = false, retryAfterMs }: More = {}): Trouble {
  return { refusal: { ok: false, reason, detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }, again }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
