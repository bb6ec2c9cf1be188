import type { Document } from './document.ts'
import { type Element, element } from './markup.ts'
import { miningTerm } from './mining.ts'
import { nameOf } from './newsml-g2-name.ts'
import { onOneLine } from './xml.ts'

/**
 * Whose a text is and what may be done with it: of all of the item. What is said of mining is a term of the PLUS vocabulary.
 *
 * @see NewsML-G2 2.35, rightsInfo, dataMining
 */
export function rightsInfo({ rights }: Document): Element[] {
  if (!rights) return []
  const { holder, notice, usageTerms, miningPolicyUrl } = rights
  return [
    element('rightsInfo', [
      element('copyrightHolder', [nameOf(holder)], { literal: onOneLine(holder) }),
      element('copyrightNotice', [notice]),
      ...(usageTerms ? [element('usageTerms', [usageTerms])] : []),
      ...(miningPolicyUrl ? [element('link', [], { rel: 'irel:seeAlso', href: miningPolicyUrl })] : []),
      element('dataMining', [], { uri: miningTerm(rights) }),
    ]),
  ]
}
