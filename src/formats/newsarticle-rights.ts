import type { Document } from './document.ts'
import { miningTerm } from './mining.ts'

/** Whose an article of schema.org is. */
export function articleRights({ rights, releasedAt, firstReleasedAt = releasedAt }: Document) {
  if (!rights) return {}
  return {
    copyrightHolder: { '@type': 'Organization', name: rights.holder },
    copyrightNotice: rights.notice,
    copyrightYear: firstReleasedAt.getUTCFullYear(),
  }
}

/** What may be mined of it: a term of the PLUS vocabulary, and where the terms stand. schema.org has no word of its own. */
export function miningUsage({ rights }: Document) {
  return rights ? [{ '@type': 'CreativeWork', additionalType: miningTerm(rights), url: rights.miningPolicyUrl }] : []
}
