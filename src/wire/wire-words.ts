import { fillPhrase } from '../languages/house.ts'
import { houseOf } from '../languages/houses.ts'
import { lookupChain } from '../languages/language.ts'
import type { Phrases, WireView } from './wire.ts'

/** What stands around a text, filled in. */
export type WireWords = { lead: string; disclaimer: string; boilerplate: string }

/**
 * What the wire says around a text: each phrase as the wire words it for the language or the nearest one on its lookup
 * chain (RFC 4647 §3.4), else as the house does.
 *
 * @param language canonical tag
 */
export function wireWords({ name, url, phrases }: Pick<WireView, 'name' | 'url' | 'phrases'>, language: string): WireWords {
  const chain = lookupChain(language)
  const house = houseOf(language)
  const say = (phrase: keyof Phrases, usual: string) => {
    const own = chain.map((tag) => phrases[tag]?.[phrase]).find((words) => words !== undefined)
    return fillPhrase(own ?? usual, { wire: name, url })
  }
  return {
    lead: say('lead', house.lead),
    disclaimer: say('disclaimer', house.disclaimer),
    boilerplate: say('boilerplate', house.wireBoilerplate),
  }
}
