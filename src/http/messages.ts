import { z } from 'zod'

/**
 * What Zod says of a wrong field, as a predicate that follows the field's name and tells what to send. Schemas that know
 * better say so themselves.
 */
export function speakPlainly(): void {
  z.config({ customError: (issue) => describe(issue) })
}

const kinds: Record<string, string> = {
  string: 'a text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
}

const formats: Record<string, string> = {
  uuid: 'must be an id, as the API gave it',
  email: 'must be a mail address, such as "desk@outlet.example"',
  url: 'must be a full address, such as "https://outlet.example/in"',
}

function describe(issue: z.core.$ZodRawIssue): string | undefined {
  const isMissing = issue.input === undefined
  if (issue.code === 'invalid_type') {
    const wanted = `${kinds[issue.expected] ?? `a ${issue.expected}`}${fieldsOf(issue.inst)}`
    return isMissing ? `is missing: send ${wanted}` : `must be ${wanted}`
  }
  if (issue.code === 'unrecognized_keys') return 'is not a field of this request: take it out, or check its spelling'
  if (issue.code === 'invalid_union') return choiceOf(issue)
  if (issue.code === 'invalid_value') return `${isMissing ? 'is missing: send' : 'must be'} ${listOf(issue.values)}`
  if (issue.code === 'invalid_format') return formats[issue.format]
  if (issue.code === 'too_small' && issue.minimum === 1 && issue.origin !== 'number') return 'must not be empty'
  if (issue.code === 'too_small') return `is too small: at least ${issue.minimum} ${unitOf(issue.origin)}`.trimEnd()
  if (issue.code === 'too_big') return `is too large: at most ${issue.maximum} ${unitOf(issue.origin)}`.trimEnd()
  return undefined
}

/** What a thing needs that was not sent at all. */
function fieldsOf(schema: unknown): string {
  if (!(schema instanceof z.ZodObject)) return ''
  const needed = Object.entries(schema.shape).filter(([, field]) => !z.safeParse(field, undefined).success)
  const names = needed.map(([name]) => JSON.stringify(name))
  return names.length > 0 ? ` with ${new Intl.ListFormat('en').format(names)}` : ''
}

const Chosen = z.object({ discriminator: z.string(), options: z.array(z.unknown()), input: z.record(z.string(), z.unknown()) })

/** Of a union that is told by one field: what that field may be. */
function choiceOf(issue: unknown): string | undefined {
  const { data } = Chosen.safeParse(issue)
  if (!data) return undefined
  return `${data.input[data.discriminator] === undefined ? 'is missing: send' : 'must be'} ${listOf(data.options)}`
}

function listOf(values: readonly unknown[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(values.map((value) => JSON.stringify(value)))
}

function unitOf(origin: string): string {
  if (origin === 'string') return 'characters'
  return origin === 'array' ? 'items' : ''
}
