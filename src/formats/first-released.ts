import type { Document } from './document.ts'

/** When anything of the release went out first: the hour of a first version itself. Undefined where that is not known. */
export function firstReleasedAt({ version, releasedAt, firstReleasedAt: first }: Document): Date | undefined {
  return first ?? (version === 1 ? releasedAt : undefined)
}
