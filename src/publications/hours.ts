import { invalidField, Problem } from '../problem.ts'
import type { RevisionContent } from '../releases/content.ts'
import type { NewPublication } from './new-publication.ts'

/** When a publication goes out and until when it is not public. */
export type Hours = { releaseAt: Date; releaseAtGiven: string | null; embargoUntil: Date | null }

/**
 * The hours of a publication: those of the request, else those of the release, else now.
 *
 * @throws instant-past when the hour is over, invalid when the embargo ends before the release begins
 */
export function chooseHours(
  content: Pick<RevisionContent, 'releaseAt' | 'embargoUntil'>,
  input: NewPublication,
  now: Date,
): Hours {
  const release = input.releaseAt === undefined ? content.releaseAt : input.releaseAt
  const embargo = input.embargoUntil === undefined ? content.embargoUntil : input.embargoUntil
  if (release && release.at < now) {
    throw new Problem(
      'instant-past',
      `${release.given} is over (it is ${now.toISOString()}). Send a later releaseAt, or null to release at once.`,
      {
        errors: [{ pointer: '/releaseAt', code: 'past', detail: 'is over' }],
      },
    )
  }
  const releaseAt = release?.at ?? now
  if (embargo && embargo.at < releaseAt)
    throw invalidField('/embargoUntil', 'order', 'is before the release: an embargo ends with it or later')
  return { releaseAt, releaseAtGiven: release?.given ?? null, embargoUntil: embargo?.at ?? null }
}
