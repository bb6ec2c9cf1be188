import { type FieldError, Problem, type ProblemKey } from '../problem.ts'

/**
 * Throws one problem for all the fields that are wrong in the same way; nothing when there are none.
 *
 * @param errors in the order of the body
 */
export function refuse(key: ProblemKey, errors: FieldError[]): void {
  const [first, ...more] = errors
  if (!first) return
  const others = more.length > 0 ? ` (and ${more.length} more, see errors)` : ''
  throw new Problem(key, `${first.pointer}: ${first.detail}${others}`, { errors })
}
