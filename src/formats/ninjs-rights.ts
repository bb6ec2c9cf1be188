import type { Document } from './document.ts'
import { miningPolicy } from './mining.ts'

/** Whose a text is and what may be done with it, as ninjs 3.1 has it; nothing where that is not said. */
export function ninjsRights({ rights, uri }: Document) {
  if (!rights) return {}
  const { holder, notice, usageTerms } = rights
  return {
    copyrightHolder: holder,
    copyrightNotice: notice,
    usageTerms,
    // The schema takes a policy or a link to one, not both: the policy names the link.
    rightsInfo: { langId: 'http://www.w3.org/ns/odrl/2/', encodedRights: miningPolicy(rights, uri) },
  }
}
