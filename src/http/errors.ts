import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { isDatabaseAway } from '../db/client.ts'
import { type FieldError, fieldName, Problem, type ProblemKey, problems } from '../problem.ts'

/** RFC 9457, with `errors[]` for fields. */
export const ProblemView = z
  .object({
    type: z.string().meta({ description: 'stable; the last part is the key in docs/problems.md' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'what to do' }),
    instance: z.string().meta({ description: 'the id of this request in the log' }),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
  })
  .meta({
    id: 'Problem',
    example: {
      type: '/problems/not-found',
      title: 'There is nothing here',
      status: 404,
      detail: 'There is no such release, or it is not yours. Check the id and the key.',
      instance: '019a4f2e-7c1b-7d3a-9c55-0a1b2c3d4e5f',
    },
  })

/**
 * The problems that a route may answer with, for its `schema.response`. 401, 429, 500 and 503 are added to every route.
 */
export function problemResponses(...statuses: number[]): Record<number, typeof ProblemView> {
  return Object.fromEntries([...statuses, 401, 429, 500, 503].map((status) => [status, ProblemView]))
}

/** Answers whatever was thrown: a Problem as it is, a broken request as the problem it is, anything else as our mistake. */
export function answerError(error: FastifyError | Problem | Error, req: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error)
  if (problem.status >= 500) req.log.error({ err: error }, 'request failed')
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type('application/problem+json; charset=utf-8')
    .serializer((view: unknown) => JSON.stringify(view))
    .send(problemView(problem, req.id))
}

/** Answers an address that no route has. */
export function answerNotFound(req: FastifyRequest, reply: FastifyReply): FastifyReply {
  const detail = `${req.method} ${req.url.split('?')[0]} is not part of the API. /docs lists what is.`
  return answerError(new Problem('not-found', detail), req, reply)
}

function problemView({ key, detail, errors, status }: Problem, requestId: string): z.infer<typeof ProblemView> {
  const view = { type: `/problems/${key}`, title: problems[key].title, status, detail, instance: requestId }
  return errors.length > 0 ? { ...view, errors } : view
}

function toProblem(error: FastifyError | Problem | Error): Problem {
  if (error instanceof Problem) return error
  if (hasZodFastifySchemaValidationErrors(error)) return toInvalid(error)
  const code = 'code' in error ? error.code : undefined
  const known = typeof code === 'string' ? fastifyProblems[code] : undefined
  if (known) return new Problem(known.key, known.detail, { cause: error })
  if (isDatabaseAway(error)) {
    const detail =
      'The database cannot be reached at the moment. Try again shortly; a POST is safe to repeat under the same Idempotency-Key.'
    return new Problem('unavailable', detail, { headers: { 'retry-after': '5' }, cause: error })
  }
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  if (status === 400)
    return new Problem('malformed-request', 'The body is not valid JSON. Look for a missing quote, comma or bracket.', {
      cause: error,
    })
  return new Problem(
    'internal',
    'The fault is ours and has been logged under this instance id. Try again; if it stays, tell the operator.',
    {
      cause: error,
    },
  )
}

const nothingHere = 'There is nothing at this address, or it is not yours. Check the id.'
const notJson = 'Send the body as JSON, in UTF-8, with Content-Type: application/json.'

const fastifyProblems: Record<string, { key: ProblemKey; detail: string }> = {
  FST_ERR_BAD_URL: {
    key: 'malformed-request',
    detail: 'The address is not encoded as addresses are: UTF-8, two hexadecimal digits after each %. A % itself is %25.',
  },
  // No id is that long, and one that cannot exist is a thing that does not.
  FST_ERR_MAX_PARAM_LENGTH: { key: 'not-found', detail: nothingHere },
  FST_ERR_CTP_BODY_TOO_LARGE: {
    key: 'payload-too-large',
    detail: 'A request may have 2 MiB. Link to large files instead of sending them.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { key: 'unsupported-media-type', detail: notJson },
  FST_ERR_CTP_EMPTY_JSON_BODY: { key: 'malformed-request', detail: `The body is empty. ${notJson}` },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { key: 'malformed-request', detail: 'The body is not as long as Content-Length says.' },
}

type Invalid = {
  validation: { instancePath: string; message?: string; keyword: string; params: { issue?: unknown } & Record<string, unknown> }[]
  validationContext?: string | undefined
}

function toInvalid({ validation, validationContext }: Invalid): Problem {
  // An id that cannot exist is a thing that does not.
  if (validationContext === 'params') return new Problem('not-found', nothingHere)
  const where = validationContext === 'body' || validationContext === undefined ? '' : `/${validationContext}`
  const errors: FieldError[] = validation.flatMap((issue) =>
    pointersOf(issue).map((pointer) => ({
      pointer: `${where}${pointer}`,
      code: issue.keyword,
      detail: issue.message ?? 'is wrong',
    })),
  )
  const first = errors[0]
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more, see errors)` : ''
  return new Problem('invalid', `${fieldName(first?.pointer ?? '')}: ${first?.detail ?? 'is wrong'}${more}`, { errors })
}

const UnknownKeys = z.object({ keys: z.array(z.string()) })

/** Where an issue is: the thing itself, or each field that it should not have (RFC 6901). */
function pointersOf({ instancePath, params }: Invalid['validation'][number]): string[] {
  const path = instancePath === '/' ? '' : instancePath
  const unknown = UnknownKeys.safeParse(params)
  if (!unknown.success) return [path]
  return unknown.data.keys.map((key) => `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
}
