import { parseMarkup } from '../formats/markup.ts'
import { toParagraphs } from '../formats/text.ts'
import { lookupChain } from '../languages/language.ts'
import { type Length, measureLength } from '../languages/length.ts'
import type { FieldError } from '../problem.ts'
import type { Lengths, WireView } from '../wire/wire.ts'

type Body = { language: string; bodyHtml: string }

/** How long the body of an edition is, as its market counts. */
export function lengthOf({ language, bodyHtml }: Body): Length {
  return measureLength(language, toParagraphs(parseMarkup(bodyHtml)).join('\n'))
}

/** Bodies that are longer or shorter than the wire takes them in their language. */
export function findWrongLengths({ lengths }: Pick<WireView, 'lengths'>, editions: readonly Body[]): FieldError[] {
  return editions.flatMap((edition, at) => {
    const limits: Lengths = lookupChain(edition.language).flatMap((tag) => lengths[tag] ?? [])[0] ?? {}
    const { unit, count } = lengthOf(edition)
    const isLong = limits.most !== undefined && count > limits.most
    if (!isLong && !(limits.least !== undefined && count < limits.least)) return []
    const [code, bound] = isLong ? ['too-long', `${limits.most} at most`] : ['too-short', `${limits.least} at least`]
    const detail = `has ${count} ${unit}, and this wire takes ${bound} in ${edition.language}: ${isLong ? 'shorten it' : 'say more'}`
    return [{ pointer: `/editions/${at}/body/content`, code, detail }]
  })
}
