import { z } from 'zod'
import type { Response } from '../../net/exchange.ts'
import type { FetchFailure } from '../../net/failure.ts'
import type { Outcome } from '../channel.ts'
import { excerpt } from '../excerpt.ts'
import { answerReasons, failureOutcome, toOutcome } from '../webhook/answer.ts'
import { readJson } from './json.ts'

const maxSaidLength = 200

/** All reasons of this channel. */
export const siteReasons = {
  temporary: [...answerReasons.temporary, 'unreadable', 'changed-meanwhile', 'embargoed', 'overtaken', 'attachment-unreadable'],
  permanent: [...answerReasons.permanent, 'no-rest-api', 'trashed'],
}

/** What ends an attempt, as the outcome that it means. It stays inside this folder: nobody else is thrown at. */
export class SiteError extends Error {
  readonly outcome: Exclude<Outcome, { kind: 'delivered' }>
  /** WordPress's own word for it, such as `rest_post_invalid_id`; empty where it gave none */
  readonly code: string

  constructor(outcome: Exclude<Outcome, { kind: 'delivered' }>, code = '') {
    super(outcome.reason)
    this.outcome = outcome
    this.code = code
  }
}

/** How WordPress says no. https://developer.wordpress.org/rest-api/ */
const Refusal = z.object({ code: z.string(), data: z.unknown() })

/** What was there when it was looked for, and is not now: the next attempt looks again. */
const goneMeanwhile = ['rest_post_invalid_id', 'rest_already_trashed', 'rest_invalid_featured_media']

/**
 * Reads what WordPress answered.
 *
 * @param sentAt the instant that a `Retry-After` date is measured from where the answer has no `Date`
 * @param secrets must not appear in an outcome
 * @throws SiteError for whatever is not the value that was asked for
 */
export function readAnswer<T>(
  schema: z.ZodType<T>,
  answer: Response | FetchFailure,
  { sentAt, secrets }: { sentAt: Date; secrets: string[] },
): T {
  if ('failure' in answer) throw new SiteError(toFailed(answer, sentAt, secrets))
  const json = readJson(answer.body)
  if (answer.status < 200 || answer.status >= 300) throw toRefusal(answer, json, { sentAt, secrets })
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  // A page of maintenance, or a plugin that talks: both are known to go away.
  const detail = excerpt(
    `The site answered ${answer.status} with what is not WordPress’s JSON: ${answer.body}`,
    maxSaidLength,
    secrets,
  )
  throw new SiteError({ kind: 'temporary', reason: 'unreadable', detail })
}

/** A yes that breaks off says too little here: which post it is about. To ask again does no harm. */
function toFailed(failed: FetchFailure, sentAt: Date, secrets: string[]): SiteError['outcome'] {
  const { failure, detail } = failed
  const outcome = failureOutcome(failed, sentAt, secrets)
  return outcome.kind === 'delivered' ? { kind: 'temporary', reason: failure, detail } : outcome
}

function toRefusal(answer: Response, json: unknown, asked: { sentAt: Date; secrets: string[] }): SiteError {
  const { data } = Refusal.safeParse(json)
  const code = data?.code ?? ''
  const { status } = answer
  const outcome = toOutcome(answer, asked.sentAt, asked.secrets)
  if (outcome.kind === 'delivered') throw new Error('an answer that is no 2xx delivered something')
  const { detail } = outcome
  if (goneMeanwhile.includes(code)) return new SiteError({ kind: 'temporary', reason: 'changed-meanwhile', detail }, code)
  // A reader who asks for drafts gets 400, and the reason further down.
  if (answer.body.includes('rest_forbidden_status'))
    return new SiteError({ kind: 'permanent', reason: 'unauthorized', detail }, code)
  if (status === 404 && (code === '' || code === 'rest_no_route')) {
    return new SiteError({ kind: 'permanent', reason: 'no-rest-api', detail }, code)
  }
  return new SiteError(outcome, code)
}
