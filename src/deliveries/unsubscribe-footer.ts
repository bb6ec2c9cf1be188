import type { Footer } from '../channels/channel.ts'
import type { Document } from '../formats/document.ts'
import { fillPhrase } from '../languages/house.ts'
import { houseOf } from '../languages/houses.ts'

/** What stands under an edition where it goes to people: which wire sends it and why, in the language of the edition. */
export function footerOf({ language, wire }: Pick<Document, 'language' | 'wire'>): Footer {
  const house = houseOf(language)
  return {
    language: house.language,
    direction: house.direction,
    why: fillPhrase(house.whyReceived, { wire: wire.name, url: wire.url }),
    unsubscribe: house.unsubscribe,
  }
}
