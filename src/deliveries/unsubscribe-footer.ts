import type { Footer } from '../channels/channel.ts'
import { houseOf } from '../languages/houses.ts'
import { type Wording, wireWords } from '../wire/wire-words.ts'

/** What stands under an edition where it goes to people: which wire sends it and why, in the language of the edition. */
export function footerOf(wire: Wording, tag: string): Footer {
  const { language, direction } = houseOf(tag)
  const { whyReceived, unsubscribe } = wireWords(wire, tag)
  return { language, direction, why: whyReceived, unsubscribe }
}
