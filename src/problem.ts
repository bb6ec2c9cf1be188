/**
 * Every way in which a caller can be wrong. The key is the last part of the problem's `type` and is never renamed;
 * docs/problems.md lists them, and a test holds the two together. RFC 9457.
 */
export const problems = {
  'malformed-request': { status: 400, title: 'The request could not be read' },
  'digest-mismatch': { status: 400, title: 'The bytes are not those of the digest' },
  unauthorized: { status: 401, title: 'An API key is needed' },
  forbidden: { status: 403, title: 'This key may not do that' },
  'test-key': { status: 403, title: 'This needs a live key' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'wrong-state': { status: 409, title: 'Not possible in the present state' },
  'not-approved': { status: 409, title: 'What would be published is not what was approved' },
  'duplicate-release': { status: 409, title: 'The same release was handed in before' },
  'translation-stale': { status: 409, title: 'What was translated has moved on' },
  'import-running': { status: 409, title: 'Another import is being applied' },
  conflict: { status: 409, title: 'Something of that name exists' },
  withdrawn: { status: 410, title: 'It was withdrawn' },
  'link-expired': { status: 410, title: 'That link is over' },
  'precondition-failed': { status: 412, title: 'It has changed since you read it' },
  'payload-too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'Send JSON' },
  'unsupported-file': { status: 415, title: 'That kind of file is not taken' },
  'range-not-satisfiable': { status: 416, title: 'The file has no such bytes' },
  invalid: { status: 422, title: 'Some fields are wrong' },
  'list-cycle': { status: 422, title: 'A list would contain itself' },
  'not-entitled': { status: 422, title: 'The account may not send to this outlet list' },
  'issuer-not-authorized': { status: 422, title: 'Not an issuer of this account' },
  'edition-missing': { status: 422, title: 'A target has no edition in its language' },
  'wrong-script': { status: 422, title: 'A text is not in the script of its language' },
  'empty-body': { status: 422, title: 'An edition has no text' },
  'empty-target': { status: 422, title: 'A target would reach nobody' },
  erased: { status: 422, title: 'That address was erased' },
  'instant-past': { status: 422, title: 'That hour is over' },
  'import-unreadable': { status: 422, title: 'The file is not a table that can be imported' },
  'file-unreadable': { status: 422, title: 'The file is damaged' },
  'too-many-pixels': { status: 422, title: 'The picture is too large' },
  infected: { status: 422, title: 'The file holds a virus' },
  'idempotency-key-reused': { status: 422, title: 'That Idempotency-Key belongs to another request' },
  'precondition-required': { status: 428, title: 'Say which state you have seen' },
  'quota-exceeded': { status: 429, title: 'The account has used up a limit' },
  'too-many-requests': { status: 429, title: 'Too many requests at once' },
  internal: { status: 500, title: 'Dateline made a mistake' },
  unavailable: { status: 503, title: 'Not available at the moment' },
} as const

/** The last part of a problem’s `type`. */
export type ProblemKey = keyof typeof problems

/** One wrong field: `pointer` is an RFC 6901 pointer into the body, `detail` says what to do. */
export type FieldError = { pointer: string; code: string; detail: string }

type ProblemOptions = { errors?: FieldError[]; headers?: Record<string, string>; cause?: unknown }

/**
 * The caller is wrong. Thrown anywhere, answered as `application/problem+json` by http/errors.ts.
 *
 * @param detail a sentence that tells a stranger what to do next; no secrets, no rows
 */
export class Problem extends Error {
  readonly key: ProblemKey
  readonly detail: string
  readonly errors: FieldError[]
  readonly headers: Record<string, string>

  constructor(key: ProblemKey, detail: string, { errors = [], headers = {}, cause }: ProblemOptions = {}) {
    super(`${key}: ${detail}`, { cause })
    this.name = 'Problem'
    this.key = key
    this.detail = detail
    this.errors = errors
    this.headers = headers
  }

  get status(): number {
    return problems[this.key].status
  }
}

/** Someone else's thing and a missing thing, told alike. */
export function notFound(what: string): Problem {
  return new Problem('not-found', `There is no such ${what}, or it is not yours. Check the id and the key.`)
}

/** One field is wrong: the common case of `invalid`. */
export function invalidField(pointer: string, code: string, detail: string): Problem {
  return new Problem('invalid', `${fieldName(pointer)}: ${detail}`, { errors: [{ pointer, code, detail }] })
}

/** A field as whoever sent it would call it: `?reason` for one of the query, `the body` for the whole, else its pointer. */
export function fieldName(pointer: string): string {
  return pointer.replace(/^\/querystring\//, '?') || 'the body'
}
