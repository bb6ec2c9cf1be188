import type { Document } from './document.ts'

/** Whose text it is, in one line: the content provider where it has a name, else the issuers. Empty where there are none. */
export function bylineOf({ source, issuers, words }: Document): string {
  return source.kind === 'contentProvider' && source.name ? source.name : issuers.map(({ name }) => name).join(words.listComma)
}
